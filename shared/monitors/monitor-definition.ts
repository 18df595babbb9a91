/**
 * The definition of one monitor, `monitors/<name>.yml` (shape: docs/monitor-definition.md). Keys are strict:
 * a misspelt one is refused with the nearest right one, because a monitor that ignores half of its
 * definition is worse than one that does not start.
 */
import * as v from "valibot";
import { CAPTURE_KINDS } from "../capture/capture-kinds.ts";
import { columnVersionFaults, columnVersions, type VersionFault } from "../columns/column-versions.ts";
import { DRIFT_STATISTICS } from "../drift/statistic-names.ts";
import { UnusableInput } from "../errors.ts";
import { renderFault } from "../expression/expression-fault.ts";
import { compileMapping } from "../mapping/compile-mapping.ts";
import { readsOfSensitive } from "../mapping/reads-of-sensitive.ts";
import { compileRule } from "../rules/compile-rule.ts";
import { SEASONS } from "../window/season-slot.ts";
import { baseline } from "./baseline-field.ts";
import { describeFault } from "./definition-faults.ts";
import {
  DAY,
  duration,
  expression,
  holidays,
  MINUTE,
  name,
  names,
  share,
  timeZone,
  whole,
  windowLength,
} from "./definition-fields.ts";

/** Three metrics each: 3,000 custom metrics are three calls a window, and cost as much as a small fleet. */
const MODEL_MONITOR_COLUMNS = 1000;

const MOST_RULES = 100;
const LONGEST_MESSAGE = 300;

const rule = v.strictObject({
  name: v.pipe(
    v.string(),
    v.regex(
      /^[A-Za-z0-9](?:[ _-]*[A-Za-z0-9]){0,62}$/,
      "expected 1 to 63 letters, digits, blanks and dashes",
    ),
  ),
  /** What has to be true of a healthy window. */
  assert: expression(compileRule),
  message: v.pipe(
    v.string(),
    v.minLength(1, "expected a sentence that says what is wrong"),
    v.maxLength(LONGEST_MESSAGE, `expected at most ${LONGEST_MESSAGE} characters`),
  ),
  severity: v.optional(v.picklist(["page", "ticket", "note"], "expected page, ticket or note"), "ticket"),
  kind: v.optional(v.picklist(["fault", "drift"], "expected fault or drift"), "fault"),
  column: v.optional(v.string()),
});

const trainingJob = v.looseObject({
  /** Any field of CreateTrainingJob; name, input and output are filled in by `build-training-set`. */
  AlgorithmSpecification: v.optional(v.looseObject({})),
  HyperParameters: v.optional(v.record(v.string(), v.string())),
});

