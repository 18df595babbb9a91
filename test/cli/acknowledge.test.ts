/** A person's answer, from the verdict through the windows that follow: the command line over the real steps on a folder. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { storedMonitors } from "../../cli/find-monitor.ts";
import type { Acknowledgement, AcknowledgementIndex } from "../../shared/acknowledgements/acknowledgement.ts";
import type { DriftMeasured } from "../../shared/monitors/column-reports.ts";
import type { Verdict } from "../../shared/report/verdict.ts";
import { windowId } from "../../shared/window/window.ts";
import { analyzeWindow } from "../../steps/analyze-window.ts";
import { closeWindow, type WindowPlan } from "../../steps/close-window.ts";
import { decideRetraining } from "../../steps/decide-retraining.ts";
import { getJson } from "../../steps/json-object.ts";
import { profileCaptureFile } from "../../steps/profile-capture-file.ts";
import { publishReport } from "../../steps/publish-report.ts";
import { windowsLeftOut } from "../../steps/windows-left-out.ts";
import { at, capture, giveBaseline, HOUR, traffic, type World, world } from "../steps/world.ts";
import { run } from "./run.ts";

const MIDNIGHT = "2001-02-16T00:00:00Z";
/** Of the amounts, whose standard deviation is 10: what is acknowledged, much more, and the other way. */
const SHIFT = 8;
let here: World;
beforeEach(async () => {
  here = await world(new Date(at(MIDNIGHT) + 80 * HOUR).toISOString(), {
    retraining: {
      m: 2,
      n: 3,
      trainingData: { groundTruth: "truth" },
      modelPackageGroup: "shop",
      trainingJob: { RoleArn: "arn:role", AlgorithmSpecification: { TrainingImage: "image" } },
    },
  });
  await giveBaseline(here);
});
afterEach(() => here.remove());

const acknowledge = (...argv: string[]) =>
  run(["acknowledge", ...argv, "--store", "work"], here.root, { USER: "anna" });

const idOf = (hour: number) => {
  const start = at(MIDNIGHT) + hour * HOUR;
  return windowId({ start, end: start + HOUR });
};
const folderOf = (hour: number, revision = 0, below = "") =>
  `${below}windows/shop/AllTraffic/${idOf(hour)}/r${revision}/`;
const read = async <T>(key: string) => (await getJson<T>(here.ports.work, key))!.value;

interface Hour {
  readonly shift: number;
  readonly rows?: number;
  readonly revision?: number;
}

/** An hour's traffic, profiled, closed, judged and published. */
async function judge(hour: number, { shift, rows = 400, revision = 0 }: Hour): Promise<Verdict> {
  const time = new Date(at(MIDNIGHT) + hour * HOUR).toISOString();
  const key = await capture(here, time, traffic(time, rows, 100 + hour, shift));
  await profileCaptureFile(here.ports, { objects: [{ bucket: here.captures, key }], fence: "none" });
  await steps(hour, { revision });
  return read<Verdict>(`${folderOf(hour, revision)}verdict.json`);
}

async function steps(hour: number, more: { revision: number; replay?: string }): Promise<void> {
  const window = { endpoint: "shop", variant: "AllTraffic", windowId: idOf(hour), ...more };
  await closeWindow(here.ports, window);
  await analyzeWindow(here.ports, window);
  await publishReport(here.ports, window);
}

