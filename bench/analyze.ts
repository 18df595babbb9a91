import { availableParallelism } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ofSize, writeCaptureFile } from "./capture-data.ts";
import { type Answer, interleaved, nodeProcess, ratios, short, spread, spreadOf, table } from "./measure.ts";

const COMMAND = fileURLToPath(new URL("../cli/plumbline.mjs", import.meta.url));
const FILES = 8;
const MEGABYTES = 130;
const RUNS = 5;

/** What do threads gain `plumbline analyze` on a gigabyte? */
export async function analyze(folder: string): Promise<Answer> {
  const bucket = join(folder, "analyze");
  const shape = ofSize({ name: "narrow", columns: 24, rowsPerRecord: 1 }, MEGABYTES);
  let bytes = 0;
  for (let file = 0; file < FILES; file++)
    bytes += writeCaptureFile(bucket, { ...shape, name: `narrow-${file}` }, file + 1).bytes;
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
  const rows = Object.keys(contenders).map((count) => [
    `${count} ${count === "1" ? "thread" : "threads"}`,
    spread(spreadOf(walls(count).map((wall) => wall / 1000))),
    spread(spreadOf(walls(count).map((wall) => bytes / 1e3 / wall))),
    `${spread(ratios(walls("1"), walls(count)))} ×`,
  ]);
  return {
    question: "What do threads gain analyze on a gigabyte?",
    text: [
      `\`plumbline analyze\` of ${FILES} capture files of ${MEGABYTES} MB (${short(bytes / 1e9)} GB, 24 columns, one window); a fresh process each time, its start, the report and the merge of the files' profiles included, which one thread does; ${RUNS} interleaved rounds. Two virtual CPUs may be two threads of one core. MB = 10⁶ bytes.`,
      "",
      table(["threads that profile", "seconds", "MB/s", "speed, of one thread"], rows),
    ].join("\n"),
  };
}
