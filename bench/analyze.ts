import { linkSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ofSize, writeCaptureFile } from "./capture-data.ts";
import { type Answer, interleaved, nodeProcess, ratios, short, spread, spreadOf, table } from "./measure.ts";

const COMMAND = fileURLToPath(new URL("../cli/plumbline.mjs", import.meta.url));
const FILES = 8;
const MEGABYTES = 130;
/** Times that each file is there, under as many names. */
const COPIES = [1, 4] as const;
const RUNS = 3;

/** What do threads gain `plumbline analyze` on gigabytes? */
export async function analyze(folder: string): Promise<Answer> {
  const rows: string[][] = [];
  for (const copies of COPIES) rows.push(...(await measure(folder, copies)));
  return {
    question: "What do threads gain analyze on gigabytes?",
    text: [
      `\`plumbline analyze\` of ${FILES} capture files of ${MEGABYTES} MB (24 columns, one window), and of each of them ${COPIES[1]} times under other names; a fresh process each time, its start, that of its threads, the report and the merge of the files' profiles included, which one thread does; ${RUNS} interleaved rounds after one. Two virtual CPUs may be two threads of one core. MB = 10⁶ bytes.`,
      "",
      table(["threads that profile", "seconds", "MB/s", "speed, of one thread"], rows),
    ].join("\n"),
  };
}

async function measure(folder: string, copies: number): Promise<string[][]> {
  const bucket = join(folder, `analyze-${copies}`);
  const shape = ofSize({ name: "narrow", columns: 24, rowsPerRecord: 1 }, MEGABYTES);
  let bytes = 0;
  for (let file = 0; file < FILES; file++) {
    const written = writeCaptureFile(bucket, { ...shape, name: `narrow-${file}` }, file + 1);
    bytes += copies * written.bytes;
    for (let copy = 1; copy < copies; copy++)
      linkSync(written.path, written.path.replace("narrow", `copy-${copy}`));
  }
  const baseline = join(folder, "baseline");
  const training = join(folder, "training");
  writeCaptureFile(training, { ...shape, records: 20_000 }, FILES + 1);
  nodeProcess([COMMAND, "suggest-baseline", training, "--from", "captures", "--out", baseline]);
  const cores = availableParallelism();
  const workers = (count: number) => () =>
    nodeProcess([
      COMMAND,
      "analyze",
      bucket,
      ...["--baseline", baseline, "--out", join(folder, "analyzed"), "--workers", String(count)],
    ]);
  const contenders = Object.fromEntries(
    [1, ...(cores > 1 ? [2] : [])].map((count) => [String(count), workers(count)]),
  );
  const measured = await interleaved(contenders, { rounds: RUNS, warmUp: 1 });
  const walls = (count: string) => measured[count]!.map(({ wall }) => wall);
  return Object.keys(contenders).map((count) => [
    `${count} ${count === "1" ? "thread" : "threads"}, ${short(bytes / 1e9)} GB`,
    spread(spreadOf(walls(count).map((wall) => wall / 1000))),
    spread(spreadOf(walls(count).map((wall) => bytes / 1e3 / wall))),
    `${spread(ratios(walls("1"), walls(count)))} ×`,
  ]);
}
