import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type Engine, type Step, startEngine } from "../local/engine.ts";
import { VirtualClock } from "../local/virtual-clock.ts";
import { captureKeyOf } from "../shared/capture/capture-key.ts";
import { currentVerdict } from "../steps/decide-retraining.ts";
import { steps } from "../steps/index.ts";
import { writeBaseline } from "../steps/stored-baseline.ts";
import { BASELINE_HOURS, benchBaseline } from "./bench-baseline.ts";
import { captureText, ENDPOINT, FIRST_HOUR, HOUR_MS } from "./capture-data.ts";
import { type Answer, type Cost, ROUNDS, short, spread, spreadOf, table, timed } from "./measure.ts";
import { benchMonitor } from "./profile-on-disk.ts";

const COLUMNS = 24;
const MINUTE_MS = 60_000;
const LATENESS_MS = 10 * MINUTE_MS;
/** Files of an hour and lines of each: an instance that writes every minute, and a fleet that needs a Map of shards. */
const HOURS = [
  { files: 60, lines: 100 },
  { files: 400, lines: 25 },
];

/** How long does a window take from its closing time to its published verdict? */
export async function closeWindow(folder: string): Promise<Answer> {
  const rows: string[][] = [];
  for (const hour of HOURS) rows.push(await measure(join(folder, `close-${hour.files}`), hour));
  return {
    question: "How long does closing and judging a window take?",
    text: [
      `The engine of this machine on a folder: the state machine analyze-window from its closing time to the published verdict (schedule-close is over, files are profiled), ${COLUMNS} columns, a baseline of ${BASELINE_HOURS} hours with learnt limits. On AWS each state adds a transition and a function's call. The window before the counted ${ROUNDS} is not counted.`,
      "",
      table(["window", "ms", "CPU ms", "profiling its files before, ms a file"], rows),
    ].join("\n"),
  };
}

async function measure(root: string, hour: { files: number; lines: number }): Promise<string[]> {
  const bucket = join(root, "captures");
  mkdirSync(bucket, { recursive: true });
  const engine = await startEngine({
    root: join(root, "work"),
    clock: new VirtualClock(FIRST_HOUR),
    steps: steps as unknown as Readonly<Record<string, Step>>,
    definitions: [benchMonitor(bucket, COLUMNS)],
  });
  await writeBaseline(engine.ports.work, `baselines/${ENDPOINT}/b1/`, await benchBaseline(COLUMNS));
  const closed: Cost[] = [];
  const profiled: Cost[] = [];
  for (let round = -1; round < ROUNDS; round++) {
    const start = FIRST_HOUR + (round + 1) * HOUR_MS;
    const files = filesOf(start, hour);
    const profiling = await timed(() => putFiles(engine, bucket, files));
    await engine.runTo(start + HOUR_MS + LATENESS_MS - 1);
    const closing = await timed(() => engine.runTo(start + HOUR_MS + LATENESS_MS));
    await requireJudged(engine, start, hour.files * hour.lines);
    if (round >= 0) {
      closed.push(closing);
      profiled.push(profiling);
    }
  }
  await engine.stop();
  return [
    `${hour.files} files, ${(hour.files * hour.lines).toLocaleString("en")} rows`,
    spread(spreadOf(closed.map(({ wall }) => wall))),
    short(spreadOf(closed.map(({ cpu }) => cpu)).median),
    short(spreadOf(profiled.map(({ wall }) => wall / hour.files)).median),
  ];
}

interface CaptureFile {
  readonly key: string;
  readonly text: string;
}

function filesOf(start: number, { files, lines }: { files: number; lines: number }): CaptureFile[] {
  const span = HOUR_MS / files;
  const shape = { name: "close", columns: COLUMNS, rowsPerRecord: 1, records: lines };
  return Array.from({ length: files }, (_, file) => {
    const time = start + Math.floor(file * span);
    const parts = { prefix: "", endpoint: ENDPOINT, variant: "AllTraffic", time, id: String(file) };
    return { key: captureKeyOf(parts), text: captureText(shape, start / HOUR_MS + file, time, span) };
  });
}

async function putFiles(engine: Engine, bucket: string, files: readonly CaptureFile[]): Promise<void> {
  for (const { key, text } of files) await engine.putCapture(bucket, key, text);
  await engine.settle();
}

/** A window that nobody judged would be a fast one. */
async function requireJudged(engine: Engine, start: number, rows: number): Promise<void> {
  const window = { endpoint: ENDPOINT, variant: "AllTraffic", start, end: start + HOUR_MS };
  const verdict = await currentVerdict(engine.ports, window);
  if (verdict?.rows !== rows || verdict.violationRate === null)
    throw new Error(
      `The window of ${new Date(start).toISOString()} ended as ${verdict?.verdict} with ${verdict?.rows} rows; expected a judged one with ${rows}.`,
    );
}
