import { describe, expect, test } from "vitest";
import type { Distribution } from "../../shared/drift/distribution.ts";
import { modelMonitorDistance } from "../../shared/drift/model-monitor-distance.ts";
import { DeequKllSketch } from "../../shared/profile/model-monitor/deequ-kll-sketch.ts";
import { CATEGORICAL_PAIRS, NUMBER_COLUMNS, NUMERIC_PAIRS } from "../fixtures/deequ/datasets.ts";
import { bitsOf, expected } from "../fixtures/deequ/expected.ts";

function numeric(name: string, shift: number): Distribution {
  const sketch = new DeequKllSketch();
  for (const cell of NUMBER_COLUMNS[name]!()) sketch.update(Number(cell) + shift);
  return { kind: "numeric", ...sketch.weightedValues(), n: sketch.n, rankError: sketch.rankError };
}

function categorical(record: Readonly<Record<string, number>>): Distribution {
  const counts = new Map(Object.entries(record));
  return { kind: "categorical", counts, n: [...counts.values()].reduce((sum, count) => sum + count) };
}

const bothOf = (current: Distribution, baseline: Distribution) =>
  (["Robust", "Simple"] as const).map((comparison) =>
    bitsOf(modelMonitorDistance(current, baseline, { comparison, categorical: "LInfinity" })!),
  );

describe("Model Monitor's distance", () => {
  test.each(NUMERIC_PAIRS)("of the columns %s and %s (+ %d) is Deequ's, to the bit", (one, other, shift) => {
    const theirs =
      expected.numericDistances[NUMERIC_PAIRS.findIndex((pair) => pair[0] === one && pair[1] === other)];
    expect(bothOf(numeric(one, 0), numeric(other, shift))).toEqual(theirs);
  });

  test("of counts of categories is Deequ's, to the bit", () => {
    const ours = CATEGORICAL_PAIRS.map(([one, other]) => bothOf(categorical(one), categorical(other)));
    expect(ours).toEqual(expected.categoricalDistances);
  });
});
