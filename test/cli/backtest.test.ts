import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse, stringify } from "yaml";
import { DiskObjectStore } from "../../adapters/disk/disk-object-store.ts";
import { BaselineShelf } from "../../cli/backtest/baseline-shelf.ts";
import { profileJudge } from "../../cli/backtest/judge-profiles.ts";
import { recordJudge } from "../../cli/backtest/judge-records.ts";
import { alone, longerWindows } from "../../cli/backtest/longer-windows.ts";
import { type StoredWindow, storedWindows } from "../../cli/backtest/stored-windows.ts";
import { alternativeOf, parseSetting } from "../../shared/backtest/alternative.ts";
import { keyOf, type Outcome, outcomeOf } from "../../shared/backtest/outcome.ts";
import { parseMonitorDefinition } from "../../shared/monitors/monitor-definition.ts";
import {
  DRIFTED,
  ENDPOINT,
  FAULTY,
  FIRST_DAY,
  HOUR,
  makeCaptures,
  makeDataset,
  writeText,
} from "../fixtures/make-captures.ts";
import { filesBelow, run, temporaryFolder } from "./run.ts";

const DAYS = 3;
const HOURS = 24 * DAYS;
const folder = temporaryFolder();
const at = (...names: string[]) => join(folder.path, ...names);
const plumbline = (...argv: string[]) => run(argv, folder.path);
const backtest = (...argv: string[]) =>
  plumbline(
    ...["backtest", "--monitor", "churn", "--store", "analysis"],
    ...["--from", "2026-03-02", "--to", "2026-03-05", ...argv],
  );
const root = () => at("analysis", ".plumbline");
const work = () => new DiskObjectStore(root());
const definition = () =>
  parseMonitorDefinition(JSON.parse(readFileSync(join(root(), "monitors", "churn.json"), "utf8")));
const windows = (): Promise<StoredWindow[]> =>
  storedWindows(work(), {
    endpoint: ENDPOINT,
    variant: "AllTraffic",
    from: FIRST_DAY,
    to: FIRST_DAY + HOURS * HOUR,
    length: HOUR,
  });
const shelf = () => new BaselineShelf({ work: work(), monitor: "churn", length: HOUR, filesOnly: false });

beforeAll(async () => {
  makeCaptures(at("captures"), { seed: 2, days: DAYS, hoursPerDay: 24 });
  makeDataset(at("train.csv"), { days: 8, hoursPerDay: 24 });
  await plumbline("suggest-baseline", "train.csv", "--time", "at", "--out", "baseline");
  await plumbline("analyze", "captures", "--baseline", "baseline", "--out", "analysis");
}, 120_000);
afterAll(() => folder.remove());

describe("judged again from stored profiles", () => {
  test("with nothing changed every verdict is the stored one, longer spans included", async () => {
    const judge = profileJudge({
      work: work(),
      alternative: alternativeOf(definition(), []),
      baselines: shelf(),
    });
    const stored = await windows();
    expect(stored).toHaveLength(HOURS);
    expect(stored.filter(({ verdict }) => verdict.spans !== undefined).length).toBeGreaterThan(9);
    for (const window of stored) expect(await judge(alone(window))).toEqual(window.verdict);
  });
});

describe("longer windows of stored ones", () => {
  const storeOf = (name: string) => new DiskObjectStore(at(name, ".plumbline"));
  const from = Date.UTC(2026, 2, 4);
  const range = { endpoint: ENDPOINT, variant: "AllTraffic", from, to: from + 24 * HOUR };

  test("are judged as an analysis of the captures by such windows judges them", async () => {
    const rows = readFileSync(at("train.csv"), "utf8").split("\n");
    writeText(at("untimed.csv"), rows.map((row) => row.slice(row.indexOf(",") + 1)).join("\n"));
    await plumbline("suggest-baseline", "untimed.csv", "--out", "untimed");
    const day = "captures/churn/AllTraffic/2026/03/04";
    const analyze = ["analyze", day, "--baseline", "untimed"];
    await plumbline(...analyze, "--out", "hours");
    await plumbline(...analyze, "--out", "sixes", "--window", "PT6H");
    const stored = await storedWindows(storeOf("hours"), { ...range, length: HOUR });
    const sixes = await storedWindows(storeOf("sixes"), { ...range, length: 6 * HOUR });
    const longer = longerWindows(stored, { length: 6 * HOUR, from });
    const monitor = JSON.parse(readFileSync(at("hours", ".plumbline", "monitors", "churn.json"), "utf8"));
    const judge = profileJudge({
      work: storeOf("hours"),
      alternative: alternativeOf(parseMonitorDefinition(monitor), [parseSetting("window=PT6H")]),
      baselines: new BaselineShelf({
        work: storeOf("hours"),
        monitor: "churn",
        length: HOUR,
        filesOnly: false,
      }),
    });
    expect([sixes.length, longer.length]).toEqual([4, 4]);
    expect(sixes.some(({ verdict }) => verdict.violations.length > 0)).toBe(true);
    expect(sixes.some(({ verdict }) => verdict.spans !== undefined)).toBe(true);
    for (const [index, each] of longer.entries()) expect(await judge(each)).toEqual(sixes[index]!.verdict);
  }, 120_000);

  test("take up the slots of a seasonal baseline that they lie in", async () => {
    await plumbline(
      ...["suggest-baseline", "train.csv", "--time", "at", "--season", "hour-of-day"],
      ...["--out", "seasonal"],
    );
    const store = new DiskObjectStore(at("seasonal"));
    const seasonal = new BaselineShelf({
      work: store,
      monitor: "churn",
      length: HOUR,
      filesOnly: false,
      instead: { store, folder: "" },
    });
    const start = FIRST_DAY + 6 * HOUR;
    const [hour, six] = await Promise.all([
      seasonal.at({ id: "any" }, { start, end: start + HOUR }),
      seasonal.at({ id: "any" }, { start, end: start + 6 * HOUR }),
    ]);
    // 8 days of 120 rows an hour.
    expect([hour!.profile.rows, six!.profile.rows]).toEqual([8 * 120, 6 * 8 * 120]);
  });

  test.each([
    ["window=PT30M", "stored windows are of PT1H"],
    ["season=hour-of-week", "the season is the baseline's"],
  ])("%s cannot be made of them, and the answer says what can", async (setting, said) => {
    const { status, err } = await backtest("--set", setting);
    expect(status).toBe(2);
    expect(err).toContain(said);
  });
});

