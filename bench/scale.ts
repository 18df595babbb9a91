import { rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Course, courseOf, type ShapeOfAnySize } from "./contest.ts";
import { type Answer, type ContenderCost, nodeProcess, short, table } from "./measure.ts";

const RUN = fileURLToPath(new URL("scale-run.ts", import.meta.url));
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
}

/** Does memory stay where it is, and does cost grow with the bytes, up to a file of 1 GB and 5,000 columns? */
export function scale(folder: string): Answer {
  return {
    question: "What do large and wide capture files cost?",
    text: [
      "The step profile-capture-file, a fresh process for each file, cold, not pinned, one run each. Peak: resident memory of the whole process, Node and the loaded program included, which take the MB of the last column before the file is opened.",
      "",
      table(
        ["file", "seconds", "MB/s", "CPU ms/MB", "peak MB", "before it, MB"],
        FILES.map(([shape, megabytes]) => measure(folder, shape, megabytes)),
      ),
    ].join("\n"),
  };
}

function measure(folder: string, shape: ShapeOfAnySize, size: number): string[] {
  const course = courseOf(folder, shape, size);
  const { wall, cpu, megabytes, before } = run(course);
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

function run({ root, bucket, key, shape }: Course): ScaleCost {
  return JSON.parse(
    nodeProcess([RUN, root, bucket, key, String(shape.columns), String(shape.records)]).stdout,
  );
}
