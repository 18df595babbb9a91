/** Programs that do the same job on the same capture file: their answers are compared, then the clock runs. */
import { join } from "node:path";
import { ofSize, type Shape, writeCaptureFile } from "./capture-data.ts";
import { type Found, requireSameProfiles, type Tolerance } from "./compare-profiles.ts";
import {
  type Command,
  Contender,
  type ContenderCost,
  interleaved,
  nodeCommand,
  onOneCore,
  ROUNDS,
  ratios,
  short,
  spread,
  spreadOf,
} from "./measure.ts";
import { type ProfilingJob, profilingJob } from "./profile-on-disk.ts";

const SEED = 20260304;
/** Programs of JavaScript go on being compiled in their third run. */
const WARM_UP = 3;
const CONTENDER = new URL("./throughput-contender.ts", import.meta.url);

export type ShapeOfAnySize = Omit<Shape, "records">;

export const SHAPES: readonly ShapeOfAnySize[] = [
  { name: "narrow", columns: 24, rowsPerRecord: 1 },
  { name: "wide", columns: 200, rowsPerRecord: 1 },
  { name: "batch", columns: 24, rowsPerRecord: 50 },
];

/** A capture file of a contest, and the product's work store beside it. */
export interface Course {
  readonly shape: Shape;
  readonly root: string;
  readonly bucket: string;
  readonly key: string;
  readonly path: string;
  readonly bytes: number;
}

/** Who takes part. */
export interface Entrant {
  readonly name: string;
  readonly command: Command;
  /** How far its statistics may be off; without it they are not compared, as there are none. */
  readonly tolerance?: Tolerance;
}

export const COLUMNS = ["data", "contender", "MB/s", "M cells/s", "CPU ms/MB", "peak MB", "Plumbline is"];

/** A file of about `megabytes`, and a work store with the monitor in it. */
export function courseOf(folder: string, shape: ShapeOfAnySize, megabytes: number): Course {
  const bucket = join(folder, `captures-${megabytes}`);
  const root = join(folder, `work-${shape.name}-${megabytes}`);
  const sized = ofSize(shape, megabytes);
  return { shape: sized, root, bucket, ...writeCaptureFile(bucket, sized, SEED) };
}

/** One of the programs of throughput-contender.ts, on one core. `flags` are Node's own. */
export function ownContender(which: string, course: Course, flags: readonly string[] = []): Command {
  const { root, bucket, key, shape } = course;
  return onOneCore(nodeCommand(CONTENDER, [which, root, bucket, key, String(shape.columns)], flags));
}

/** The product's step, which every contest has. */
export const product = (course: Course): Entrant => ({
  name: "Plumbline: the step profile-capture-file, partial included",
  command: ownContender("product", course),
});

/**
 * Runs the entrants, the product first, and gives the rows of the table under `COLUMNS`. Throws where an entrant's statistics
 * are not the product's. `rounds` are counted, after a warm-up of `WARM_UP` and the run that was compared.
 */
export async function contest(
  course: Course,
  entrants: readonly Entrant[],
  { rounds = ROUNDS }: { readonly rounds?: number } = {},
): Promise<string[][]> {
  const processes = entrants.map(({ command }) => new Contender(command));
  try {
    await requireSameAnswers(course, entrants, processes);
    const runs = Object.fromEntries(processes.map((each, at) => [String(at), () => each.run()]));
    const measured = await interleaved<string, ContenderCost>(runs, { warmUp: WARM_UP, rounds });
    const costs = entrants.map((_, at) => measured[at]!);
    return entrants.map((entrant, at) =>
      rowOf(course, entrant, costs[at]!, at === 0 ? undefined : costs[0]!),
    );
  } finally {
    for (const each of processes) each.end();
  }
}

async function requireSameAnswers(
  course: Course,
  entrants: readonly Entrant[],
  processes: readonly Contender[],
) {
  const { root, bucket, key, shape } = course;
  const job: ProfilingJob = await profilingJob(root, bucket, key, shape.columns);
  await job.run();
  const profile = await job.profile();
  for (const [at, { name, tolerance }] of entrants.entries()) {
    await processes[at]!.run();
    if (tolerance === undefined) continue;
    try {
      requireSameProfiles(profile, (await processes[at]!.report()) as Found, tolerance);
    } catch (cause) {
      throw new Error(`${name} and Plumbline differ on ${shape.name}.`, { cause });
    }
  }
}

function rowOf(
  { shape, bytes }: Course,
  { name, tolerance }: Entrant,
  costs: readonly ContenderCost[],
  first: readonly ContenderCost[] | undefined,
): string[] {
  const megabytes = bytes / 1e6;
  const cells = (shape.records * shape.rowsPerRecord * shape.columns) / 1e6;
  const walls = costs.map(({ wall }) => wall);
  const data = `${shape.name}: ${shape.columns} columns, ${shape.rowsPerRecord === 1 ? "1 row" : `${shape.rowsPerRecord} rows`} a record (${short(megabytes)} MB)`;
  const profiles = first === undefined || tolerance !== undefined;
  return [
    first === undefined ? data : "",
    name,
    spread(spreadOf(walls.map((wall) => (megabytes / wall) * 1000))),
    profiles ? short(cells / (spreadOf(walls).median / 1000)) : "",
    short(spreadOf(costs.map(({ cpu }) => cpu / megabytes)).median),
    short(Math.max(...costs.map(({ megabytes: peak }) => peak))),
    first === undefined
      ? ""
      : `${spread(
          ratios(
            walls,
            first.map(({ wall }) => wall),
          ),
        )} ×`,
  ];
}
