import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { DatasetProfile } from "../shared/profile/dataset-profile.ts";
import { decodeProfile, encodeProfile, mergeEncoded } from "../shared/profile/profile-codec.ts";
import { RunMemory } from "../shared/profile/run-memory.ts";
import { seededRandom } from "../shared/random.ts";
import { cells, columnNames } from "./capture-data.ts";
import {
  type Answer,
  type Cost,
  interleaved,
  nodeProcess,
  short,
  spread,
  spreadOf,
  table,
  timed,
} from "./measure.ts";

/** Partials with rows of their own; a window has these again and again, because making them takes longest. */
const DIFFERENT = 25;
/** Up to 2,048 rows a sketch holds every value: these are the largest partials for their rows. */
const ROWS = 2000;
const COLUMNS = 20;
const MERGED = 1000;
const WINDOWS = [
  { partials: 1000, columns: 20 },
  { partials: 1000, columns: 200 },
  { partials: 10_000, columns: 20 },
];
/** As many as the step merges at once. */
const READ_AHEAD = 16;
const RUNS = 3;
const RUN = fileURLToPath(new URL("window-run.ts", import.meta.url));

interface WindowCost {
  readonly close: Cost;
  readonly merge: Cost;
  readonly analyze: Cost;
  readonly megabytes: { readonly before: number; readonly peak: number };
}

/** What does a window of many partials cost? */
export async function partials(folder: string): Promise<Answer> {
  const encoded = new Map(
    [...new Set(WINDOWS.map(({ columns }) => columns))].map((columns) => [columns, encodedOf(columns)]),
  );
  const narrow = encoded.get(COLUMNS)!;
  return {
    question: "What does a window of a thousand capture files cost?",
    text: [
      `Partials of ${ROWS.toLocaleString("en")} rows, ${DIFFERENT} different ones again and again. Up to 2,048 rows a sketch holds every value: a partial of ${COLUMNS} columns is ${short(spreadOf(narrow.map(({ length }) => length)).median / 1000)} KB. In memory, ${COLUMNS} columns:`,
      "",
      await inMemory(narrow),
      "",
      `Closed and analyzed on a folder, by the steps that the state machine calls, one after the other in a fresh process on one thread; above 200 partials shards are merged first. The partials were put by that process before, so that their ETags are known, as in the engine. Median (least–most) of ${RUNS} interleaved runs; CPU with the threads that collect garbage and compile. MB resident: before the window was closed, and at most.`,
      "",
      await onDisk(folder, encoded),
    ].join("\n"),
  };
}

async function inMemory(encoded: readonly Uint8Array[]): Promise<string> {
  const profiles = encoded.map(decodeProfile);
  const measured = await interleaved({
    encode: () => timed(() => profiles.map(encodeProfile)),
    decode: () => timed(() => encoded.map(decodeProfile)),
    merge: () => timed(() => mergeAll(Array.from({ length: MERGED }, (_, at) => encoded[at % DIFFERENT]!))),
  });
  const row = (what: string, costs: readonly Cost[], count: number) => {
    const each = spreadOf(costs.map(({ wall }) => wall / count));
    return [
      what,
      short(each.median),
      spread(spreadOf(costs.map(({ wall }) => (wall * 1000) / count / COLUMNS))),
    ];
  };
  return table(
    ["work", "ms a partial", "µs a column"],
    [
      row("encode", measured.encode, DIFFERENT),
      row("decode", measured.decode, DIFFERENT),
      row("decode and merge into one", measured.merge, MERGED),
    ],
  );
}

function mergeAll([first, ...others]: readonly Uint8Array[]): DatasetProfile {
  const whole = decodeProfile(first!);
  const memory = new RunMemory();
  for (let from = 0; from < others.length; from += READ_AHEAD)
    mergeEncoded(whole, others.slice(from, from + READ_AHEAD), memory);
  return whole;
}

async function onDisk(folder: string, encoded: ReadonlyMap<number, readonly Uint8Array[]>): Promise<string> {
  for (const [columns, partials] of encoded) {
    mkdirSync(join(folder, `partials-${columns}`));
    for (const [at, bytes] of partials.entries())
      writeFileSync(join(folder, `partials-${columns}`, `${at}.profile`), bytes);
  }
  const nameOf = ({ partials, columns }: (typeof WINDOWS)[number]) =>
    `${partials.toLocaleString("en")} × ${columns} columns`;
  const measured = await interleaved(
    Object.fromEntries(WINDOWS.map((window) => [nameOf(window), () => windowCost(folder, window)])),
    { rounds: RUNS, warmUp: 0 },
  );
  const rows = WINDOWS.map((window) => {
    const costs = measured[nameOf(window)]!;
    const totals = costs.map(({ close, merge, analyze }) => close.wall + merge.wall + analyze.wall);
    const cpu = costs.map(({ close, merge, analyze }) => close.cpu + merge.cpu + analyze.cpu);
    const step = (name: "close" | "merge" | "analyze") =>
      short(spreadOf(costs.map((cost) => cost[name].wall / 1000)).median);
    return [
      nameOf(window),
      step("close"),
      step("merge"),
      step("analyze"),
      spread(spreadOf(totals.map((total) => total / 1000))),
      short(spreadOf(cpu).median / 1000),
      short((spreadOf(totals).median * 1000) / window.partials / window.columns),
      `${short(Math.max(...costs.map(({ megabytes }) => megabytes.before)))} / ${short(Math.max(...costs.map(({ megabytes }) => megabytes.peak)))}`,
    ];
  });
  return table(
    [
      "window",
      "close s",
      "merge shards s",
      "analyze s",
      "together s",
      "CPU s",
      "µs a column of a partial",
      "MB before / peak",
    ],
    rows,
  );
}

function windowCost(folder: string, { partials, columns }: (typeof WINDOWS)[number]): WindowCost {
  const root = join(folder, "window");
  try {
    const { stdout } = nodeProcess([
      RUN,
      root,
      join(folder, `partials-${columns}`),
      String(partials),
      String(columns),
      String(ROWS),
    ]);
    return JSON.parse(stdout) as WindowCost;
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

function encodedOf(columns: number): Uint8Array[] {
  return Array.from({ length: DIFFERENT }, (_, seed) => encodeProfile(profileOf(columns, seed + 1)));
}

function profileOf(columns: number, seed: number): DatasetProfile {
  const random = seededRandom(seed);
  const profile = new DatasetProfile({ names: columnNames(columns) });
  for (let row = 0; row < ROWS; row++)
    profile.addRow(
      { cells: cells(columns, random).map((cell) => (cell === "" ? null : cell)), typed: false },
      { key: `bench/file-${seed}.jsonl`, line: row + 1 },
    );
  return profile;
}
