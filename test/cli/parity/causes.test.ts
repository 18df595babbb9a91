import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { CaptureFacts } from "../../../cli/parity/capture-facts.ts";
import type { ComparedHour } from "../../../cli/parity/causes/difference-cause.ts";
import { differenceCauses } from "../../../cli/parity/causes/index.ts";
import { mergedSketches } from "../../../cli/parity/causes/merged-sketches.ts";
import { rounding } from "../../../cli/parity/causes/rounding.ts";
import { rowOrder } from "../../../cli/parity/causes/row-order.ts";
import type { Difference } from "../../../cli/parity/difference.ts";
import { explainDifferences } from "../../../cli/parity/explain-differences.ts";
import { serviceReadings } from "../../../cli/parity/readings/index.ts";
import { combinations } from "../../../cli/parity/reread-hours.ts";
import { parseStatistics } from "../../../shared/statistics/statistics.ts";
import type { ResultFiles } from "../../../steps/model-monitor-results.ts";

const NONE: ResultFiles = { statistics: undefined, constraints: undefined, violations: undefined };
const FACTS: CaptureFacts = {
  files: 1,
  movedIn: 0,
  movedOut: 0,
  severalRows: 0,
  mixedEncodings: 0,
  nestedJson: 0,
  variants: new Map([["AllTraffic", 3]]),
};

/** Statistics of one column with a sketch of these levels, and counts of the ten buckets from 0 to 10. */
function sketched(data: readonly (readonly number[])[], counts: readonly number[] = []): ResultFiles {
  const buckets = Array.from({ length: 10 }, (_, at) => ({
    lower_bound: at,
    upper_bound: at + 1,
    count: counts[at] ?? 0,
  }));
  const json = {
    dataset: { item_count: 3 },
    features: [
      {
        name: "n",
        inferred_type: "Integral",
        numerical_statistics: {
          common: { num_present: 3, num_missing: 0 },
          distribution: { kll: { buckets, sketch: { parameters: { c: 0.64, k: 2048 }, data } } },
        },
      },
    ],
  };
  return { ...NONE, statistics: { text: JSON.stringify(json), value: parseStatistics(json) } };
}

const hourOf = (
  service: ResultFiles,
  plumbline: ResultFiles,
  facts: Partial<CaptureFacts> = {},
): ComparedHour => ({
  service,
  plumbline,
  verdict: undefined,
  facts: { ...FACTS, ...facts },
  excluded: new Set(),
  sensitive: new Set(),
});

const about = (field: string, more: Partial<Difference> = {}): Difference => ({
  kind: "statistic",
  feature: "n",
  field,
  service: "a",
  plumbline: "b",
  ...more,
});

test("causes and readings are all in docs/moving-from-model-monitor.md", () => {
  const page = readFileSync(new URL("../../../docs/moving-from-model-monitor.md", import.meta.url), "utf8");
  for (const { name } of [...differenceCauses, ...serviceReadings]) expect(page).toContain(`\`${name}\``);
});

test("causes and readings have names of their own and a sentence", () => {
  const all = [...differenceCauses, ...serviceReadings];
  expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
  for (const { name, means } of all) {
    expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(means).toMatch(/^[A-Z].*\.$/);
  }
});

test("rounding reaches to 1e-12 and speaks of numbers only", () => {
  const hour = hourOf(NONE, NONE);
  expect(rounding.explains(about("sum", { relative: 1e-12 }), hour)).toBe(true);
  expect(rounding.explains(about("sum", { relative: 1.1e-12 }), hour)).toBe(false);
  expect(rounding.explains(about("inferred_type"), hour)).toBe(false);
});

describe("row-order", () => {
  const sketch = about("kll.sketch.data");
  test("explains the same values in another order where several files were read", () => {
    expect(
      rowOrder.explains(sketch, hourOf(sketched([[3, 1, 2]]), sketched([[1, 2, 3]]), { files: 2 })),
    ).toBe(true);
  });

  test("does not explain other values, one file, or a sketch of several levels", () => {
    const [a, b] = [sketched([[3, 1, 2]]), sketched([[1, 2, 3]])];
    expect(rowOrder.explains(sketch, hourOf(a, sketched([[1, 2, 4]]), { files: 2 }))).toBe(false);
    expect(rowOrder.explains(sketch, hourOf(a, b, { files: 1 }))).toBe(false);
    expect(
      rowOrder.explains(sketch, hourOf(sketched([[3, 1], [2]]), sketched([[1, 3], [2]]), { files: 2 })),
    ).toBe(false);
  });
});

