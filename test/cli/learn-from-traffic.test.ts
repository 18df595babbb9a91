/** A monitor without a training baseline: two days of traffic teach it, the third is judged. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { AnalysisSummary } from "../../cli/analyze-captures.ts";
import type { Verdict } from "../../shared/report/verdict.ts";
import type { BaselineFacts } from "../../steps/fitting-baseline.ts";
import { COLUMNS, DRIFTED, ENDPOINT, FAULTY, makeCaptures, writeText } from "../fixtures/make-captures.ts";
import { run, temporaryFolder } from "./run.ts";

const folder = temporaryFolder();
const at = (...names: string[]) => join(folder.path, ...names);
afterAll(() => folder.remove());

const LEARN = "baseline: { learnFrom: traffic, for: P2D }";
const definition = (baseline: string) => `monitor: churn
endpoint: ${ENDPOINT}
capture: { uri: captures }
season: hour-of-day
minRows: 50
columns: { names: [${COLUMNS.join(", ")}] }
${baseline}
`;
const learntFolder = (out: string) => {
  const [id] = readdirSync(at(out, ".plumbline/baselines/churn"));
  return at(out, ".plumbline/baselines/churn", id!);
};
const verdictOf = (out: string, window: string): Verdict =>
  JSON.parse(readFileSync(at(out, ENDPOINT, "AllTraffic", window, "verdict.json"), "utf8"));
const analyze = async (captures: string, out: string, ...options: string[]) => {
  const ran = await run(["analyze", captures, "--out", out, "--json", ...options], folder.path);
  if (ran.out === "") throw new Error(ran.err);
  return JSON.parse(ran.out) as AnalysisSummary;
};

let summary: AnalysisSummary;
beforeAll(async () => {
  // The same seed: the first two of three days are the two days.
  makeCaptures(at("captures"), { days: 3 });
  makeCaptures(at("two-days"), { days: 2 });
  writeText(at("learn.yml"), definition(LEARN));
  writeText(at("given.yml"), definition("baseline: { uri: given }"));
  summary = await analyze("captures", "learnt", "--monitor", "learn.yml");
}, 120_000);

describe("a monitor that learns from traffic", () => {
  test("learns for as long as it was told, and judges from then on", () => {
    const { perWindow } = summary;
    expect(perWindow.slice(0, 48).map(({ verdict }) => verdict)).toEqual(new Array(48).fill("Learning"));
    expect(perWindow.slice(48).map(({ verdict }) => verdict)).not.toContain("Learning");
    const broken = perWindow.filter(({ verdict }) => verdict === "Violations").map(({ window }) => window);
    expect(broken).toEqual(expect.arrayContaining([DRIFTED, FAULTY]));
  });

  test("says in every window how much is missing", () => {
    expect(verdictOf("learnt", "20260302T09Z")).toMatchObject({
      verdict: "Learning",
      severity: "note",
      reason:
        "Learning from traffic since 2 Mar 2026: 10 of 48 hours, 1.5 of 5 thousand rows; 14 of 24 slots have nothing yet.",
      learning: { windows: { there: 10, of: 48 }, rows: { there: 1500, of: 5000 }, enough: false },
    });
    expect(verdictOf("learnt", "20260303T23Z").reason).toBe(
      "Learning from traffic since 2 Mar 2026: 48 of 48 hours, 7.2 of 5 thousand rows. That is enough: the windows after it are judged by a baseline of these.",
    );
  });

  test("puts a baseline into the store that says what it was learnt from", () => {
    const facts = JSON.parse(readFileSync(join(learntFolder("learnt"), "baseline.json"), "utf8"));
    expect(facts).toMatchObject({
      id: expect.stringMatching(/^b0001-[0-9a-f]{8}$/),
      rows: 48 * 150,
      season: "hour-of-day",
      learnt: {
        from: "traffic",
        since: "2026-03-02T00:00:00.000Z",
        until: "2026-03-04T00:00:00.000Z",
        windows: 48,
        leftOut: {},
      },
    } satisfies Partial<Record<keyof BaselineFacts, unknown>>);
    expect(summary.baseline).toBe(facts.id);
    expect(verdictOf("learnt", DRIFTED).baseline!.id).toBe(facts.id);
  });

  test("learns what suggest-baseline learns from the same captures, to the byte, and judges alike", async () => {
    const suggested = await run(
      ["suggest-baseline", "two-days", "--from", "captures", "--monitor", "learn.yml", "--out", "given"],
      folder.path,
    );
    expect(suggested.status, suggested.err).toBe(0);
    for (const file of ["statistics.json", "constraints.json", "calibration.json", "slots/h05.profile"])
      expect(
        readFileSync(join(learntFolder("learnt"), file)).equals(readFileSync(at("given", file))),
        file,
      ).toBe(true);
    const given = await analyze("captures", "given-out", "--monitor", "given.yml");
    const third = (of: AnalysisSummary) => of.perWindow.slice(48);
    expect(third(given)).toEqual(third(summary));
    const without = ({ baseline: _, ...verdict }: Verdict) => verdict;
    expect(without(verdictOf("learnt", DRIFTED))).toEqual(without(verdictOf("given-out", DRIFTED)));
  });

  test("says the same in a replay: what was learnt from is not judged by what was learnt", async () => {
    const replayed = await run(
      [
        "replay",
        "--monitor",
        "churn",
        "--store",
        "learnt/.plumbline",
        "--from",
        "2026-03-02",
        "--to",
        "2026-03-05",
        "--json",
      ],
      folder.path,
    );
    const [id] = readdirSync(at("learnt/.plumbline/replays"));
    expect(replayed.status, replayed.err).toBe(1);
    const windows = `windows/${ENDPOINT}/AllTraffic`;
    const read = (...names: string[]) =>
      readFileSync(at("learnt/.plumbline", ...names, "r0/verdict.json"), "utf8");
    for (const { window } of summary.perWindow)
      expect(read("replays", id!, windows, window), window).toBe(read(windows, window));
  });
});

describe("what it learns from", () => {
  test("is not a window with a hard fault, and the baseline says so", async () => {
    writeText(at("longer.yml"), definition("baseline: { learnFrom: traffic, for: P3D }"));
    await analyze("captures", "longer", "--monitor", "longer.yml");
    const facts = JSON.parse(readFileSync(join(learntFolder("longer"), "baseline.json"), "utf8"));
    expect(facts.learnt).toMatchObject({ windows: 71, leftOut: { "with a hard fault": 1 } });
    const { leftOut } = JSON.parse(readFileSync(join(learntFolder("longer"), "windows.json"), "utf8"));
    const file = readdirSync(at("captures", ENDPOINT, "AllTraffic/2026/03/04/06"))[0]!;
    const lines = readFileSync(at("captures", ENDPOINT, "AllTraffic/2026/03/04/06", file), "utf8");
    const words = Math.round((100 * lines.match(/"unknown,/g)!.length) / 150);
    expect(leftOut).toEqual([
      { window: FAULTY, reason: `age holds ${words} % of another type`, fault: true },
    ]);
    const constraints = JSON.parse(readFileSync(join(learntFolder("longer"), "constraints.json"), "utf8"));
    expect(constraints.features[1]).toMatchObject({ name: "age", inferred_type: "Integral" });
  });
});

describe("a rolling baseline beside the learnt one", () => {
  test("judges once its week is there, and every report still finds its baseline", async () => {
    // Twenty-four windows of six hours are the least that a baseline is made of.
    makeCaptures(at("weeks"), { days: 11, rowsPerWindow: 30 });
    const baseline = "baseline: { learnFrom: traffic, for: P2D, rolling: P7D, lag: P1D }";
    writeText(
      at("rolling.yml"),
      `${definition(baseline).replace("minRows: 50", "minRows: 20")}window: PT6H\n`,
    );
    const { perWindow, baseline: fixed } = await analyze("weeks", "rolled", "--monitor", "rolling.yml");
    expect(perWindow.slice(0, 24).map(({ verdict }) => verdict)).toEqual(new Array(24).fill("Learning"));
    const last = verdictOf("rolled", "20260312T1800Z-PT6H");
    expect(last.baseline).toEqual({
      id: expect.stringMatching(/^20260312-[0-9a-f]{8}$/),
      modelVersion: null,
      slot: "h18",
      fixed,
    });
    expect(readFileSync(at("rolled/report.html"), "utf8")).toMatch(new RegExp(`${fixed}, and \\d rolling`));
  }, 120_000);
});
