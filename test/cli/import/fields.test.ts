/** Nothing of a description is dropped in silence. */
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type Description, recognizeDescription, valueAt } from "../../../cli/import/description.ts";
import { accountFor } from "../../../cli/import/field-fate.ts";
import { fieldsOf } from "../../../cli/import/fields/index.ts";
import { importAccount } from "../../../cli/import/import-account.ts";
import { baselineSource } from "../../../cli/import/import-baseline.ts";
import { importSources } from "../../../cli/import/import-sources.ts";
import { definitionOf, importedMonitor } from "../../../cli/import/imported-monitor.ts";
import { withFate } from "../../../cli/import/tell-import.ts";
import { STOCK_MONITORING_CONFIG } from "../../../shared/constraints/constraints.ts";
import { description, descriptionJson, MONITORS } from "./descriptions.ts";

/** As if the baseline had been copied, so that every key of a definition can be asked for. */
function imported(descriptions: readonly Description[]) {
  const sources = importSources(descriptions);
  const source = baselineSource(sources);
  const features = ["score", "age"].map((name) => ({ name, inferred_type: "Fractional" as const }));
  const constraints = { version: 0, features, monitoring_config: STOCK_MONITORING_CONFIG };
  const baseline = { state: "copied", uri: "../baselines/b", files: new Map(), constraints } as const;
  return importedMonitor(sources, {
    baselineSource: source,
    baseline: source === undefined ? undefined : baseline,
  });
}

const accountOf = (descriptions: readonly Description[]) =>
  importAccount(descriptions, imported(descriptions));
const UNKNOWN = "this version does not know the field";

describe.each(Object.entries(MONITORS))("descriptions of the %s monitor", (_, names) => {
  const descriptions = names.map(description);

  test("have a rule for every field, and for every variable but the user's own", () => {
    const unknown = withFate(accountOf(descriptions), "left").filter(({ why }) => why === UNKNOWN);
    expect(unknown.map(({ field }) => field)).toEqual(
      names[0] === "daily-schedule" ? ["DataQualityAppSpecification.Environment.TEAM"] : [],
    );
  });

  test("are carried over into keys that the definition has", () => {
    const definition = definitionOf(imported(descriptions));
    for (const { to } of withFate(accountOf(descriptions), "carried"))
      expect(valueAt(definition, to), to).toBeDefined();
  });

  test("fill every key of the definition that is not a default", () => {
    const keys = new Set(withFate(accountOf(descriptions), "carried").map(({ to }) => to.split(".")[0]));
    const scheduled = names[0]?.endsWith("schedule");
    expect([...keys]).toEqual(
      expect.arrayContaining(
        scheduled ? ["monitor", "window", "baseline", "compatibility"] : ["endpoint", "baseline"],
      ),
    );
  });
});

test("a description of another monitor is told of as a whole", () => {
  const account = accountOf(
    [...MONITORS.hourly, "model-quality-schedule", "model-quality-job"].map(description),
  );
  const others = account.filter(
    ({ name }) => name.startsWith("churn-model-quality") || name.startsWith("model-quality"),
  );
  expect(others).toHaveLength(2);
  expect(others).toEqual(
    others.map((other) => ({
      ...other,
      field: "",
      fate: "elsewhere",
      why: expect.stringContaining("not supported yet"),
    })),
  );
});

test("an unknown field of a job is told of by its path", () => {
  const job = { ...descriptionJson("hourly-job"), Sampling: { Share: 0.5 } };
  const account = accountOf([
    ...["hourly-schedule", "endpoint"].map(description),
    recognizeDescription(job)!,
  ]);
  expect(withFate(account, "left").map(({ field }) => field)).toEqual(["Sampling.Share"]);
});

test("values of variables are not shown: they may be secrets", () => {
  expect(JSON.stringify(accountOf(MONITORS.daily.map(description)))).not.toContain('"risk"');
});