const fields = v.strictObject({
  monitor: name,
  endpoint: name,
  variants: v.optional(v.pipe(v.array(name), v.minLength(1, "expected at least one variant")), [
    "AllTraffic",
  ]),
  /** Shadow variants: judged by themselves, never paging, never retrained for. */
  shadowVariants: v.optional(v.array(name), []),
  capture: v.pipe(
    v.strictObject({
      uri: v.pipe(v.string(), v.minLength(1, "expected s3://bucket/prefix or a folder")),
      kind: v.optional(v.picklist(CAPTURE_KINDS, `expected ${CAPTURE_KINDS.join(" or ")}`), "endpoint"),
      samplingPercent: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(100)), 100),
    }),
    v.forward(
      v.check(
        ({ kind, uri }) => kind !== "batch-transform" || /(^|\/)(input|output)\/?$/.test(uri),
        "expected an address that ends in /output or /input: the folder of manifests below DestinationS3Uri",
      ),
      ["uri"],
    ),
  ),
  window: v.optional(windowLength, "PT1H"),
  lateness: v.optional(duration(0, DAY, "PT0S to P1D"), "PT10M"),
  /** Windows that start before it are not opened by the sweep; `plumbline push` fills in the time of the first push. */
  since: v.optional(
    v.pipe(
      v.string(),
      v.check((text) => !Number.isNaN(Date.parse(text)), "expected a time such as 2026-11-23T00:00:00Z"),
    ),
  ),
  maxLateness: v.optional(duration(0, 13 * DAY, "PT0S to P13D (partials live 14 days)"), "P7D"),
  season: v.optional(v.picklist(SEASONS, "expected none, hour-of-day or hour-of-week"), "none"),
  timezone: v.optional(timeZone(), "UTC"),
  holidays: v.optional(holidays),
  columns: v.optional(
    v.pipe(
      v.strictObject({
        order: v.optional(
          v.picklist(["output-first", "input-first"], "expected output-first or input-first"),
          "output-first",
        ),
        names: v.optional(names),
        /** Column for the model that answered at a multi-model endpoint, after all others. */
        targetModel: v.optional(v.pipe(v.string(), v.minLength(1, "expected a column's name"))),
        targetModelAttribute: v.optional(
          v.pipe(v.string(), v.minLength(1, "expected the name of a custom attribute")),
          "TargetModel",
        ),
        exclude: v.optional(names, []),
        sensitive: v.optional(names, []),
        critical: v.optional(names, []),
        versions: v.optional(columnVersions),
      }),
      v.rawCheck(({ dataset, addIssue }) => {
        if (dataset.issues === undefined && dataset.typed)
          for (const fault of columnVersionFaults(dataset.value)) addIssue(issueOf(fault));
      }),
    ),
    {},
  ),
  segments: v.optional(
    v.strictObject({
      column: v.string(),
      most: v.optional(v.pipe(whole(1), v.maxValue(50, "expected a whole number of at most 50")), 10),
    }),
  ),
  baseline: v.optional(baseline),
  minRows: v.optional(whole(1), 100),
  drift: v.optional(
    v.strictObject({
      statistic: v.optional(
        v.picklist(DRIFT_STATISTICS, `expected one of ${DRIFT_STATISTICS.join(", ")}`),
        "LInfinity",
      ),
      threshold: v.optional(v.pipe(v.number(), v.minValue(0, "expected a number of at least 0"))),
      /** Of rank correlations: a change up to it is no violation. */
      correlationThreshold: v.optional(
        v.pipe(
          v.number(),
          v.minValue(0, "expected a number from 0 to 2"),
          v.maxValue(2, "expected a number from 0 to 2"),
        ),
        0.2,
      ),
      calibration: v.optional(v.picklist(["on", "off"], "expected on or off"), "on"),
    }),
    {},
  ),
  falseAlarms: v.optional(
    v.strictObject({
      /** Accepted of each variant, over all columns and scales; without it the fleet's share, or one. */
      perMonth: v.optional(
        v.pipe(
          v.number(),
          v.minValue(0.01, "expected a number from 0.01 to 1000"),
          v.maxValue(1000, "expected a number from 0.01 to 1000"),
        ),
      ),
    }),
    {},
  ),
  /** Of the shares of cells that are missing, of another type, unseen or negative: up to it certain ones are reported. */
  shortfall: v.optional(v.strictObject({ threshold: v.optional(share, 0.01) }), {}),
  violationRate: v.optional(v.strictObject({ threshold: v.optional(share, 0.2) }), {}),
  retraining: v.optional(
    v.pipe(
      v.strictObject({
        m: v.optional(whole(1), 2),
        n: v.optional(whole(1), 3),
        cooldown: v.optional(duration(0, 365 * DAY, "PT0S to P365D"), "P1D"),
        perWeek: v.optional(whole(0), 3),
        minRows: v.optional(whole(1), 5000),
        trainingData: v.optional(
          v.strictObject({
            /** Folder or s3:// prefix of ground truth files, by hour as SageMaker writes them. */
            groundTruth: v.string(),
            lookback: v.optional(duration(60 * MINUTE, 365 * DAY, "PT1H to P365D"), "P14D"),
          }),
        ),
        /** The job's metric that champion and challenger are compared by; larger is better. */
        objective: v.optional(
          v.strictObject({ champion: v.string(), challenger: v.string(), margin: v.optional(v.number(), 0) }),
        ),
        modelPackageGroup: v.optional(name),
        trainingJob,
      }),
      v.check((policy) => policy.m <= policy.n, "expected m to be at most n"),
      v.check(
        ({ modelPackageGroup, trainingJob: job }) =>
          modelPackageGroup === undefined ||
          typeof job.AlgorithmSpecification?.["TrainingImage"] === "string",
        "expected trainingJob.AlgorithmSpecification.TrainingImage beside modelPackageGroup: it is the image of the registered model",
      ),
    ),
  ),
  rules: v.optional(
    v.pipe(
      v.array(rule),
      v.maxLength(MOST_RULES, `expected at most ${MOST_RULES} rules`),
      v.check(
        (rules) => new Set(rules.map((each) => each.name)).size === rules.length,
        "expected a name of its own for every rule",
      ),
    ),
  ),
  /** In place of the rows of a record: an expression that gives them. */
  mapping: v.optional(expression(compileMapping)),
  metrics: v.optional(
    v.strictObject({
      perColumn: v.optional(v.pipe(whole(0), v.maxValue(100)), 0),
      /** Name of the monitoring schedule whose alarms and dashboards go on; SageMaker's names are like ours. */
      modelMonitor: v.optional(name),
      modelMonitorColumns: v.optional(
        v.pipe(whole(1), v.maxValue(10_000, "expected at most 10000")),
        MODEL_MONITOR_COLUMNS,
      ),
      modelMonitorFeatureDimension: v.optional(v.picklist(["on", "off"], "expected on or off"), "off"),
    }),
    {},
  ),
  compatibility: v.optional(v.picklist(["none", "ModelMonitor"], "expected none or ModelMonitor"), "none"),
});

