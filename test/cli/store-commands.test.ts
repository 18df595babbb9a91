import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { runCommandLine } from "../../cli/run-command-line.ts";
import {
  COLUMNS,
  captureKey,
  DRIFTED,
  ENDPOINT,
  eventId,
  FAULTY,
  makeCaptures,
  makeDataset,
  writeText,
} from "../fixtures/make-captures.ts";
import { filesBelow, run, temporaryFolder } from "./run.ts";

const folder = temporaryFolder();
const at = (...names: string[]) => join(folder.path, ...names);
const plumbline = (...argv: string[]) => run(argv, folder.path);

/** A definition that reads the test's captures; `changes` over it. */
const definition = (changes: object = {}) => ({
  monitor: "churn",
  endpoint: ENDPOINT,
  capture: { uri: "captures" },
  columns: { names: [...COLUMNS] },
  baseline: { uri: "../baseline" },
  ...changes,
});
const define = (name: string, changes: object = {}) =>
  writeText(at("monitors", `${name}.yml`), stringify(definition(changes)));
const stored = (...names: string[]) => JSON.parse(readFileSync(at("store", ...names), "utf8"));

beforeAll(async () => {
  makeCaptures(at("captures"), { seed: 2, hoursPerDay: 8 });
  makeDataset(at("train.csv"), { days: 5, hoursPerDay: 8 });
  await plumbline("suggest-baseline", "train.csv", "--time", "at", "--out", "baseline");
  await plumbline(
    "analyze",
    "captures/churn/AllTraffic/2026/03/04",
    "--baseline",
    "baseline",
    "--out",
    "analysis",
  );
});
afterAll(() => folder.remove());