describe("offsets of a job's range", () => {
  const withOffsets = (StartTimeOffset: string, EndTimeOffset: string) => {
    const job = structuredClone(descriptionJson("hourly-job")) as never as {
      DataQualityJobInput: { EndpointInput: object };
    };
    Object.assign(job.DataQualityJobInput.EndpointInput, { StartTimeOffset, EndTimeOffset });
    const account = accountOf([
      ...["hourly-schedule", "endpoint"].map(description),
      recognizeDescription(job)!,
    ]);
    return account.filter(({ field }) => field.endsWith("TimeOffset")).map(({ fate }) => fate);
  };

  test("are the same windows, looked at later, when they are whole windows", () => {
    expect(withOffsets("-PT3H", "-PT2H")).toEqual(["carried", "carried"]);
    expect(withOffsets("-PT1H", "-PT0H")).toEqual(["carried", "carried"]);
  });

  test("are not carried over when they overlap, leave gaps or are no durations", () => {
    expect(withOffsets("-PT3H", "-PT1H")).toEqual(["left", "left"]);
    expect(withOffsets("-PT90M", "-PT30M")).toEqual(["left", "left"]);
    expect(withOffsets("yesterday", "-PT0H")).toEqual(["left", "left"]);
  });
});

describe("an image", () => {
  const fateOf = (ImageUri: string) => {
    const job = descriptionJson("hourly-job") as { DataQualityAppSpecification: object };
    const changed = {
      ...job,
      DataQualityAppSpecification: { ...job.DataQualityAppSpecification, ImageUri },
    };
    const account = accountOf([
      ...["hourly-schedule", "endpoint"].map(description),
      recognizeDescription(changed)!,
    ]);
    return account.find(({ field }) => field.endsWith("ImageUri"))?.fate;
  };

  test("of the service's analyzer, tagged or not, is what compatibility stands for", () => {
    const stock = "048819808253.dkr.ecr.eu-central-1.amazonaws.com/sagemaker-model-monitor-analyzer";
    expect([stock, `${stock}:latest`].map(fateOf)).toEqual(["carried", "carried"]);
  });

  test("of one's own is not carried over", () => {
    expect(fateOf("111122223333.dkr.ecr.eu-central-1.amazonaws.com/my-monitor-analyzer:2")).toBe("left");
  });
});

/** The members of the SDK's own types, nested ones with their paths, so that no field of the API is unknown. */
describe("the SDK's types", () => {
  const folder = new URL(
    "../../../node_modules/@aws-sdk/client-sagemaker/dist-types/models/",
    import.meta.url,
  );
  const text = readdirSync(folder)
    .filter((name) => name.startsWith("models_"))
    .map((name) => readFileSync(new URL(name, folder), "utf8").replace(/\/\*\*[\s\S]*?\*\//g, ""))
    .join("\n");
  const membersOf = (type: string): [name: string, type: string][] => {
    const [, body] = new RegExp(`^export interface ${type} \\{\\n([\\s\\S]*?)^\\}`, "m").exec(text) ?? [];
    return [...(body ?? "").matchAll(/^ {4}(\w+)\??: (.*?)(?:\[\])?(?: \| undefined)*;$/gm)].map(
      ([, name, of]) => [name!, of!.replace(/\[\]$/, "")],
    );
  };
  /** A description of that type in which every field has a value. */
  const everyField = (type: string): unknown => {
    if (type.startsWith("Record<")) return {};
    const members = membersOf(type);
    if (members.length === 0) return "x";
    return Object.fromEntries(members.map(([name, of]) => [name, everyField(of)]));
  };

  test.each([
    ["DescribeMonitoringScheduleResponse", 40],
    ["DescribeDataQualityJobDefinitionResponse", 30],
    ["DescribeEndpointOutput", 30],
    ["DescribeEndpointConfigOutput", 30],
    ["DescribeModelPackageOutput", 30],
  ])("%s has no field that is not known", (type, least) => {
    const whole = recognizeDescription(everyField(type))!;
    const around = imported(MONITORS.hourly.map(description));
    const own = accountFor(whole, fieldsOf(whole, around.sources), around);
    expect(JSON.stringify(whole.fields).split('"x"').length).toBeGreaterThan(least);
    expect(withFate(own, "left").filter(({ why }) => why === UNKNOWN)).toEqual([]);
  });
});
