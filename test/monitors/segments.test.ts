import { describe, expect, test } from "vitest";
import { judgeWindow } from "../../shared/monitors/judge-window.ts";
import { parseMonitorDefinition } from "../../shared/monitors/monitor-definition.ts";
import { DatasetProfile } from "../../shared/profile/dataset-profile.ts";
import { seededRandom } from "../../shared/random.ts";
import { renderWindowReport } from "../../shared/report/render-window-report.ts";
import { parseWindowId } from "../../shared/window/window.ts";
import { judgedBaseline } from "./judged-baseline.ts";

const SEGMENTS = { column: "plan", most: 5 };
const definition = (more: Record<string, unknown> = {}) =>
  parseMonitorDefinition({
    monitor: "m",
    endpoint: "e",
    capture: { uri: "c" },
    columns: {},
    drift: {},
    violationRate: {},
    segments: SEGMENTS,
    ...more,
  });

/** Rows of four plans in the given numbers; `shift` moves the spend of a plan. */
function profileOf(
  plans: Readonly<Record<string, number>>,
  {
    shift = {},
    seed = 1,
    segments = true,
  }: { shift?: Record<string, number>; seed?: number; segments?: boolean } = {},
): DatasetProfile {
  const random = seededRandom(seed);
  const profile = new DatasetProfile({
    names: ["score", "plan", "spend"],
    ...(segments ? { segments: SEGMENTS } : {}),
  });
  let line = 0;
  for (const [plan, rows] of Object.entries(plans))
    for (let i = 0; i < rows; i++) {
      const cells = [String(random()), plan, String(random() * 100 + (shift[plan] ?? 0))];
      profile.countRecord();
      profile.addRow({ cells, typed: false }, { key: "a.jsonl", line: ++line });
    }
  return profile;
}

const USUAL = { free: 2000, pro: 1500, team: 1000, trial: 500 };
const baseline = judgedBaseline(profileOf(USUAL, { seed: 9 }));
const judge = (profile: DatasetProfile, against = baseline, more = {}) =>
  judgeWindow({
    definition: definition(more),
    window: { endpoint: "e", variant: "AllTraffic", ...parseWindowId("20260304T10Z") },
    profile,
    baseline: against,
    invocations: undefined,
    unprofiled: 0,
  });

describe("a window of a monitor with segments", () => {
  test("is judged as a whole and by each value, the largest first", () => {
    const { verdict } = judge(profileOf(USUAL));
    expect(verdict.verdict).toBe("Healthy");
    expect(verdict.segments).toMatchObject({ column: "plan", otherRows: 0 });
    expect(verdict.segments!.segments.map(({ value, rows, verdict }) => [value, rows, verdict])).toEqual([
      ["free", 2000, "Healthy"],
      ["pro", 1500, "Healthy"],
      ["team", 1000, "Healthy"],
      ["trial", 500, "Healthy"],
    ]);
    expect(verdict.segments!.segments[0]).toMatchObject({ share: 0.4, baselineShare: 0.4, violationRate: 0 });
  });

  test("shows a drift of a small segment that the whole hides, and does not count it", () => {
    const { verdict } = judge(profileOf(USUAL, { shift: { trial: 60 } }));
    expect(verdict).toMatchObject({ verdict: "Healthy", violationRate: 0 });
    expect(verdict.segments!.segments.at(-1)).toMatchObject({
      value: "trial",
      verdict: "Violations",
      columns: ["spend"],
      violationRate: 0.5, // of score and spend; plan is the segment itself
    });
  });

  test("names the segment that explains a drift, and what the distance is without it", () => {
    const { verdict } = judge(profileOf(USUAL, { shift: { pro: 80 } }));
    const [violation, ...others] = verdict.violations;
    expect(others).toEqual([]);
    expect(violation).toMatchObject({ column: "spend", segment: { value: "pro", rows: 1500 } });
    expect(violation!.segment!.distanceWithout).toBeLessThan(0.05);
    expect(violation!.description).toMatch(
      / plan = pro explains it: without its 1500 rows the distance is 0\.0\d+\.$/,
    );
  });

  test("names none where every segment drifts alike", () => {
    const shift = { free: 60, pro: 60, team: 60, trial: 60 };
    const { verdict } = judge(profileOf(USUAL, { shift }));
    expect(verdict.violations).toMatchObject([{ column: "spend" }]);
    expect(verdict.violations[0]).not.toHaveProperty("segment");
  });

  test("does not judge a segment of few rows, or one that the baseline does not have", () => {
    const { segments } = judge(profileOf({ ...USUAL, trial: 99, gold: 300 })).verdict;
    const byValue = new Map(segments!.segments.map((segment) => [segment.value, segment.verdict]));
    expect([byValue.get("trial"), byValue.get("gold")]).toEqual(["InsufficientData", "BaselineMissing"]);
  });

  test("of a baseline that was not learnt by segment judges none, and its report says what to do", () => {
    const judgement = judge(profileOf(USUAL), judgedBaseline(profileOf(USUAL, { segments: false })));
    expect(judgement.verdict.segments!.segments.map(({ verdict }) => verdict)).toEqual(
      new Array(4).fill("BaselineMissing"),
    );
    const page = renderWindowReport({ ...judgement, monitor: definition() as never });
    expect(page).toContain("suggest it again with --segment plan");
  });

  test("keeps Model Monitor's text as it is", () => {
    const { verdict } = judge(profileOf(USUAL, { shift: { pro: 80 } }), baseline, {
      compatibility: "ModelMonitor",
    });
    const [violation] = verdict.violations;
    expect(violation).toMatchObject({ column: "spend", segment: { value: "pro" } });
    expect(violation!.description).toMatch(/^Baseline drift distance: [\d.]+ exceeds threshold: 0\.1$/);
  });

  test("shows values inert in its report: they are captured text", () => {
    const hostile = "<script>alert(1)</script>\u202e";
    const judgement = judge(profileOf({ ...USUAL, [hostile]: 400 }));
    const page = renderWindowReport({ ...judgement, monitor: definition() as never });
    expect(page).toContain("&lt;script&gt;");
    expect(page).not.toContain("<script");
    expect(page).not.toContain("\u202e");
  });
});

test("a definition whose segments go by a sensitive column is refused", () => {
  expect(() => definition({ columns: { sensitive: ["plan"] } })).toThrow(
    /segments\.column: got "plan"; expected a column that is not sensitive/,
  );
});