describe("push", () => {
  test("puts every monitors/*.yml and its baseline into the store and says that they are new", async () => {
    define("churn");
    const { status, out } = await plumbline("push", "--store", "store");
    expect(status).toBe(0);
    expect(out).toMatch(/^churn: definition new, baseline b0001-[0-9a-f]{8} new\nIn store\.\n$/);
    expect(stored("monitors", "churn.json")).toMatchObject({
      monitor: "churn",
      window: "PT1H",
      minRows: 100,
    });
    const [id] = readdirSync(at("store", "baselines", "churn"));
    expect(stored("baselines", "churn", id!, "baseline.json")).toMatchObject({ id, monitor: "churn" });
    for (const file of [
      "constraints.json",
      "statistics.json",
      "calibration.json",
      join("slots", "none.profile"),
    ])
      expect(readFileSync(at("store", "baselines", "churn", id!, file))).toEqual(
        readFileSync(at("baseline", file)),
      );
  });

  test("keeps the budget of the fleet when it is given, and takes no other than a number above 0", async () => {
    const wrong = await plumbline("push", "--store", "store", "--false-pages-per-week", "none");
    expect([wrong.status, wrong.err]).toEqual([2, expect.stringContaining("Expected a number above 0")]);
    const dry = await plumbline("push", "--store", "store", "--false-pages-per-week", "3", "--dry-run");
    expect([dry.status, existsSync(at("store", "fleet"))]).toEqual([0, false]);
    expect((await plumbline("push", "--store", "store", "--false-pages-per-week", "0.5")).status).toBe(0);
    expect(stored("fleet", "budget.json")).toEqual({ version: 1, falsePagesPerWeek: 0.5 });
    rmSync(at("store", "fleet"), { recursive: true });
  });

  test("again says that nothing changed, and changes nothing", async () => {
    const before = filesBelow(at("store"));
    expect((await plumbline("push", "--store", "store")).out).toMatch(
      /^churn: definition unchanged, baseline b0001-[0-9a-f]{8} unchanged\n/,
    );
    expect(filesBelow(at("store"))).toEqual(before);
  });

  test("--dry-run says what would change, key by key, and writes nothing", async () => {
    const before = filesBelow(at("store"));
    define("churn", { minRows: 50 });
    const { out } = await plumbline("push", "--store", "store", "--dry-run");
    expect(out).toContain("churn: definition changed");
    expect(out).toContain("  minRows: 100 → 50");
    expect(out).toContain("Nothing was written to store (--dry-run).");
    expect(filesBelow(at("store"))).toEqual(before);
  });

  test("a changed definition keeps the time from which its silence counts", async () => {
    const { since } = stored("monitors", "churn.json");
    await plumbline("push", "--store", "store");
    expect(stored("monitors", "churn.json")).toMatchObject({ minRows: 50, since });
  });

  test("another baseline becomes the newest, and the first one stays", async () => {
    await plumbline(
      "suggest-baseline",
      "train.csv",
      "--time",
      "at",
      "--season",
      "hour-of-day",
      "--out",
      "seasonal",
    );
    const { out } = await plumbline(
      "push",
      "monitors/churn.yml",
      "--baseline",
      "seasonal",
      "--store",
      "store",
    );
    expect(out).toMatch(/baseline b0002-[0-9a-f]{8} new/);
    expect(readdirSync(at("store", "baselines", "churn")).map((id) => id.slice(0, 5))).toEqual([
      "b0001",
      "b0002",
    ]);
  });

  test("two monitors of one endpoint variant are refused, in files and against the store", async () => {
    define("twin", { monitor: "twin" });
    const both = await plumbline("push", "--store", "fresh");
    const against = await plumbline("push", "monitors/twin.yml", "--store", "store");
    rmSync(at("monitors", "twin.yml"));
    for (const { status, err } of [both, against]) {
      expect(status).toBe(2);
      expect(err).toContain("Got two monitors of endpoint churn, variant AllTraffic: ");
    }
    expect(existsSync(at("store", "monitors", "twin.json"))).toBe(false);
  });

  test("nothing is written when one of several cannot be used", async () => {
    define("good", { monitor: "good", endpoint: "good" });
    define("wrong", { monitor: "wrong", endpoint: "wrong", columns: { names: ["a", "b"] } });
    const { status, err } = await plumbline(
      "push",
      "monitors/good.yml",
      "monitors/wrong.yml",
      "--store",
      "untouched",
    );
    expect(status).toBe(2);
    expect(err).toContain('got "score" as column 1 of the baseline, expected "a" (5 columns, 2 expected).');
    expect(existsSync(at("untouched"))).toBe(false);
    for (const name of ["good", "wrong"]) rmSync(at("monitors", `${name}.yml`));
  });
});

describe("a baseline that Model Monitor made", () => {
  beforeAll(() => {
    for (const file of ["constraints.json", "statistics.json"])
      cpSync(at("baseline", file), at("theirs", file));
  });

  test("finds what has drifted, in its own way: there are no learnt limits", async () => {
    const { status, out } = await plumbline(
      "analyze",
      "captures/churn/AllTraffic/2026/03/04/05",
      "--baseline",
      "theirs",
      "--out",
      "by-theirs",
      "--json",
    );
    expect(status).toBe(1);
    const { violations } = JSON.parse(out).perWindow[0];
    expect(violations.map(({ column }: { column: string }) => column)).toEqual(
      expect.arrayContaining(["age", "spend"]),
    );
  });

  test("can be pushed", async () => {
    define("theirs", { monitor: "theirs", endpoint: "theirs", baseline: { uri: "../theirs" } });
    const { status, out } = await plumbline("push", "monitors/theirs.yml", "--store", "their-store");
    rmSync(at("monitors", "theirs.yml"));
    expect({ status, out }).toMatchObject({
      status: 0,
      out: expect.stringMatching(/^theirs: definition new, baseline b0001-[0-9a-f]{8} new\n/),
    });
  });
});

