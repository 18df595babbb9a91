import { fileURLToPath } from "node:url";
import { columnNames } from "./capture-data.ts";
import type { Tolerance } from "./compare-profiles.ts";
import { COLUMNS, type Course, contest, courseOf, type Entrant, product, SHAPES } from "./contest.ts";
import { type Answer, onOneCore, table } from "./measure.ts";
import { deequJar, type Peer, type PeerName, pythonCommand, setUpPeer } from "./peers/set-up.ts";
import { pinned } from "./throughput.ts";

/** Fewer than elsewhere: Deequ takes a minute for 20 MB. */
const ROUNDS = 3;
/** The file of 200 columns is for those that end in time. */
const MOST_COLUMNS = 24;

interface Contestant {
  readonly what: string;
  readonly tolerance: Tolerance;
  readonly args: (course: Course, peer: Peer) => readonly string[];
}

type ContestantName = Exclude<PeerName, "duckdb" | "nannyml">;

const CONTESTANTS: Readonly<Record<ContestantName, Contestant>> = {
  whylogs: {
    what: "whylogs: the file read by Arrow, then its profile of the frame",
    // KLL of k = 1,024, 0.27 % at 99 %, and eight times as many columns and quantiles as one; HyperLogLog of 2¹² registers, four standard errors.
    tolerance: { rank: 0.0054, distinct: 0.065 },
    args: ({ path, shape }) => [path, ...columnNames(shape.columns)],
  },
  evidently: {
    what: "Evidently: the file read by Arrow, then its preset DataSummary (no distinct counts of numbers, exact quantiles)",
    tolerance: { rank: 0, distinct: 0 },
    args: ({ path, shape }) => [path, ...columnNames(shape.columns)],
  },
  deequ: {
    what: "Deequ on Spark: ColumnProfilerRunner with KLL sketches, local[1], its JVM included",
    // KLL of 2,048 with Deequ's capacities, up to 0.28 %, twice; HyperLogLog++ of 5 %, four standard errors.
    tolerance: { rank: 0.0056, distinct: 0.2 },
    args: ({ path, shape }, peer) => [deequJar(peer), path, ...columnNames(shape.columns)],
  },
};
const NAMES = Object.keys(CONTESTANTS) as ContestantName[];

/** How fast do the profilers of Python and Spark do the same work on files of about `megabytes`? */
export async function peers(folder: string, megabytes: number): Promise<Answer> {
  const found = NAMES.map((name) => ({ name, peer: setUpPeer(name) }));
  const rows: string[][] = [];
  for (const shape of SHAPES.filter(({ columns }) => columns <= MOST_COLUMNS)) {
    const course = courseOf(folder, shape, megabytes);
    const others = found.flatMap(({ name, peer }) =>
      "missing" in peer ? [] : [entrant(name, peer, course)],
    );
    rows.push(...(await contest(course, [product(course), ...others], { rounds: ROUNDS })));
  }
  return {
    question: "How fast do whylogs, Evidently and Deequ profile the same capture files?",
    text: [
      `Each in a process of its own, warm${pinned()}, ${ROUNDS} interleaved rounds, files of about ${megabytes} MB. The work is what each does by itself; it is not the same (which is said), and never more than Plumbline's. Row counts, missing cells, kinds, extremes and counted values were compared with Plumbline's before the clock ran, as far as each tells them, and are equal; means and deviations to 1e-9, quantiles and distinct counts within what the sketches promise.`,
      "",
      ...found.map(({ peer }) =>
        "missing" in peer ? `- ${peer.missing}` : `- ${peer.name}: ${peer.versions}`,
      ),
      "",
      table(COLUMNS, rows, 2),
    ].join("\n"),
  };
}

function entrant(name: ContestantName, peer: Peer, course: Course): Entrant {
  const { what, tolerance, args } = CONTESTANTS[name];
  const module = fileURLToPath(new URL(`./peers/${name}_contender.py`, import.meta.url));
  return { name: what, tolerance, command: onOneCore(pythonCommand(peer, [module, ...args(course, peer)])) };
}
