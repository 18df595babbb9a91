/** A person's answer, from the verdict through the windows that follow: the command line over the real steps on a folder. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Acknowledgement, AcknowledgementIndex } from "../../shared/acknowledgements/acknowledgement.ts";
import type { DriftMeasured } from "../../shared/monitors/column-reports.ts";
import type { Verdict } from "../../shared/report/verdict.ts";
import { windowId } from "../../shared/window/window.ts";
import { analyzeWindow } from "../../steps/analyze-window.ts";
import { closeWindow, type WindowPlan } from "../../steps/close-window.ts";
import { getJson } from "../../steps/json-object.ts";
import { profileCaptureFile } from "../../steps/profile-capture-file.ts";
import { publishReport } from "../../steps/publish-report.ts";
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