describe("records", () => {
  const records = (...argv: string[]) => plumbline("records", ...argv, "--store", "analysis");

  test("shows the cells behind a violation: they are the ones that stand in the capture file", async () => {
    const { status, out } = await records(FAULTY, "age", "data_type_check", "--json");
    expect(status).toBe(0);
    const { rows } = JSON.parse(out);
    expect(rows).toHaveLength(5);
    const lines = readFileSync(at("captures", captureKey(Date.UTC(2026, 2, 4, 6))), "utf8").split("\n");
    for (const { line, eventId: event, cells } of rows) {
      const record = JSON.parse(lines[line - 1]!);
      expect(record.eventMetadata.eventId).toBe(event);
      expect(cells).toEqual([record.captureData.endpointInput.data.split(",")[0]]);
      expect(cells).toEqual(["unknown"]);
    }
  });

  test("as a table names file, line and event, at most --limit of them", async () => {
    const { out } = await records(FAULTY, "age", "data_type_check", "--limit", "2");
    expect(out.match(/"unknown"/g)).toHaveLength(2);
    expect(out).toContain(eventId(0).slice(0, 20));
  });

  test("says how to see a drift, which no single row is behind", async () => {
    const { status, out } = await records(DRIFTED, "age", "baseline_drift_check");
    expect(status).toBe(0);
    expect(out).toContain("No single row is behind it");
    expect(out).toContain(`windows/churn/AllTraffic/${DRIFTED}/r0/report.html`);
  });

  test.each([
    [["20260304T09Z", "age", "data_type_check"], "holds no verdict of it; expected an analyzed window"],
    [["yesterday", "age", "data_type_check"], "expected a window id such as 20010216T10Z"],
    [[FAULTY, "agee", "data_type_check"], 'did you mean "age data_type_check"?'],
    [["20260304T00Z", "age", "data_type_check"], "it has none (Healthy: "],
  ])("%j ends with 2 and says %j", async (argv, said) => {
    const { status, err } = await records(...argv);
    expect(status).toBe(2);
    expect(err).toContain(said);
  });

  test("says that a line is no longer there when its file is gone", async () => {
    cpSync(at("captures"), at("moved"), { recursive: true });
    await plumbline(
      "analyze",
      "moved/churn/AllTraffic/2026/03/04/06",
      "--baseline",
      "baseline",
      "--out",
      "gone",
    );
    rmSync(at("moved"), { recursive: true });
    const { status, out } = await plumbline("records", FAULTY, "age", "data_type_check", "--store", "gone");
    expect(status).toBe(0);
    expect(out).toContain("the line is no longer there");
  });
});

