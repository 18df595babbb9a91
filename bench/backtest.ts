import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Step, startEngine } from "../local/engine.ts";
import { VirtualClock } from "../local/virtual-clock.ts";
import { captureKeyOf } from "../shared/capture/capture-key.ts";
import { steps } from "../steps/index.ts";
import { writeBaseline } from "../steps/stored-baseline.ts";
import { BASELINE_HOURS, benchBaseline } from "./bench-baseline.ts";
import { captureText, ENDPOINT, FIRST_HOUR, HOUR_MS } from "./capture-data.ts";
import { type Answer, interleaved, nodeProcess, ROUNDS, spread, spreadOf, table } from "./measure.ts";
import { benchMonitor } from "./profile-on-disk.ts";

const COLUMNS = 30;
/** PLUMBLINE_BENCH_HOURS: fewer where there is no quiet hour for the month. */
const HOURS = Number(process.env["PLUMBLINE_BENCH_HOURS"] ?? 720);
const ROWS = 1000;
const CLI = fileURLToPath(new URL("../cli/main.ts", import.meta.url));

/** How long a month takes to be judged again. */
export async function backtest(folder: string): Promise<Answer> {
  const place = join(folder, "backtest");
  await judgedMonth(place);
  const settings = {
    "another threshold and budget, from stored distances": ["drift.threshold=0.05", "falseAlarms.perMonth=5"],
    "nothing changed, both proposals looked for": [],
    "another statistic, from stored profiles": ["drift.statistic=JensenShannon"],
    "windows of six hours, from stored profiles": ["window=PT6H"],
  };
  type Name = keyof typeof settings;
  const names = Object.keys(settings) as Name[];
  const contenders = Object.fromEntries(names.map((name) => [name, () => seconds(place, settings[name])]));
  const walls = (await interleaved<string, number>(contenders)) as Record<Name, number[]>;
  return {
    question: "How long does a month take to be judged again?",
    text: [
      `\`plumbline backtest\` of ${HOURS} hourly windows of ${ROWS} rows and ${COLUMNS} columns with their six-hour, day and week spans, a baseline of ${BASELINE_HOURS} hours with learnt limits, on a folder; a fresh process each time, its start included. ${ROUNDS} interleaved rounds after one.`,
      "",
      table(
        ["judged again with", "s"],
        names.map((name) => [name, spread(spreadOf(walls[name]))]),
      ),
    ].join("\n"),
  };
}

function seconds(place: string, settings: readonly string[]): number {
  const [from, to] = [FIRST_HOUR, FIRST_HOUR + HOURS * HOUR_MS].map((time) => new Date(time).toISOString());
  const { wall, stdout } = nodeProcess([
    ...[CLI, "backtest", "--monitor", ENDPOINT, "--store", join(place, "work"), "--json"],
    ...["--from", from!, "--to", to!, ...settings.flatMap((setting) => ["--set", setting])],
  ]);
  const [{ before, unknown }] = JSON.parse(stdout).variants;
  if (before.windows !== HOURS || unknown.length > 0)
    throw new Error(`Judged ${before.windows} windows again; expected ${HOURS}.`);
  return wall / 1000;
}

/** Every hour's file through the pipeline, every window to its verdict. */
async function judgedMonth(place: string): Promise<void> {
  const bucket = join(place, "captures");
  mkdirSync(bucket, { recursive: true });
  const engine = await startEngine({
    root: join(place, "work"),
    clock: new VirtualClock(FIRST_HOUR),
    steps: steps as unknown as Readonly<Record<string, Step>>,
    definitions: [benchMonitor(bucket, COLUMNS)],
    schedule: false,
  });
  await writeBaseline(engine.ports.work, `baselines/${ENDPOINT}/b1/`, await benchBaseline(COLUMNS));
  const shape = { name: "backtest", columns: COLUMNS, rowsPerRecord: 1, records: ROWS };
  for (let hour = 0; hour < HOURS; hour++) {
    const time = FIRST_HOUR + hour * HOUR_MS;
    const key = captureKeyOf({ prefix: "", endpoint: ENDPOINT, variant: "AllTraffic", time, id: "0" });
    await engine.putCapture(bucket, key, captureText(shape, hour, time, HOUR_MS));
    await engine.runTo(time + HOUR_MS);
  }
  await engine.runTo(FIRST_HOUR + (HOURS + 1) * HOUR_MS);
  await engine.stop();
  rmSync(bucket, { recursive: true });
}