describe("an acknowledged violation", () => {
  test("is kept beside its window and in what holds of the variant", async () => {
    const { violations } = await judge(0, { shift: SHIFT });
    const { status, out } = await acknowledge(idOf(0), "--as", "expected", "--note", "new prices");
    expect(status).toBe(0);
    expect(out).toMatch(
      /^20010216T00Z of shop\/AllTraffic, acknowledged as expected:\n {2}amount {2}baseline_drift_check 0\.\d+\nMuted until 23 Feb 2001, 01:00 UTC; .*That is over/,
    );
    const index = await read<AcknowledgementIndex>("acknowledgements/shop/AllTraffic.json");
    const [said] = index.acknowledgements;
    expect(said).toMatchObject({
      window: idOf(0),
      revision: 0,
      as: "expected",
      by: "anna",
      until: "2001-02-23T01:00:00.000Z",
      note: "new prices",
      causes: [
        {
          column: "amount",
          check: "baseline_drift_check",
          distance: violations[0]!.distance,
          direction: "higher",
        },
      ],
    });
    const beside = await read<Acknowledgement>(
      `windows/shop/AllTraffic/${idOf(0)}/acknowledgements/${said!.id}.json`,
    );
    expect(beside).toEqual(said);
  });

  test("is muted in the windows that follow: told, without violation, rate, severity or retraining", async () => {
    await judge(0, { shift: SHIFT });
    await acknowledge(idOf(0), "--as", "expected");
    const verdict = await judge(1, { shift: SHIFT });
    expect(verdict).toMatchObject({
      verdict: "Healthy",
      violationRate: 0,
      severity: "none",
      violations: [],
      decision: { action: "none" },
      muted: [
        {
          column: "amount",
          severity: "ticket",
          acknowledged: { as: "expected", window: idOf(0), by: "anna" },
        },
      ],
    });
    expect(verdict.reason).toMatch(
      /none violates it but what is muted\. amount: muted until 23 Feb 2001, 01:00 UTC, acknowledged as expected\.$/,
    );
    const report = Buffer.from((await here.ports.work.get(`${folderOf(1)}report.html`))!.body).toString();
    expect(report).toContain("acknowledged as expected in window 20010216T00Z by anna.");
    const { amount } = await read<DriftMeasured>(`${folderOf(1)}drift.json`);
    expect(amount).toMatchObject({ violated: false, muted: true });
    expect(await here.ports.work.head(`${folderOf(1)}constraint_violations.json`)).toBeUndefined();
  });

  test("alarms again when it is clearly worse, and when it goes the other way", async () => {
    await judge(0, { shift: SHIFT });
    await acknowledge(idOf(0), "--as", "expected");
    const [worse, other] = [await judge(1, { shift: 3 * SHIFT }), await judge(2, { shift: -SHIFT })];
    for (const verdict of [worse, other]) {
      expect(verdict).toMatchObject({ verdict: "Violations", violations: [{ column: "amount" }] });
      expect(verdict.muted).toBeUndefined();
    }
  });

  test("alarms again when its time is over", async () => {
    await judge(0, { shift: SHIFT });
    await acknowledge(idOf(0), "--as", "expected", "--for", "2h");
    const names = [];
    for (const hour of [1, 2, 3]) names.push((await judge(hour, { shift: SHIFT })).verdict);
    // Hours 1 and 2 begin before 03:00, two hours after the end of hour 0.
    expect(names).toEqual(["Healthy", "Healthy", "Violations"]);
  });

  test("of a replay is what it was: alarms before the answer stay alarms, muted windows stay muted, to the byte", async () => {
    for (const hour of [0, 1]) await judge(hour, { shift: SHIFT });
    await acknowledge(idOf(0), "--as", "fault");
    await judge(2, { shift: SHIFT });
    await acknowledge(idOf(0), "--undo");
    for (const hour of [0, 1, 2]) {
      await steps(hour, { revision: 0, replay: "again" });
      for (const file of ["verdict.json", "drift.json", "report.html"]) {
        const [live, again] = [folderOf(hour), folderOf(hour, 0, "replays/again/")];
        const bytes = async (folder: string) =>
          Buffer.from((await here.ports.work.get(`${folder}${file}`))!.body).toString();
        expect(await bytes(again)).toBe(await bytes(live));
      }
    }
    const plans = await Promise.all(
      [0, 1, 2].map((hour) => read<WindowPlan>(`${folderOf(hour, 0, "replays/again/")}plan.json`)),
    );
    expect(plans.map(({ mutes }) => mutes?.length ?? 0)).toEqual([0, 0, 1]);
  });
});

/** What the decision says after the hour's window. */
const decided = async (hour: number, trigger: "window" | "alarm" = "window") =>
  decideRetraining(here.ports, {
    endpoint: "shop",
    variant: "AllTraffic",
    trigger,
    windowId: idOf(hour),
    reason: "because",
  });

describe("retraining", () => {
  test("goes on counting what was acknowledged as drift, whose windows alarm nobody", async () => {
    await judge(0, { shift: SHIFT });
    await acknowledge(idOf(0), "--as", "drift");
    const verdict = await judge(1, { shift: SHIFT });
    expect(verdict).toMatchObject({
      verdict: "Healthy",
      severity: "none",
      violations: [],
      violationRate: 1 / 3,
      decision: { action: "ask-to-retrain" },
    });
    expect(verdict.reason).toMatch(/acknowledged as drift \(counts for retraining\)\.$/);
    expect((await decided(1)).action).toBe("retrain");
  });

  test("does not count what was acknowledged as expected since, nor does an alarm that had counted it", async () => {
    for (const hour of [0, 1]) await judge(hour, { shift: SHIFT });
    expect((await decided(1)).action).toBe("retrain");
    await acknowledge(idOf(0), "--as", "expected");
    const why = [
      "0 of the last 2 judged windows reached the threshold, 2 as acknowledged since; the policy asks for 2 of 3.",
    ];
    for (const trigger of ["window", "alarm"] as const)
      expect(await decided(1, trigger)).toEqual({ action: "wait", reasons: why });
    await acknowledge(idOf(0), "--undo");
    expect((await decided(1)).action).toBe("retrain");
  });

  test("is vetoed by a window in which something is muted as fault", async () => {
    await judge(0, { shift: SHIFT });
    await acknowledge(idOf(0), "--as", "fault");
    await judge(1, { shift: SHIFT });
    const { action, reasons } = await decided(1);
    expect(action).toBe("wait");
    expect(reasons.join(" ")).toContain(
      `Window ${idOf(1)} has a data fault (baseline_drift_check on amount, acknowledged as fault)`,
    );
  });
});

