import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { runCommandLine } from "../cli/run-command-line.ts";
import { type Step, startEngine } from "../local/engine.ts";
import { VirtualClock } from "../local/virtual-clock.ts";
import { captureKeyOf } from "../shared/capture/capture-key.ts";
import { steps } from "../steps/index.ts";
import { writeBaseline } from "../steps/stored-baseline.ts";
import { BASELINE_HOURS, benchBaseline } from "./bench-baseline.ts";
import { captureText, ENDPOINT, FIRST_HOUR, HOUR_MS } from "./capture-data.ts";
import { type Answer, type Cost, interleaved, spread, spreadOf, table, timed } from "./measure.ts";
import { benchMonitor } from "./profile-on-disk.ts";

const COLUMNS = 30;
/** PLUMBLINE_BENCH_HOURS: fewer where there is no quiet hour for the month. */
const HOURS = Number(process.env["PLUMBLINE_BENCH_HOURS"] ?? 720);
const ROWS = 1000;
const ROUNDS = 3;

/** How long a month takes to be judged again. */
export async function backtest(folder: string): Promise<Answer> {
  const place = join(folder, "backtest");
  await judgedMonth(place);
  const baseline = join(place, "work", "baselines", ENDPOINT, "b1");
  const contenders = {
    "another threshold and budget: from records": () =>
      judgedAgain(place, "--set", "drift.threshold=0.05", "--set", "falseAlarms.perMonth=5"),
    "nothing: from records, and both proposals are looked for": () => judgedAgain(place),
    "another baseline: from profiles": () => judgedAgain(place, "--baseline", baseline),
  };
  type Name = keyof typeof contenders;
  const costs = await interleaved<Name, Cost>(contenders, { rounds: ROUNDS, warmUp: 0 });
  const secondsOf = (name: Name, of: keyof Cost) =>
    spread(spreadOf(costs[name].map((cost) => cost[of] / 1000)));
  return {
    question: "How long does a month take to be judged again?",
    text: [
      `\`plumbline backtest\` of ${HOURS} hourly windows of ${ROWS} rows and ${COLUMNS} columns with the six hours, days and weeks that they end, a baseline of ${BASELINE_HOURS} hours with learnt limits, on a folder, in one process that has started before. ${ROUNDS} interleaved rounds, the first of them cold. On a loaded machine read the CPU seconds, which neighbours on the same core make longer too.`,
      "",
      table(
        ["what is tried", "s", "CPU s"],
        (Object.keys(contenders) as Name[]).map((name) => [
          name,
          secondsOf(name, "wall"),
          secondsOf(name, "cpu"),
        ]),
      ),
    ].join("\n"),
  };
}

/** One backtest of the month. Throws where a window was not judged. */
async function judgedAgain(place: string, ...tried: readonly string[]): Promise<Cost> {
  const out: string[] = [];
  const stdout = { write: (text: string) => out.push(text) };
  const io = { stdout, stderr: { write: () => true }, cwd: place, env: {} };
  const [from, to] = [FIRST_HOUR, FIRST_HOUR + HOURS * HOUR_MS].map((time) => new Date(time).toISOString());
  const argv = ["backtest", "--monitor", ENDPOINT, "--store", "work", "--from", from!, "--to", to!, "--json"];
  const cost = await timed(() => runCommandLine([...argv, ...tried], io));
  const [{ before, unknown }] = JSON.parse(out.join("")).variants;
  if (before.windows !== HOURS || unknown.length > 0)
    throw new Error(`Judged ${before.windows} windows again; expected ${HOURS}.`);
  return cost;
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