describe("replay", () => {
  const REPLAY = ["replay", "--store", "analysis", "--from", "2026-03-04", "--to", "2026-03-04T08:00:00Z"];
  const replay = (...argv: string[]) => plumbline(...REPLAY, ...argv);

  test("--dry-run counts windows and files, and starts nothing", async () => {
    const { status, out } = await replay("--monitor", "churn", "--dry-run", "--json");
    expect(status).toBe(0);
    expect(JSON.parse(out).replays).toMatchObject([
      { variant: "AllTraffic", plan: { windows: 8, partials: 8, started: false }, comparison: null },
    ]);
    expect(existsSync(at("analysis", ".plumbline", "replays"))).toBe(false);
  });

  test("gives every window again to the byte, and leaves the live ones alone", async () => {
    const live = filesBelow(at("analysis", ".plumbline", "windows"));
    const { status, out } = await replay("--monitor", "churn", "--json");
    expect(status).toBe(1);
    const [{ comparison }] = JSON.parse(out).replays;
    expect(comparison).toMatchObject({ windows: 8, identical: 8, different: [], withoutLive: [] });
    expect(filesBelow(at("analysis", ".plumbline", "windows"))).toEqual(live);
  });

  test("says which windows and files differ when the definition has changed", async () => {
    const path = at("analysis", ".plumbline", "monitors", "churn.json");
    const before = readFileSync(path, "utf8");
    writeText(path, JSON.stringify({ ...JSON.parse(before), violationRate: { threshold: 0.9 } }));
    const { out } = await replay("--monitor", "churn");
    writeText(path, before);
    expect(out).toContain("0 of 8 replayed windows are the live ones to the byte");
    expect(out).toContain(`  ${DRIFTED} differs in verdict.json, report.html`);
  });

  const kept = (...names: string[]) => filesBelow(at("analysis", ".plumbline", ...names));

  test("from the capture files, on two threads, gives the bytes of one thread, and its partials lie apart", async () => {
    const before = [kept("partials"), kept("windows")];
    const [out, err]: [string[], string[]] = [[], []];
    const argv = ["--monitor", "churn", "--source", "raw", "--workers", "2", "--json"];
    await runCommandLine([...REPLAY, ...argv], {
      stdout: { write: (text) => out.push(text) },
      stderr: { write: (text) => err.push(text), isTTY: true },
      cwd: folder.path,
      env: {},
    });
    const [{ plan, comparison }] = JSON.parse(out.join("")).replays;
    const told = err.flatMap((text) => /: (\d) of 8 windows/.exec(text)?.[1] ?? []);
    expect(told).toEqual(["1", "2", "3", "4", "5", "6", "7", "8"]);
    expect(plan).toMatchObject({ source: "raw", windows: 8, partials: 0, filesToRead: plan.files });
    expect(comparison).toMatchObject({ windows: 8, identical: 8 });
    expect(kept("replays", plan.id, "partials")).toEqual(before[0]);
    expect([kept("partials"), kept("windows")]).toEqual(before);
  });

  test("that was killed goes on with --resume and does no finished window twice", async () => {
    const child = spawn(
      process.execPath,
      [
        fileURLToPath(new URL("../../cli/plumbline.mjs", import.meta.url)),
        ...["replay", "--monitor", "churn", "--store", "analysis", "--workers", "1"],
        ...["--from", "2026-03-03T08:00:00Z", "--to", "2026-03-04T08:00:00Z"],
      ],
      { cwd: folder.path, stdio: ["ignore", "ignore", "pipe"] },
    );
    let said = "";
    child.stderr.on("data", (text) => (said += text));
    const below = (id: string) =>
      at("analysis", ".plumbline", "replays", id, "windows", ENDPOINT, "AllTraffic");
    const written = () => {
      const id = / as (\S+)/.exec(said)?.[1];
      if (id === undefined || !existsSync(below(id))) return [];
      return readdirSync(below(id)).filter((window) => existsSync(join(below(id), window, "current.json")));
    };
    while (written().length === 0 && child.exitCode === null) await sleep(20);
    child.kill("SIGINT");
    const [status] = await once(child, "close");
    expect(status, said).toBe(130);
    const [, done] = /Interrupted after \d+ of 24 windows. Go on with: (.+)\n/.exec(said)!;
    const [, ...argv] = done!.split(" ");
    const finished = written();
    const id = argv[2]!;
    const stamps = () => finished.map((window) => statSync(join(below(id), window, "current.json")).mtimeMs);
    const before = stamps();
    const { out } = await plumbline(...argv, "--json");
    const [{ plan, comparison }] = JSON.parse(out).replays;
    expect(finished.length).toBeGreaterThan(0);
    expect(plan).toMatchObject({ id, windows: 24, left: 24 - finished.length, started: true });
    expect(comparison).toMatchObject({ windows: 24, identical: 8 });
    expect(stamps()).toEqual(before);
    const again = await plumbline(...argv);
    expect(again.out).toContain("8 of 24 replayed windows are the live ones to the byte");
  }, 60_000);

  test("--promote makes the windows that came out otherwise the live ones, once, and says nothing to the alarms", async () => {
    cpSync(at("analysis", ".plumbline"), at("promoted"), { recursive: true });
    const path = at("promoted", "monitors", "churn.json");
    const before = readFileSync(path, "utf8");
    const series = () => readFileSync(at("promoted", "metrics.jsonl"), "utf8");
    const published = series();
    writeText(path, JSON.stringify({ ...JSON.parse(before), violationRate: { threshold: 0.9 } }));
    const range = ["--from", "2026-03-04", "--to", "2026-03-04T08:00:00Z"];
    const replayed = await plumbline("replay", "--store", "promoted", "--monitor", "churn", ...range);
    const [, ...promote] = /plumbline (replay --promote \S+ --store promoted)/
      .exec(replayed.out)![1]!
      .split(" ");
    const argv = ["replay", ...promote];
    const [, , id] = argv;
    const seen = await plumbline(...argv, "--dry-run");
    const first = await plumbline(...argv);
    const second = await plumbline(...argv);
    writeText(path, before);
    const changed = await plumbline(...argv);
    expect(seen.out).toBe(`Replay ${id}: 8 of 8 windows can become the live ones (--dry-run).\n`);
    expect(first).toMatchObject({ status: 0, out: `Replay ${id}: 8 of 8 windows are the live ones now.\n` });
    expect(second.out).toBe(
      `Replay ${id}: 0 of 8 windows are the live ones now.\n8 windows had been before.\n`,
    );
    expect(changed).toMatchObject({
      status: 2,
      err: expect.stringContaining("another definition than replay"),
    });
    const window = ["windows", ENDPOINT, "AllTraffic", DRIFTED];
    expect(JSON.parse(filesBelow(at("promoted", ...window)).get("current.json")!)).toEqual({
      revision: 1,
      folder: "r1/",
    });
    const verdict = (place: string[]) => filesBelow(at("promoted", ...place)).get("verdict.json");
    expect(verdict([...window, "r1"])).toBe(verdict(["replays", id!, ...window, "r0"]));
    expect(JSON.parse(filesBelow(at("promoted", ...window, "r1")).get("lineage.json")!)).toMatchObject({
      revision: 1,
      replay: null,
      alarmSeries: false,
      promotedFrom: id,
    });
    expect(series()).toBe(published);
  });

  test.each([
    [["--resume", "x", "--monitor", "churn"], "Got --monitor beside --resume"],
    [["--promote", "x", "--source", "raw"], "Got --source beside --promote"],
    [["--resume", "x", "--promote", "y"], "Got --promote beside --resume"],
    [["--resume", "x", "--dry-run"], "Got --dry-run beside --resume"],
    [["--monitor", "churn"], "Got no --from, --to"],
    [["--resume", "../x"], "holds none of that id"],
    [["--promote", "2026-03-04-0123456789"], "holds none of that id"],
  ])("%j is refused", async (argv, words) => {
    const { status, err } = await plumbline("replay", "--store", "analysis", ...argv);
    expect(status).toBe(2);
    expect(err).toContain(words);
  });

  test("a monitor that is not stored is refused with those that are", async () => {
    const { status, err } = await replay("--monitor", "chrun");
    expect(status).toBe(2);
    expect(err).toContain('holds churn; did you mean "churn"?');
  });
});