describe("an answer", () => {
  test("that is taken back mutes no longer; what it had muted may name the window, too", async () => {
    await judge(0, { shift: SHIFT });
    await acknowledge(idOf(0), "--as", "expected");
    await judge(1, { shift: SHIFT });
    const { status, out } = await acknowledge(idOf(1), "--undo");
    expect({ status, out }).toEqual({
      status: 0,
      out: expect.stringMatching(/^20010216T00Z of shop\/AllTraffic, taken back:\n {2}amount /),
    });
    expect(await read<AcknowledgementIndex>("acknowledgements/shop/AllTraffic.json")).toEqual({
      version: 1,
      acknowledgements: [],
    });
    expect((await judge(2, { shift: SHIFT })).verdict).toBe("Violations");
    // Both words are still there for whoever asks later.
    const kept = [];
    for await (const { key } of here.ports.work.list(`windows/shop/AllTraffic/${idOf(0)}/acknowledgements/`))
      kept.push((await read<Acknowledgement>(key)).as);
    expect(kept.sort()).toEqual(["expected", "withdrawn"]);
  });

  test("for 0 is kept and mutes nothing", async () => {
    await judge(0, { shift: SHIFT });
    const { out } = await acknowledge(idOf(0), "--as", "expected", "--for", "0");
    expect(out).toContain("Nothing is muted.");
    expect((await judge(1, { shift: SHIFT })).verdict).toBe("Violations");
  });

  test("takes the place of the one before it, column by column", async () => {
    await judge(0, { shift: SHIFT });
    await acknowledge(idOf(0), "--as", "expected");
    await acknowledge(`AllTraffic/${idOf(0)}`, "--as", "fault", "--column", "amount");
    const { acknowledgements } = await read<AcknowledgementIndex>("acknowledgements/shop/AllTraffic.json");
    expect(acknowledgements.map(({ as }) => as)).toEqual(["fault"]);
  });

  test("of two people at once is kept of both", async () => {
    for (const hour of [0, 1]) await judge(hour, { shift: SHIFT });
    await Promise.all([acknowledge(idOf(0), "--as", "expected"), acknowledge(idOf(1), "--as", "drift")]);
    const { acknowledgements } = await read<AcknowledgementIndex>("acknowledgements/shop/AllTraffic.json");
    expect(acknowledgements.map(({ window }) => window).sort()).toEqual([idOf(0), idOf(1)]);
  });

  test("of an hour mutes its day too, and hides no day that is worse", async () => {
    await judge(0, { shift: SHIFT });
    await acknowledge(idOf(0), "--as", "expected");
    for (const hour of [1, 2, 3, 4]) await judge(hour, { shift: SHIFT });
    const { verdict, muted, spans } = await judge(5, { shift: SHIFT });
    expect(verdict).toBe("Healthy");
    expect(muted!.map(({ column, scale }) => [column, scale])).toEqual([["amount", undefined]]);
    expect(spans).toMatchObject([{ scale: "PT6H", columnsInViolation: 1 }]);
    for (const hour of [6, 7, 8, 9, 10]) await judge(hour, { shift: 4 * SHIFT });
    const worse = await judge(11, { shift: SHIFT });
    expect(worse.violations.map(({ column, scale }) => [column, scale])).toEqual([["amount", "PT6H"]]);
    expect(worse.muted!.map(({ column, scale }) => [column, scale])).toEqual([["amount", undefined]]);
  });

  test("keeps to the schema in docs/schemas", async () => {
    await judge(0, { shift: SHIFT });
    await acknowledge(idOf(0), "--as", "expected");
    await acknowledge(idOf(0), "--undo");
    const path = new URL("../../docs/schemas/acknowledgement.v1.json", import.meta.url);
    const ajv = new Ajv2020({ allErrors: true });
    (formats as unknown as (to: Ajv2020) => void)(ajv);
    const validate = ajv.compile(JSON.parse(readFileSync(path, "utf8")));
    for await (const { key } of here.ports.work.list(
      `windows/shop/AllTraffic/${idOf(0)}/acknowledgements/`,
    )) {
      expect(validate(await read(key)), JSON.stringify(validate.errors)).toBe(true);
    }
  });

  test.each([
    [[idOf(1), "--as", "expected"], "holds no verdict of it"],
    [["2001-02-16", "--as", "expected"], 'Got window "2001-02-16"; expected a window id'],
    [[idOf(0), "--as", "expected"], "it has no violations (Healthy: "],
    [[idOf(0)], "Got no --as; expected one of expected, fault, drift"],
    [[idOf(0), "--as", "fine"], "Expected one of expected, fault, drift."],
    [[idOf(0), "--as", "drift", "--for", "8w"], "Expected a time such as 12h or 7d, at most 90d"],
    [[idOf(0), "--as", "drift", "--for", "91d"], "at most 90d"],
    [[idOf(0), "--as", "drift", "--undo"], "Got --undo beside --as"],
    [["--as", "drift"], "Got no window; expected its id"],
    [["--list", idOf(0)], "Got --list beside 20010216T00Z"],
    [[idOf(0), "--undo"], "nothing was acknowledged there that still holds"],
    [[idOf(0), "--as", "drift", "--monitor", "shp"], 'did you mean "shop"?'],
  ])("%j is refused: %s", async (argv, words) => {
    await judge(0, { shift: 0 });
    const { status, err } = await acknowledge(...argv);
    expect(status).toBe(2);
    expect(err).toContain(words);
    expect(await here.ports.work.head("acknowledgements/shop/AllTraffic.json")).toBeUndefined();
  });

  test("to a column that has no violation is refused with those that have one", async () => {
    await judge(0, { shift: SHIFT });
    const { err } = await acknowledge(idOf(0), "--as", "expected", "--column", "country");
    expect(err).toContain('it has no violation in column "country"; it has: amount baseline_drift_check.');
    await acknowledge(idOf(0), "--as", "expected");
    await judge(1, { shift: SHIFT });
    expect((await acknowledge(idOf(1), "--as", "expected")).err).toContain(
      "all that it has is muted already",
    );
  });
});

