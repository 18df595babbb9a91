import { rmSync } from "node:fs";
import { join } from "node:path";
import { runCommandLine } from "../cli/run-command-line.ts";
import { BASELINE_HOURS } from "./bench-baseline.ts";
import { ENDPOINT, FIRST_HOUR, HOUR_MS } from "./capture-data.ts";
import { judgeHours } from "./judged-hours.ts";
import {
  type Answer,
  type Cost,
  interleaved,
  ratios,
  short,
  spread,
  spreadOf,
  table,
  timed,
} from "./measure.ts";

const COLUMNS = 24;
/** PLUMBLINE_BENCH_HOURS: fewer where there is no quiet hour for the month. */
const HOURS = Number(process.env["PLUMBLINE_BENCH_HOURS"] ?? 744);
const FILES_AN_HOUR = 10;
const LINES = 30;
const ROUNDS = 3;

/** What a second thread gains a replay on this machine. */
export async function replay(folder: string): Promise<Answer> {
  const place = join(folder, "replay");
  const shape = { name: "replay", columns: COLUMNS, rowsPerRecord: 1, records: LINES };
  await judgeHours({ place, shape, hours: HOURS, filesAnHour: FILES_AN_HOUR });
  const contenders = {
    "stored partials, 1 thread": () => replayed(place, "partials", 1),
    "stored partials, 2 threads": () => replayed(place, "partials", 2),
    "capture files, 1 thread": () => replayed(place, "raw", 1),
    "capture files, 2 threads": () => replayed(place, "raw", 2),
  };
  const costs = await interleaved<keyof typeof contenders, Cost>(contenders, { rounds: ROUNDS, warmUp: 0 });
  const walls = (name: keyof typeof contenders) => costs[name].map(({ wall }) => wall);
  const row = (name: keyof typeof contenders, one: keyof typeof contenders) => [
    name,
    spread(spreadOf(walls(name).map((ms) => ms / 1000))),
    short(spreadOf(costs[name].map(({ cpu }) => cpu / 1000)).median),
    short(HOURS / spreadOf(walls(name).map((ms) => ms / 1000)).median),
    `${spread(ratios(walls(one), walls(name)))} ×`,
  ];
  return {
    question: "What do threads gain a replay on this machine?",
    text: [
      `\`plumbline replay\` of ${HOURS} hourly windows of ${FILES_AN_HOUR} files of ${LINES} records each, ${COLUMNS} columns, a baseline of ${BASELINE_HOURS} hours with learnt limits; planning and the comparison with the live windows included (one thread does them), the start of the process not. Every run ends with all windows identical to the byte. ${ROUNDS} interleaved rounds. Two virtual CPUs may be two threads of one core, and the thread that runs the state machine has one of them: read the CPU seconds beside the speed, and the load average above. Threads are asked for here (--workers); left alone the command starts them where there is work for 5 s each, from about a hundred windows on.`,
      "",
      table(
        ["replay of", "s", "CPU s", "windows a second", "speed, of one thread"],
        [
          row("stored partials, 1 thread", "stored partials, 1 thread"),
          row("stored partials, 2 threads", "stored partials, 1 thread"),
          row("capture files, 1 thread", "capture files, 1 thread"),
          row("capture files, 2 threads", "capture files, 1 thread"),
        ],
      ),
    ].join("\n"),
  };
}

/** One replay, which is removed again. Throws where a window came out otherwise. */
async function replayed(place: string, source: "partials" | "raw", threads: number): Promise<Cost> {
  const out: string[] = [];
  const io = {
    stdout: { write: (text: string) => out.push(text) },
    stderr: { write: (text: string) => out.push(text) },
    cwd: place,
    env: {},
  };
  const iso = (hour: number) => new Date(FIRST_HOUR + hour * HOUR_MS).toISOString();
  const argv = ["replay", "--monitor", ENDPOINT, "--store", "work", "--source", source];
  const cost = await timed(() =>
    runCommandLine([...argv, "--from", iso(0), "--to", iso(HOURS), "--workers", String(threads)], io),
  );
  const said = out.join("");
  if (!said.includes(`${HOURS.toLocaleString("en")} of ${HOURS.toLocaleString("en")} replayed windows`))
    throw new Error(`A replay ended otherwise than expected: ${said.slice(0, 2000)}`);
  rmSync(join(place, "work", "replays"), { recursive: true, force: true });
  return cost;
}