describe("report", () => {
  test("of an analysis writes the same page again", async () => {
    const before = readFileSync(at("analysis", "report.html"), "utf8");
    const { status, out } = await plumbline("report", "analysis", "--out", "again.html");
    expect({ status, out }).toEqual({
      status: 1,
      out: "8 windows of churn/AllTraffic\nReport: again.html\n",
    });
    expect(readFileSync(at("again.html"), "utf8")).toBe(before);
  });

  test("of a folder without its work store tells what the verdicts say", async () => {
    cpSync(at("analysis"), at("copied"), { recursive: true, filter: (path) => !path.includes(".plumbline") });
    const { status, out } = await plumbline("report", "copied", "--json");
    expect(status).toBe(1);
    const { windows } = JSON.parse(out);
    expect(windows.map(({ id, verdict }: { id: string; verdict: string }) => [id, verdict])).toContainEqual([
      DRIFTED,
      "Violations",
    ]);
    const html = readFileSync(at("copied", "report.html"), "utf8");
    expect(html).toContain(`href="churn/AllTraffic/${DRIFTED}/report.html"`);
  });

  test("of a folder without verdicts is refused", async () => {
    const { status, err } = await plumbline("report", "baseline");
    expect(status).toBe(2);
    expect(err).toContain("no verdict.json below {endpoint}/{variant}/{window}/");
  });
});