test("windows in which a fault is muted are left out of baselines like the one that was answered, expected ones are not", async () => {
  await judge(0, { shift: SHIFT });
  await acknowledge(idOf(0), "--as", "fault");
  await judge(1, { shift: SHIFT });
  await judge(2, { shift: 0 });
  const [definition] = await storedMonitors(here.ports.work);
  const left = () => windowsLeftOut(here.ports.work, definition!, at(MIDNIGHT) + 24 * HOUR);
  expect((await left()).map(({ id, as }) => [id, as])).toEqual([
    [idOf(0), "fault"],
    [idOf(1), "fault"],
  ]);
  await acknowledge(idOf(0), "--as", "expected");
  expect(await left()).toEqual([]);
});

test("of a fault that only six hours together show the six hours are left out of baselines", async () => {
  for (const hour of [0, 1, 2, 3, 4]) await judge(hour, { shift: 4, rows: 120 });
  expect(await judge(5, { shift: 4, rows: 120 })).toMatchObject({ violations: [{ scale: "PT6H" }] });
  await acknowledge(idOf(5), "--as", "drift");
  const [definition] = await storedMonitors(here.ports.work);
  const [left, ...others] = await windowsLeftOut(here.ports.work, definition!, at(MIDNIGHT) + 24 * HOUR);
  expect(others).toEqual([]);
  expect(left).toMatchObject({ id: idOf(5), start: at(MIDNIGHT), end: at(MIDNIGHT) + 6 * HOUR, as: "drift" });
});

test("--list and the report say how many alarms were expected, against the promise", async () => {
  await judge(0, { shift: SHIFT });
  await judge(1, { shift: 0 });
  await judge(2, { shift: -SHIFT });
  await acknowledge(idOf(0), "--as", "expected", "--note", "new prices");
  const words =
    /1 of 2 alarms in 0\.0041 months was expected: 240 a month, promised 1\. That may be chance: at least 12 a month, 95 %\./;
  const { out } = await acknowledge("--list");
  expect(out).toMatch(/20010216T00Z +expected +23 Feb 2001, 01:00 UTC +amount +anna +new prices/);
  expect(out).toMatch(words);
  expect(JSON.parse((await acknowledge("--list", "--json")).out).variants).toMatchObject([
    {
      endpoint: "shop",
      variant: "AllTraffic",
      alarms: { alarms: 2, expected: 1, unanswered: 1, isBroken: false },
    },
  ]);
  await run(["report", "work", "--out", "report.html"], here.root);
  expect(readFileSync(join(here.root, "report.html"), "utf8")).toMatch(words);
});