describe("merged-sketches", () => {
  // 1,000 rows, one of which fell into the next bucket: ranks agree to 0.001.
  const near = hourOf(sketched([[1], [2]], [500, 300, 200]), sketched([[1], [3]], [499, 301, 200]));
  const far = hourOf(sketched([[1], [2]], [500, 300, 200]), sketched([[1], [3]], [400, 400, 200]));

  test("explains a sketch and buckets whose ranks agree within the errors of both", () => {
    for (const field of ["kll.sketch.data", "kll.buckets"]) {
      expect(mergedSketches.explains(about(field), near)).toBe(true);
      expect(mergedSketches.explains(about(field), far)).toBe(false);
    }
  });

  test("explains nothing while a sketch holds every row, and no other field", () => {
    const whole = hourOf(sketched([[1, 2]], [500, 300, 200]), sketched([[1, 3]], [499, 301, 200]));
    expect(mergedSketches.explains(about("kll.buckets"), whole)).toBe(false);
    expect(mergedSketches.explains(about("mean"), near)).toBe(false);
  });

  test("explains distances that are as near as that, and one alone just above its threshold", () => {
    const drift = (service: string | null, plumbline: string | null) =>
      about("baseline_drift_check", { kind: "violation", service, plumbline });
    const text = (distance: number) => `Baseline drift distance: ${distance} exceeds threshold: 0.1`;
    expect(mergedSketches.explains(drift(text(0.231), text(0.232)), near)).toBe(true);
    expect(mergedSketches.explains(drift(text(0.231), text(0.241)), near)).toBe(false);
    expect(mergedSketches.explains(drift(text(0.101), null), near)).toBe(true);
    expect(mergedSketches.explains(drift(null, text(0.15)), near)).toBe(false);
    expect(mergedSketches.explains(drift("other words", null), near)).toBe(false);
  });
});

describe("of several readings", () => {
  const [first, second] = serviceReadings as [
    (typeof serviceReadings)[number],
    (typeof serviceReadings)[number],
  ];
  const service = sketched([[1, 2, 3]], [1, 1, 1]);
  const differing = (...data: number[]) => hourOf(service, sketched([data], [1, 1, 1]));

  test("the first that takes a difference away is its cause", () => {
    const rereads = [
      { readings: [first], hour: differing(1, 2, 4) },
      { readings: [second], hour: differing(1, 2, 3) },
    ];
    expect(explainDifferences(differing(1, 2, 5), rereads)).toMatchObject([
      { field: "kll.sketch.data", cause: second.name },
    ]);
  });

  test("what takes two together is of both, what takes one is of it", () => {
    const [a, b, c] = [sketched([[1, 2, 3]], [1, 1, 1]), sketched([[1, 2, 3]], [2, 1, 1]), service];
    const rereads = [
      { readings: [first], hour: hourOf(service, b) },
      { readings: [second], hour: hourOf(service, sketched([[1, 2, 9]], [2, 1, 1])) },
      { readings: [first, second], hour: hourOf(c, a) },
    ];
    expect(explainDifferences(hourOf(service, sketched([[1, 2, 9]], [2, 1, 1])), rereads)).toMatchObject([
      { field: "kll.buckets", cause: `${first.name}+${second.name}` },
      { field: "kll.sketch.data", cause: first.name },
    ]);
  });

  test("each is tried by itself, then two, then all", () => {
    expect(combinations(["a", "b", "c"]).map((set) => set.join(""))).toEqual([
      "a",
      "b",
      "c",
      "ab",
      "ac",
      "bc",
      "abc",
    ]);
  });

  test("one that makes it no better explains nothing", () => {
    const worse = { readings: [first], hour: hourOf(service, sketched([[1, 2, 4]], [9, 9, 9])) };
    expect(explainDifferences(differing(1, 2, 5), [worse])).toMatchObject([
      { field: "kll.sketch.data", cause: null },
    ]);
  });

  test("what appears behind an hour that one side lacked is told as well", () => {
    const absent = hourOf(service, NONE);
    expect(explainDifferences(absent, [{ readings: [first], hour: differing(1, 2, 4) }])).toMatchObject([
      { kind: "hour", cause: first.name },
      { kind: "statistic", field: "kll.sketch.data", cause: null },
    ]);
  });
});
