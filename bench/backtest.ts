import { rmSync } from "node:fs";
import { join } from "node:path";
import { runCommandLine } from "../cli/run-command-line.ts";
import { BASELINE_HOURS } from "./bench-baseline.ts";
import { ENDPOINT, FIRST_HOUR, HOUR_MS } from "./capture-data.ts";
import { judgeHours } from "./judged-hours.ts";
import { type Answer, type Cost, interleaved, spread, spreadOf, table, timed } from "./measure.ts";

const COLUMNS = 30;
/** PLUMBLINE_BENCH_HOURS: fewer where there is no quiet hour for the month. */
const HOURS = Number(process.env["PLUMBLINE_BENCH_HOURS"] ?? 720);
const ROWS = 1000;
const ROUNDS = 3;

/** How long a month takes to be judged again. */
export async function backtest(folder: string): Promise<Answer> {
  const place = join(folder, "backtest");
  const shape = { name: "backtest", columns: COLUMNS, rowsPerRecord: 1, records: ROWS };
  await judgeHours({ place, shape, hours: HOURS, filesAnHour: 1 });
  rmSync(join(place, "captures"), { recursive: true });
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
