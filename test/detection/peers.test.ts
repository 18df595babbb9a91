import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import {
  type DetectorName,
  type PeerVerdict,
  peerVerdicts,
  type Stream,
  writeStream,
} from "../../bench/detection/peers.ts";
import { isInstalled } from "../../bench/peers/set-up.ts";
import { canJudge, generatedStreams, judged, RULE_OF } from "./generated-streams.ts";

/** Python takes seconds to import a package, once a stream: three streams of many windows. */
const STREAMS = [0, 3, 5];
const WINDOWS = 50;
const SEED = 1_000;
const PATIENCE = { timeout: 600_000 };
const folder = mkdtempSync(join(tmpdir(), "plumbline-peers-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("a stream is written with its numbers to the last digit, texts that need quotes, and empty cells", () => {
  const rows = {
    x: [0.1, Number.NaN, Number.NEGATIVE_INFINITY],
    'a "b", c': ["007", "", 'say "NA",\nplease'],
  };
  writeStream(folder, { reference: rows, windows: new Map([["monday", rows]]), chunks: [2, 1] });
  const text = 'x,"a ""b"", c"\n0.1,007\n,\n-inf,"say ""NA"",\nplease"\n';
  const read = (name: string) => readFileSync(join(folder, name), "utf8");
  expect(read("reference.csv")).toBe(text);
  expect(read("windows/monday.csv")).toBe(text);
  expect(JSON.parse(read("stream.json"))).toEqual({ text: ['a "b", c'], chunks: [2, 1] });
});

describe.each(["evidently", "nannyml"] satisfies DetectorName[])("%s", (name) => {
  const present = isInstalled(name);
  if (!present) console.log(`${name} is not in bench/.peers: its package was not held against the rule.`);

  test.runIf(present)("says of generated windows what the rule says", PATIENCE, async () => {
    for (const stream of generatedStreams(WINDOWS, SEED).filter((each, at) => asked(name, each, at))) {
      writeStream(folder, stream);
      const verdicts = await answers(name);
      const rule = judged(RULE_OF[name], stream);
      expect(verdicts).toHaveLength(WINDOWS);
      for (const [at, { columns, anyColumn }] of verdicts.entries()) {
        expect(rule[at]!.anyColumn).toBe(anyColumn);
        expect(Object.keys(rule[at]!.columns).sort()).toEqual(Object.keys(columns).sort());
        for (const [column, { score, drifted, method }] of Object.entries(columns)) {
          expect(rule[at]!.columns[column]).toMatchObject({ drifted, method });
          expect(rule[at]!.columns[column]!.score).toBeCloseTo(score, 7);
        }
      }
    }
  });

  test.runIf(present)("that fails is one plain sentence", PATIENCE, async () => {
    const found = await peerVerdicts(name, join(folder, "nowhere"));
    expect(found).toHaveProperty(
      "missing",
      expect.stringMatching(/is left out: ended with 1\..*reference\.csv/s),
    );
  });
});

test.runIf(isInstalled("evidently"))(
  "Evidently's whole report says the same as its tests",
  PATIENCE,
  async () => {
    for (const at of [0, 4]) {
      writeStream(folder, generatedStreams(2, SEED)[at]!);
      const [tests, report] = [await answers("evidently"), await answers("evidently", ["--report"])];
      for (const [window, { columns, dataSet }] of tests.entries()) {
        expect(report[window]!.dataSet).toBe(dataSet);
        for (const [column, { score, drifted, method }] of Object.entries(columns)) {
          expect(report[window]!.columns[column]).toMatchObject({ drifted, method });
          expect(report[window]!.columns[column]!.score).toBeCloseTo(score, 12);
        }
      }
    }
  },
);

const asked = (name: DetectorName, stream: Stream, at: number) =>
  STREAMS.includes(at) && canJudge(name, stream);

async function answers(name: DetectorName, args: readonly string[] = []): Promise<readonly PeerVerdict[]> {
  const found = await peerVerdicts(name, folder, args);
  if ("missing" in found) throw new Error(found.missing);
  return found;
}
