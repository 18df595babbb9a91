import { join } from "node:path";
import { type Shape, writeCaptureFile } from "./capture-data.ts";
import { requireSameProfiles } from "./compare-profiles.ts";
import { type Answer, Contender, interleaved, ratios, short, spread, spreadOf, table } from "./measure.ts";
import { naiveProfile } from "./naive-profile.ts";
import { profilingJob } from "./profile-on-disk.ts";

const SEED = 20260304;
/** About 20 MB each. */
const SHAPES: readonly Shape[] = [
  { name: "narrow", columns: 24, rowsPerRecord: 1, records: 40_000 },
  { name: "wide", columns: 200, rowsPerRecord: 1, records: 12_000 },
  { name: "batch", columns: 24, rowsPerRecord: 50, records: 2_200 },
];
const CONTENDERS = {
  product: "Plumbline: the step profile-capture-file, partial included",
  naive: "naive TypeScript: readline, JSON.parse, split, Number, every value kept",
  parse: "JSON.parse of every line, nothing else",
} as const;
type Name = keyof typeof CONTENDERS;
const NAMES = Object.keys(CONTENDERS) as Name[];

/** How fast does one core profile capture files? */
export async function throughput(folder: string): Promise<Answer> {
  const rows: string[][] = [];
  for (const shape of SHAPES) rows.push(...(await measureShape(folder, shape)));
  return {
    question: "How fast does one process profile capture files?",
    text: [
      "Each contender in a process of its own, warm, reading a file of about 20 MB. MB = 10⁶ bytes of the file. Ratio: how much faster Plumbline is, round by round. The naive program holds every value and is exact; its counts, extremes and counted values were compared with Plumbline's before the clock ran, and are equal.",
      "",
      table(["data", "contender", "MB/s", "M cells/s", "CPU ms/MB", "peak MB", "Plumbline is"], rows, 2),
    ].join("\n"),
  };
}

async function measureShape(folder: string, shape: Shape): Promise<string[][]> {
  const bucket = join(folder, "captures");
  const { key, path, bytes } = writeCaptureFile(bucket, shape, SEED);
  const root = join(folder, `work-${shape.name}`);
  const job = await profilingJob(root, bucket, key, shape.columns);
  await job.run();
  requireSameProfiles(await job.profile(), await naiveProfile(path));
  const contender = (name: Name) =>
    new Contender(new URL("./throughput-contender.ts", import.meta.url), [
      name,
      root,
      bucket,
      key,
      String(shape.columns),
    ]);
  const processes = Object.fromEntries(NAMES.map((name) => [name, contender(name)])) as Record<
    Name,
    Contender
  >;
  const measured = await interleaved(
    Object.fromEntries(NAMES.map((name) => [name, () => processes[name].run()])) as Record<
      Name,
      () => ReturnType<Contender["run"]>
    >,
  );
  for (const name of NAMES) processes[name].end();
  const megabytes = bytes / 1e6;
  const cells = (shape.records * shape.rowsPerRecord * shape.columns) / 1e6;
  const walls = (name: Name) => measured[name].map(({ wall }) => wall);
  return NAMES.map((name) => [
    name === "product"
      ? `${shape.name}: ${shape.columns} columns, ${shape.rowsPerRecord === 1 ? "1 row" : `${shape.rowsPerRecord} rows`} a record (${short(megabytes)} MB)`
      : "",
    CONTENDERS[name],
    spread(spreadOf(walls(name).map((wall) => (megabytes / wall) * 1000))),
    name === "parse" ? "" : short(cells / (spreadOf(walls(name)).median / 1000)),
    short(spreadOf(measured[name].map(({ cpu }) => cpu / megabytes)).median),
    short(Math.max(...measured[name].map(({ megabytes: peak }) => peak))),
    name === "product" ? "" : `${spread(ratios(walls(name), walls("product")))} ×`,
  ]);
}
