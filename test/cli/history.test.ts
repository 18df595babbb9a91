/** Limits learnt from what lies behind: stored captures, and the hourly results of Model Monitor. */

import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { AnalysisSummary } from "../../cli/analyze-captures.ts";
import type { ColumnCalibration } from "../../shared/calibration/calibration.ts";
import { parseWindowId } from "../../shared/window/window.ts";
import {
  COLUMNS,
  DRIFTED,
  ENDPOINT,
  FAULTY,
  makeCaptures,
  makeDataset,
  writeText,
} from "../fixtures/make-captures.ts";
import { filesBelow, run, temporaryFolder } from "./run.ts";

const folder = temporaryFolder();
const at = (...names: string[]) => join(folder.path, ...names);
afterAll(() => folder.remove());

const suggest = (source: string, ...options: string[]) =>
  run(["suggest-baseline", source, "--json", ...options], folder.path);
const verdictsOf = async (captures: string, baseline: string) => {
  const { out } = await run(
    ["analyze", captures, "--baseline", baseline, "--out", `out-${baseline}`, "--json"],
    folder.path,
  );
  return (JSON.parse(out) as AnalysisSummary).perWindow;
};

beforeAll(async () => {
  // Two healthy days of history, and a third with a window that drifts and one with faulty types.
  makeCaptures(at("history"), { seed: 5, days: 2, hoursPerDay: 14 });
  makeCaptures(at("now"), { seed: 2, days: 3, hoursPerDay: 8 });
  makeDataset(at("train.csv"), { days: 2, hoursPerDay: 8 });
  await suggest("train.csv", "--time", "at", "--layout", "2023", "--out", "trained");
  mkdirSync(at("model-monitor"));
  for (const file of ["statistics.json", "constraints.json"])
    cpSync(at("trained", file), at("model-monitor", file));
});

describe("suggest-baseline --from captures", () => {
  test("learns from stored captures what a training set cannot say: columns by the names of the kept baseline", async () => {
    const { status, out, err } = await suggest(
      "history",
      "--from",
      "captures",
      "--baseline",
      "model-monitor",
      "--out",
      "from-captures",
    );
    expect(status, err).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      rows: 2 * 14 * 150,
      columns: 5,
      learnt: { windows: 28, days: 2, windowLength: "PT1H" },
    });
    for (const file of ["statistics.json", "constraints.json"])
      expect(readFileSync(at("from-captures", file), "utf8")).toBe(
        readFileSync(at("model-monitor", file), "utf8"),
      );
    const windows = await verdictsOf("now", "from-captures");
    expect(windows.find(({ window }) => window === DRIFTED)!.verdict).toBe("Violations");
    expect(windows.filter(({ verdict }) => verdict === "Violations").length).toBeLessThanOrEqual(3);
  });

  test("makes a whole baseline of them where no other is given", async () => {
    const { status } = await suggest("history", "--from", "captures", "--out", "own");
    expect(status).toBe(0);
    const constraints = JSON.parse(readFileSync(at("own", "constraints.json"), "utf8"));
    expect(constraints.features.map(({ name }: { name: string }) => name)).toEqual(
      COLUMNS.map((_, i) => `_c${i}`),
    );
    expect(existsSync(at("own", "calibration.json"))).toBe(true);
  });

  test("leaves nothing behind beside the baseline", () => {
    expect(readdirSync(at("own")).sort()).toEqual([
      "baseline.json",
      "calibration.json",
      "constraints.json",
      "slots",
      "statistics.json",
    ]);
  });
});