/** Outcomes as both ways know them: a record does not say which values moved, and of pairs of columns only what was found. */
const comparable = (outcome: Outcome | undefined) => {
  const known = (fired: Outcome["fired"]) =>
    fired
      .filter(({ check }) => check !== "correlation_drift_check")
      .map(({ moved: _moved, ...rest }) => rest)
      .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  return outcome && { ...outcome, fired: known(outcome.fired), reported: known(outcome.reported) };
};

/** Every window under a setting, from records and from profiles. */
async function bothWays(...settings: readonly string[]) {
  const alternative = alternativeOf(definition(), settings.map(parseSetting));
  const baselines = shelf();
  const judge = profileJudge({ work: work(), alternative, baselines });
  const outcomes = [];
  for (const window of await windows()) {
    const verdict = await judge(alone(window));
    const byRecord = await recordJudge(window, definition(), baselines);
    outcomes.push({
      window: window.id,
      stored: outcomeOf(window.verdict),
      profile: comparable(verdict && outcomeOf(verdict)),
      record: comparable(byRecord?.(alternative)),
    });
  }
  return outcomes;
}

describe("judged again from the record of a judgement", () => {
  test.each([
    { settings: [], differs: false },
    // Nothing in it is certain and small.
    ...[0, 0.03].map((value) => ({ settings: [`drift.threshold=${value}`], differs: false })),
    ...[0.2, 0.9].map((value) => ({ settings: [`drift.threshold=${value}`], differs: true })),
    ...[0.01, 30, 1000].map((value) => ({ settings: [`falseAlarms.perMonth=${value}`], differs: true })),
    { settings: ["shortfall.threshold=0"], differs: true },
    { settings: ["shortfall.threshold=0.5"], differs: true },
    { settings: ["violationRate.threshold=0.9"], differs: true },
    { settings: ['columns.critical=["age","spend"]'], differs: true },
    { settings: ['columns.exclude=["age","plan"]'], differs: true },
    {
      settings: ["drift.threshold=0.02", "falseAlarms.perMonth=300", 'columns.exclude=["spend"]'],
      differs: true,
    },
  ])("$settings: every window comes to what its profile says", async ({ settings, differs }) => {
    const outcomes = await bothWays(...settings);
    expect(outcomes).toHaveLength(HOURS);
    for (const { window, profile, record } of outcomes) expect(record, window).toEqual(profile);
    expect(outcomes.some(({ stored, profile }) => !isDeepStrictEqual(comparable(stored), profile))).toBe(
      differs,
    );
  });

  test("a record of before 0.3, or of another definition than is stored now, is left to the profile", async () => {
    const [window] = (await windows()).filter(({ id }) => id === DRIFTED);
    const drift = Object.fromEntries(
      Object.entries(window!.drift).map(([name, { measured: _measured, ...column }]) => [name, column]),
    );
    expect(await recordJudge({ ...window!, drift }, definition(), shelf())).toBeUndefined();
    const changed = alternativeOf(definition(), [parseSetting("drift.threshold=0.9")]).definition;
    expect(await recordJudge(window!, changed, shelf())).toBeUndefined();
  });
});

