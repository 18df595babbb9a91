import { closeSync, openSync, statSync, writeSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { seededRandom } from "../shared/random.ts";
import { cells, columnNames } from "./capture-data.ts";
import { type Answer, interleaved, nodeProcess, ratios, short, spread, spreadOf, table } from "./measure.ts";

const ROWS = 10_000_000;
const COLUMNS = 10;
const RUNS = 3;
const RUN = fileURLToPath(new URL("data-set-run.ts", import.meta.url));
/** Rows written at a time. */
const BATCH = 10_000;

/** How fast does suggest-baseline read ten million rows? */
export async function dataSet(folder: string): Promise<Answer> {
  const path = join(folder, "data-set.csv");
  writeDataSet(path);
  const megabytes = statSync(path).size / 1e6;
  const cores = availableParallelism();
  const run = (layout: string, threads: number) => () => {
    const { wall, stdout } = nodeProcess([RUN, path, String(ROWS), layout, String(threads)]);
    return { seconds: wall / 1000, peak: Number(stdout) };
  };
  const contenders = {
    "the rows are read, and nothing is done with them": run("-", 0),
    "default, one thread": run("-", 1),
    [`default, ${cores} threads`]: run("-", cores),
    "--layout 2023 as well, one thread": run("2023", 1),
    [`--layout 2023 as well, ${cores} threads`]: run("2023", cores),
  };
  const measured = await interleaved(contenders, { rounds: RUNS, warmUp: 0 });
  const seconds = (name: string) => measured[name]!.map((each) => each.seconds);
  const base = seconds("default, one thread");
  const rows = Object.keys(contenders).map((name) => [
    name,
    spread(spreadOf(seconds(name))),
    spread(spreadOf(seconds(name).map((each) => ROWS / 1e3 / each))),
    spread(spreadOf(seconds(name).map((each) => megabytes / each))),
    `${spread(ratios(base, seconds(name)))} ×`,
    short(Math.max(...measured[name]!.map(({ peak }) => peak))),
  ]);
  return {
    question: "How fast does suggest-baseline read ten million rows?",
    text: [
      `A CSV file of ${short(megabytes)} MB, ${ROWS.toLocaleString("en")} rows of ${COLUMNS} columns; a fresh process each time, its start included; ${RUNS} interleaved rounds. With \`--layout\` every row is counted twice, as Plumbline and as Model Monitor count. Threads own columns and each reads the whole file, so that the result is that of one thread, to the byte. Speed: round by round, against the default on one thread.`,
      "",
      table(["suggest-baseline", "seconds", "1,000 rows/s", "MB/s", "speed", "peak MB"], rows),
    ].join("\n"),
  };
}

function writeDataSet(path: string): void {
  const random = seededRandom(1);
  const file = openSync(path, "w");
  try {
    writeSync(file, `${columnNames(COLUMNS).join(",")}\n`);
    for (let done = 0; done < ROWS; done += BATCH)
      writeSync(file, Array.from({ length: BATCH }, () => `${cells(COLUMNS, random).join(",")}\n`).join(""));
  } finally {
    closeSync(file);
  }
}
