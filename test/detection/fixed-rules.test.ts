import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { DetectorName } from "../../bench/detection/peers.ts";
import type { WindowVerdict } from "../../bench/detection/verdict.ts";
import { generatedStreams, judged, RULE_OF } from "./generated-streams.ts";

interface Answers {
  readonly windows: number;
  readonly seed: number;
  readonly packages: readonly string[];
  readonly answers: readonly Answer[];
}

interface Answer {
  readonly stream: number;
  readonly peer: DetectorName;
  readonly columns: readonly (readonly [name: string, method: string, threshold: number])[];
  readonly windows: readonly (readonly [
    dataSet: boolean,
    ...(readonly [score: number, drifted: boolean])[],
  ])[];
}

const PAGE = new URL("../fixtures/drift/peer-answers.json", import.meta.url);
const { windows, seed, answers }: Answers = JSON.parse(readFileSync(PAGE, "utf8"));
const streams = generatedStreams(windows, seed);

describe.each(answers.map((answer) => [answer.peer, answer.stream, answer] as const))(
  "%s's own answers on stream %i",
  (peer, at, { columns, windows: told }) => {
    const verdicts = judged(RULE_OF[peer], streams[at]!);

    test("have the columns, tests and limits that the rule has", () => {
      for (const [name, method, threshold] of columns) {
        expect(verdicts[0]!.columns[name]).toMatchObject({ method });
        expect(verdicts[0]!.columns[name]!.threshold).toBeCloseTo(threshold, 7);
      }
    });

    test("are the rule's scores and decisions in every window", () => {
      const found = verdicts.map((verdict) => columns.map(([name]) => decision(verdict, name)));
      expect(found.map((each) => each.map(([, drifted]) => drifted))).toEqual(
        told.map(([, ...each]) => each.map(([, drifted]) => drifted)),
      );
      const scores = told.flatMap(([, ...each]) => each.map(([score]) => score));
      for (const [i, [score]] of found.flat().entries()) expect(score).toBeCloseTo(scores[i]!, 7);
    });

    test.runIf(RULE_OF[peer].share !== undefined)("say of the data set what the rule says", () => {
      expect(verdicts.map(({ dataSet }) => dataSet)).toEqual(told.map(([dataSet]) => dataSet));
    });
  },
);

function decision({ columns }: WindowVerdict, name: string): readonly [score: number, drifted: boolean] {
  const { score, drifted } = columns[name]!;
  return [score, drifted];
}
