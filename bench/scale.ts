import { rmSync } from "node:fs";
import { type Course, courseOf, type ShapeOfAnySize } from "./contest.ts";
import type { FunctionBundle } from "./function-bundles.ts";
import { type Answer, type ContenderCost, nodeProcess, short, table } from "./measure.ts";
import { profilingJob } from "./profile-on-disk.ts";

/** Handles one file and writes what it cost; memory in MB of 2²⁰ bytes. */
const HANDLE = `
  const { handler } = require(process.argv[1]);
  const [bucket, key] = process.argv.slice(2);
  const before = process.resourceUsage().maxRSS / 1024;
  const [start, used] = [performance.now(), process.cpuUsage()];
  handler({ objects: [{ bucket, key }], fence: "none" }, { getRemainingTimeInMillis: () => 900000 }).then(({ records }) => {
    const wall = performance.now() - start;
    const { user, system } = process.cpuUsage(used);
    const megabytes = process.resourceUsage().maxRSS / 1024;
    console.log(JSON.stringify({ records, wall, cpu: (user + system) / 1000, megabytes, before }));
  });`;
const WIDE: ShapeOfAnySize = { name: "wide", columns: 200, rowsPerRecord: 1 };
const WIDEST: ShapeOfAnySize = { name: "widest", columns: 5000, rowsPerRecord: 1 };
const FILES: readonly (readonly [shape: ShapeOfAnySize, megabytes: number])[] = [
  [WIDE, 20],
  [WIDE, 200],
  [WIDE, 1000],
  [WIDEST, 20],
  [WIDEST, 200],
];

interface ScaleCost extends ContenderCost {
  /** Peak resident memory before the file, MB. */
  readonly before: number;
  readonly records: number;
}

/** Does memory stay where it is, and does cost grow with the bytes, up to a file of 1 GB and 5,000 columns? */
export async function scale(folder: string, bundles: readonly FunctionBundle[]): Promise<Answer> {
  const { code } = bundles.find(({ name }) => name === "profile-capture-file")!;
  const rows: string[][] = [];
  for (const [shape, megabytes] of FILES) rows.push(await measure(folder, code, shape, megabytes));
  return {
    question: "What do large and wide capture files cost?",
    text: [
      "The function profile-capture-file as it is deployed, over a folder, a fresh process for each file, cold, not pinned, one run each. Peak: resident memory of the whole process, Node and the loaded program included, which take the MB of the last column before the file is opened.",
      "",
      table(["file", "seconds", "MB/s", "CPU ms/MB", "peak MB", "before it, MB"], rows),
    ].join("\n"),
  };
}

async function measure(folder: string, code: string, shape: ShapeOfAnySize, size: number): Promise<string[]> {
  const course = courseOf(folder, shape, size);
  const { wall, cpu, megabytes, before } = await run(code, course);
  const read = course.bytes / 1e6;
  rmSync(course.path);
  const rows = course.shape.records.toLocaleString("en");
  return [
    `${shape.columns.toLocaleString("en")} columns, ${rows} rows, ${short(read)} MB`,
    short(wall / 1000),
    short(read / (wall / 1000)),
    short(cpu / read),
    short(megabytes),
    short(before),
  ];
}

async function run(code: string, { root, bucket, key, shape }: Course): Promise<ScaleCost> {
  await profilingJob(root, bucket, key, shape.columns); // puts the definition there
  const env = { PLUMBLINE_STORE: root, PLUMBLINE_SENSITIVE_KEY: "bench" };
  const { stdout } = nodeProcess(["-e", HANDLE, code, bucket, key], env);
  const cost = JSON.parse(stdout.trim().split("\n").at(-1)!) as ScaleCost;
  if (cost.records !== shape.records)
    throw new Error(`Got ${cost.records} records; expected ${shape.records}.`);
  return cost;
}