describe("suggest-baseline --from results", () => {
  beforeAll(async () => {
    // The service's own hourly results of the two days: what it would have written, in its layout of folders.
    await run(
      ["analyze", "history", "--baseline", "model-monitor", "--compat", "ModelMonitor", "--out", "judged"],
      folder.path,
    );
    const windows = at("judged", ENDPOINT, "AllTraffic");
    for (const id of readdirSync(windows)) {
      if (!existsSync(join(windows, id, "statistics.json"))) continue;
      const hour = new Date(parseWindowId(id).end).toISOString().slice(0, 13).replace(/[-T]/g, "/");
      cpSync(
        join(windows, id, "statistics.json"),
        at("results", ENDPOINT, "hourly", hour, "statistics.json"),
      );
    }
  });

  test("learns from the sketches in them the same day, and judges by the kept constraints", async () => {
    const { status, out, err } = await suggest(
      "results",
      "--from",
      "results",
      "--baseline",
      "model-monitor",
      "--season",
      "none",
      "--out",
      "from-results",
    );
    expect(status, err).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      rows: 2 * 14 * 150,
      learnt: { windows: 28, days: 2, windowLength: "PT1H" },
    });
    const windows = await verdictsOf("now", "from-results");
    expect(windows.find(({ window }) => window === DRIFTED)!.verdict).toBe("Violations");
    expect(windows.filter(({ verdict }) => verdict === "Violations").length).toBeLessThanOrEqual(3);
  });

  test("learns the limits that the captures behind the results have, within the rounding of their sums", () => {
    const limits = (baseline: string) =>
      JSON.parse(readFileSync(at(baseline, "calibration.json"), "utf8")).columns as Record<
        string,
        ColumnCalibration
      >;
    const [captures, results] = [limits("from-captures"), limits("from-results")];
    for (const name of COLUMNS) {
      const [own, theirs] = [captures, results].map((of) => of[name]!.laws["PT1H"]!.values!);
      // A window is measured by variances of the other blocks of days, so that rounding counts twice: up to 7 %.
      expect(Math.abs(theirs!.tail.start / own!.tail.start - 1), name).toBeLessThan(0.1);
      expect(theirs!.windows, name).toBe(28);
    }
  });

  test("refuses a folder without results, and options that go with a data set", async () => {
    const empty = await suggest("history", "--from", "results", "--out", "none");
    expect([empty.status, empty.err]).toEqual([
      2,
      expect.stringContaining("Got no statistics.json in history"),
    ]);
  });

  test.each([
    ["results", ["--time", "at"]],
    ["results", ["--sensitive", "plan"]],
    ["results", ["--endpoint", ENDPOINT]],
    ["captures", ["--layout", "2023"]],
    ["captures", ["--segment", "plan"]],
    ["captures", ["--no-header"]],
    ["data", ["--endpoint", ENDPOINT]],
  ])("--from %s refuses %j, which it would drop", async (from, options) => {
    const { status, err } = await suggest("results", "--from", from, ...options, "--out", "none");
    expect([status, err]).toEqual([2, expect.stringContaining(`Got ${options[0]} with --from ${from}`)]);
  });

  test("results hold the values of a sensitive column: a definition with one is refused, captures hide it with --sensitive too", async () => {
    const definition = { monitor: "m", endpoint: ENDPOINT, capture: { uri: "history" } };
    const columns = { names: COLUMNS };
    writeText(at("plain.json"), JSON.stringify({ ...definition, columns }));
    writeText(
      at("hidden.json"),
      JSON.stringify({ ...definition, columns: { ...columns, sensitive: ["plan"] } }),
    );
    const refused = await suggest(
      "results",
      "--from",
      "results",
      "--monitor",
      "hidden.json",
      "--out",
      "none",
    );
    expect([refused.status, refused.err]).toEqual([
      2,
      expect.stringContaining("Got sensitive columns (plan) with --from results"),
    ]);
    const told = await suggest(
      "history",
      "--from",
      "captures",
      "--monitor",
      "plain.json",
      "--sensitive",
      "plan",
      "--out",
      "hidden",
    );
    expect(told.status, told.err).toBe(0);
    for (const [path, text] of filesBelow(at("hidden"))) expect(text, path).not.toMatch(/gold|silver|basic/);
  });
});

describe("windows that somebody has answered", () => {
  const mixed = 3 * 14;
  const monitor = {
    monitor: "churn",
    endpoint: ENDPOINT,
    capture: { uri: "mixed" },
    columns: { names: [...COLUMNS] },
  };
  const learn = (source: string, from: string, ...options: string[]) =>
    suggest(source, "--from", from, "--monitor", "churn.yml", ...options);

  beforeAll(async () => {
    makeCaptures(at("mixed"), { seed: 3, days: 3, hoursPerDay: 14 });
    writeText(at("churn.yml"), JSON.stringify(monitor));
    await run(
      ["analyze", "mixed", "--baseline", "trained", "--monitor", "churn.yml", "--out", "answered"],
      folder.path,
    );
    const say = (...argv: string[]) => run(["acknowledge", ...argv, "--store", "answered"], folder.path);
    const said = [await say(DRIFTED, "--as", "expected"), await say(FAULTY, "--as", "fault")];
    expect(said.map(({ status, err }) => [status, err])).toEqual([
      [0, ""],
      [0, ""],
    ]);
  });

  // Six hours that end with 11Z show the fault of 06Z again: that is no second one.
  test("as fault are not learnt from, those that are expected are: of captures", async () => {
    const all = JSON.parse((await learn("mixed", "captures", "--out", "all")).out);
    expect(all).toMatchObject({ rows: mixed * 150, leftOut: [], learnt: { windows: mixed } });
    const { out, err } = await learn("mixed", "captures", "--store", "answered", "--out", "heeded");
    expect(JSON.parse(out), err).toMatchObject({
      rows: (mixed - 1) * 150,
      leftOut: [{ variant: "AllTraffic", window: FAULTY, as: "fault" }],
      learnt: { windows: mixed - 1 },
    });
  });

  test("are told, and found by PLUMBLINE_STORE", async () => {
    const argv = [
      "suggest-baseline",
      "mixed",
      "--from",
      "captures",
      "--monitor",
      "churn.yml",
      "--out",
      "told",
    ];
    const { out } = await run(argv, folder.path, { PLUMBLINE_STORE: "answered" });
    expect(out).toContain(`\nLeft out 1 window acknowledged as fault or drift: ${FAULTY}.\n`);
  });

  test("are not learnt from Model Monitor's results either", async () => {
    for (const id of [DRIFTED, FAULTY]) {
      const hour = new Date(parseWindowId(id).end).toISOString().slice(0, 13).replace(/[-T]/g, "/");
      cpSync(
        at("answered", ENDPOINT, "AllTraffic", id, "statistics.json"),
        at("results", ENDPOINT, "hourly", hour, "statistics.json"),
      );
    }
    const { out, err } = await learn("results", "results", "--store", "answered", "--out", "of-results");
    expect(JSON.parse(out), err).toMatchObject({ rows: 29 * 150, leftOut: [{ window: FAULTY }] });
  });

  test("need the definition that they are of", async () => {
    const { status, err } = await suggest(
      "mixed",
      "--from",
      "captures",
      "--store",
      "answered",
      "--out",
      "none",
    );
    expect([status, err]).toEqual([2, expect.stringContaining("Got --store without --monitor")]);
  });
});