describe("doctor", () => {
  const doctor = async (...argv: string[]) => {
    const { status, out } = await plumbline("doctor", "--json", ...argv);
    return {
      status,
      findings: JSON.parse(out).findings as { level: string; subject: string; text: string; next?: string }[],
    };
  };

  test("of a definition, baseline, captures and store that fit finds nothing", async () => {
    define("churn");
    const { status, findings } = await doctor("--store", "store");
    expect(findings.filter(({ level }) => level !== "ok")).toEqual([]);
    expect(status).toBe(0);
    expect(findings.map(({ text }) => text).join("\n")).toMatch(
      /24 capture files of churn, \d+ records of 8 hours looked at\.\n.*About 1\d\d rows in the middle window; minRows is 100\./s,
    );
  });

  test.each([
    [{ minRows: 5000 }, "fewer than minRows (5000)"],
    [{ lateness: "PT3H" }, "longer than a window (PT1H)"],
    [{ lateness: "P1D", maxLateness: "PT1H" }, "longer than maxLateness PT1H"],
    [{ season: "hour-of-day" }, "Its season is none, the monitor's hour-of-day"],
    [
      { columns: { names: [...COLUMNS], exclude: ["agge"] } },
      'name "agge", which columns.names does not have',
    ],
    [
      { columns: { names: [...COLUMNS], exclude: ["age"], critical: ["age"] } },
      '"age" is critical and excluded',
    ],
  ])("%j is something to think about: %j", async (changes, said) => {
    define("doubtful", changes);
    const { status, findings } = await doctor("--monitor", "monitors/doubtful.yml");
    rmSync(at("monitors", "doubtful.yml"));
    const warnings = findings.filter(({ level }) => level === "warning");
    expect(warnings.map(({ text }) => text).join("\n")).toContain(said);
    for (const { next } of warnings) expect(next).toMatch(/\S/);
    expect(status).toBe(1);
  });

  test.each([
    [
      { capture: { uri: "captures/churn" } },
      "none of them a capture file of elsewhere",
      { endpoint: "elsewhere" },
    ],
    [{ capture: { uri: "nowhere" } }, "nowhere cannot be read: it does not exist", {}],
    [
      { columns: { names: ["score", "spend", "age", "plan", "visits"] } },
      'got "age" as column 2 of the baseline, expected "spend"',
      {},
    ],
    [{ columns: { names: ["score", "age"] } }, "Got rows of 5 columns; expected 2, as columns.names has", {}],
    [{ baseline: { uri: "../monitors" } }, "it has no constraints.json", {}],
    [{ windw: "PT1H" }, 'did you mean "window"?', {}],
  ])("%j cannot work: %j", async (changes, said, more) => {
    define("broken", { ...changes, ...more });
    const { status, findings } = await doctor("--monitor", "monitors/broken.yml");
    rmSync(at("monitors", "broken.yml"));
    expect(
      findings
        .filter(({ level }) => level === "fault")
        .map(({ text }) => text)
        .join("\n"),
    ).toContain(said);
    expect(status).toBe(2);
  });

  test("a store whose monitor has no baseline cannot work", async () => {
    writeText(
      at("bare", "monitors", "churn.json"),
      JSON.stringify({ monitor: "churn", endpoint: ENDPOINT, capture: { uri: "captures" } }),
    );
    const { status, findings } = await doctor("--monitor", "monitors/churn.yml", "--store", "bare");
    expect(status).toBe(2);
    expect(findings).toContainEqual(
      expect.objectContaining({
        level: "fault",
        text: "Monitor churn has no baseline: its windows end as BaselineMissing.",
      }),
    );
  });

  test("for a person, marks each finding and counts them", async () => {
    const { out } = await plumbline("doctor", "--store", "bare");
    expect(out).toMatch(/^ok {7}Node: /);
    expect(out).toMatch(/\nfault {4}store bare: Monitor churn has no baseline/);
    expect(out).toMatch(/\d+ in order, 0 to think about, 1 that cannot work\.\n$/);
  });
});