describe("plumbline backtest", () => {
  test("without a setting shows what fired and what it proposes, and writes nothing", async () => {
    const before = filesBelow(root());
    const { status, out } = await backtest();
    expect(status).toBe(0);
    expect(out).toContain("Monitor churn: what fired with what is stored");
    expect(out).toMatch(/\nQuieter: drift\.threshold: default → .*\nSharper: /);
    expect(filesBelow(root())).toEqual(before);
  });

  test("shows what would no longer fire, by window, column and check", async () => {
    const { status, out } = await backtest("--set", "drift.threshold=0.9", "--json");
    expect(status).toBe(0);
    const { changes, variants } = JSON.parse(out);
    expect(changes).toEqual([{ key: "drift.threshold", to: 0.9 }]);
    const quiet = variants[0].changed.filter(
      ({ check }: { check: string }) => check === "baseline_drift_check",
    );
    expect(quiet).toContainEqual(
      expect.objectContaining({ window: DRIFTED, column: "age", fires: false, reported: true }),
    );
    // Its hour, and the six hours and the day that it is a part of.
    const types = { column: "age", check: "data_type_check", before: 3, after: 3 };
    expect(variants[0].columns).toContainEqual(types);
    expect(variants[0].changed.map(({ window }: { window: string }) => window)).not.toContain(FAULTY);
  });

  test.each([
    [["--set", "drift.treshold=0.2"], 'did you mean "threshold"?'],
    [["--set", "drift.threshold=high"], 'drift.threshold: got "high"; expected number'],
    [["--set", "drift"], "expected a key of the definition and its value"],
    [["--set", "capture.samplingPercent=50"], "stored windows can be judged again by"],
    [["--from", "2020-01-01", "--to", "2020-01-02"], "has a verdict in"],
  ])("%j ends with 2 and says %j", async (argv, said) => {
    const { status, out, err } = await backtest(...argv);
    expect({ status, out }).toEqual({ status: 2, out: "" });
    expect(err).toContain(said);
  });
});

describe("a proposal", () => {
  test("for a quieter setting is a definition that silences drifts, leaves faults, and says so above itself", async () => {
    const asked = await backtest("--propose", "quieter", "--out", "quieter.yml", "--json");
    expect(asked.status, asked.err).toBe(0);
    const { changes, variants, out } = JSON.parse(asked.out);
    expect(out).toBe("quieter.yml");
    const checks = ({ after, check }: { after: number; check: string }) => (after > 0 ? [check] : []);
    expect(variants[0].columns.flatMap(checks)).toEqual(["data_type_check"]);
    const text = readFileSync(at("quieter.yml"), "utf8");
    expect(text).toMatch(
      /^# A quieter setting, by plumbline backtest .*\n# Fired: 6 violations in 4 windows\. Would have fired: 3 /,
    );
    const written = parseMonitorDefinition(parse(text));
    expect(alternativeOf(definition(), [], written).changes).toEqual(changes);
    const tried = await backtest("--monitor", "quieter.yml", "--json");
    expect(JSON.parse(tried.out)).toMatchObject({ changes, variants });
  });

  test("does not replace a file that holds something else, unless it may", async () => {
    writeText(at("mine.yml"), "# mine\n");
    const asked = ["--set", "drift.threshold=0.3", "--out", "mine.yml"];
    const refused = await backtest(...asked);
    expect([refused.status, readFileSync(at("mine.yml"), "utf8")]).toEqual([2, "# mine\n"]);
    expect((await backtest(...asked, "--force")).status).toBe(0);
    expect(parse(readFileSync(at("mine.yml"), "utf8"))).toMatchObject({ drift: { threshold: 0.3 } });
  });

  test("keeps the comments of the file that the monitor was named by", async () => {
    const body = `# ours\n${stringify(definition())}# the end\n`;
    writeText(at("ours.yml"), body);
    await backtest("--monitor", "ours.yml", "--set", "minRows=50", "--out", "theirs.yml");
    const text = readFileSync(at("theirs.yml"), "utf8");
    expect(text).toContain("# ours\n");
    expect(text).toContain("# the end\n");
    const keys = (yaml: string) => yaml.replace(/^(#.*)?\n/gm, "");
    expect(keys(text)).toBe(keys(body).replace("minRows: 100", "minRows: 50"));
  });

  test.each([
    [["--propose", "quieter", "--set", "minRows=50"], "expected one of them"],
    [["--out", "same.yml"], "expected --set or --propose beside it"],
    [["--propose", "louder"], "quieter, sharper"],
  ])("%j ends with 2 and says %j", async (argv, said) => {
    const { status, err } = await backtest(...argv);
    expect(status).toBe(2);
    expect(err).toContain(said);
  });
});

describe("a setting", () => {
  test("is JSON where it reads as such, otherwise a text; empty, it takes the key away", () => {
    expect(["a.b=0.2", "a=x y", 'a=["b"]', "a="].map((text) => parseSetting(text).value)).toEqual([
      0.2,
      "x y",
      ["b"],
      null,
    ]);
  });
});