/** What one key asks of another. */
const schema = v.pipe(
  fields,
  v.forward(
    v.check(
      ({ variants, shadowVariants }) => !shadowVariants.some((shadow) => variants.includes(shadow)),
      "expected variants that are not among the production variants",
    ),
    ["shadowVariants"],
  ),
  v.forward(
    v.check(
      ({ capture, variants, shadowVariants }) =>
        capture.kind !== "batch-transform" || variants.length + shadowVariants.length === 1,
      "expected one variant: a transform job has none, and the name stands for all of them",
    ),
    ["variants"],
  ),
  v.forward(
    v.check(
      ({ capture, columns, compatibility }) =>
        columns.targetModel === undefined ||
        (capture.kind === "endpoint" && compatibility !== "ModelMonitor"),
      "expected none with batch transform, whose records name no model, or with compatibility ModelMonitor, which counts columns",
    ),
    ["columns", "targetModel"],
  ),
  v.forward(
    v.check(
      ({ season, holidays }) => holidays === undefined || (season !== undefined && season !== "none"),
      "expected none without a season: where windows are compared with all hours, a holiday is as well. Set season to hour-of-day or hour-of-week",
    ),
    ["holidays"],
  ),
  v.forward(
    v.check(
      ({ drift, compatibility }) =>
        compatibility !== "ModelMonitor" || drift.statistic === undefined || drift.statistic === "LInfinity",
      "expected none but LInfinity with compatibility ModelMonitor, which compares as the constraints file says",
    ),
    ["drift", "statistic"],
  ),
  v.forward(
    v.check(
      ({ baseline: given, compatibility }) =>
        given?.rolling === undefined || compatibility !== "ModelMonitor",
      "expected none with compatibility ModelMonitor, which judges by statistics.json and constraints.json alone",
    ),
    ["baseline", "rolling"],
  ),
  v.forward(
    v.check(
      ({ segments, columns }) => segments === undefined || !columns.sensitive?.includes(segments.column),
      "expected a column that is not sensitive: its values are the names of the segments",
    ),
    ["segments", "column"],
  ),
  // A mapping that gives a sensitive value another name would take it out of hiding.
  v.rawCheck(({ dataset, addIssue }) => {
    const { mapping, columns } = dataset.typed ? dataset.value : {};
    if (mapping === undefined) return;
    const fault = readsOfSensitive(mapping, columns?.sensitive ?? []);
    if (fault !== undefined) addIssue({ message: `mapping: ${renderFault(mapping, fault)}` });
  }),
);

/** A fault as an issue of its place below `columns`. */
function issueOf({ path, got, expected }: VersionFault) {
  const items = path.map((key): v.IssuePathItem => {
    const item = { type: "object" as const, origin: "value" as const, input: {}, value: undefined };
    return { ...item, key: String(key) };
  });
  return {
    received: got,
    message: `expected ${expected}`,
    path: items as [v.IssuePathItem, ...v.IssuePathItem[]],
  };
}

export type MonitorDefinition = v.InferOutput<typeof schema>;
export type RetrainingPolicy = NonNullable<MonitorDefinition["retraining"]>;

/**
 * A definition from parsed YAML or JSON, defaults filled in. Throws `UnusableInput` with every fault:
 * where it is, what came, what was expected and, for a misspelt key, the nearest right one.
 */
export function parseMonitorDefinition(value: unknown, source = "monitor definition"): MonitorDefinition {
  const parsed = v.safeParse(schema, withServiceDefaults(value));
  if (parsed.success) return parsed.output;
  const faults = parsed.issues.map((issue) => `  ${describeFault(issue, schema)}`);
  throw new UnusableInput(
    `${source} cannot be used:\n${faults.join("\n")}\nThe keys and their meaning: docs/monitor-definition.md`,
  );
}

/** Model Monitor judges a window of any number of rows, and so does who judges as it does, unless told otherwise. */
function withServiceDefaults(value: unknown): unknown {
  const given = value as Readonly<Record<string, unknown>> | null;
  const asService = typeof given === "object" && given?.["compatibility"] === "ModelMonitor";
  return asService && given["minRows"] === undefined ? { ...given, minRows: 1 } : value;
}
