import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { driftStatistics } from "../../shared/drift/index.ts";
import { parseMonitorDefinition } from "../../shared/monitors/monitor-definition.ts";

const page = readFileSync(new URL("../../docs/monitor-definition.md", import.meta.url), "utf8");
/** Key → default, from the table. `a`, `.b` stand for two keys of one parent. */
const told = new Map(
  [...page.matchAll(/^\| (`[^|]+`) \| ([^|]+) \|/gm)].flatMap(([, keys, value]) =>
    keysOf(keys!).map((key, index) => [key, value!.split(", ")[index] ?? value!] as const),
  ),
);

function keysOf(cell: string): string[] {
  const [first, ...rest] = [...cell.matchAll(/`([^`]+)`/g)].map(([, key]) => key!);
  return [
    first!,
    ...rest.map((key) => (key.startsWith(".") ? first!.slice(0, first!.lastIndexOf(".")) + key : key)),
  ];
}

/** Every leaf of an object by its path. Lists are leaves. */
function leaves(value: unknown, path = ""): [string, unknown][] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [[path, value]];
  return Object.entries(value).flatMap(([key, each]) => leaves(each, path === "" ? key : `${path}.${key}`));
}

const trainingData = { groundTruth: "g" };
const objective = { champion: "a", challenger: "b" };
const parsed = parseMonitorDefinition({
  monitor: "m",
  endpoint: "e",
  capture: { uri: "c" },
  columns: {},
  drift: {},
  violationRate: {},
  metrics: {},
  retraining: { trainingJob: {}, trainingData, objective },
});

describe("docs/monitor-definition.md", () => {
  test("tells the default of every key that has one", () => {
    const given = new Set([
      "monitor",
      "endpoint",
      "capture.uri",
      "retraining.trainingData.groundTruth",
      "retraining.objective.champion",
      "retraining.objective.challenger",
    ]);
    for (const [key, value] of leaves(parsed)) {
      if (given.has(key)) continue;
      const text = Array.isArray(value)
        ? `\`[${value.join(", ")}]\``
        : typeof value === "number"
          ? String(value)
          : `\`${String(value)}\``;
      expect(told.get(key), key).toBe(text);
    }
  });

  test("names every key that the schema knows, and no other", () => {
    // A refused key lists the keys that are known beside it.
    const refused = (value: object) => {
      try {
        parseMonitorDefinition(value);
        return "";
      } catch (thrown) {
        return (thrown as Error).message;
      }
    };
    const ofVersion = /known here: (.*)/.exec(
      refused({
        monitor: "m",
        endpoint: "e",
        capture: { uri: "c" },
        columns: { versions: [{ xxxxxxxxxxx: 1 }] },
      }),
    )?.[1];
    const toldOfVersion = [...told.keys()].flatMap(
      (key) => /^columns\.versions\[\]\.(.*)/.exec(key)?.[1] ?? [],
    );
    expect(ofVersion?.split(", ")).toEqual(toldOfVersion);
    const top = /known here: (.*)/.exec(refused({ xxxxxxxxxxxxxxxxxxxxxxx: 1 }))?.[1]?.split(", ") ?? [];
    expect(top.length).toBeGreaterThan(10);
    expect(new Set([...told.keys()].map((key) => key.split(".")[0]))).toEqual(new Set(top));
  });

  test("names every drift statistic", () => {
    for (const { name } of driftStatistics) expect(page).toContain(`\`${name}\``);
  });

  test("shows a definition that can be used", async () => {
    const { parse } = await import("yaml");
    const [, yaml] = /```yaml\n([\s\S]*?)```/.exec(page) ?? [];
    expect(parseMonitorDefinition(parse(yaml!))).toMatchObject({ monitor: "churn", season: "hour-of-day" });
  });
});
