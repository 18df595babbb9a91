import { availableParallelism } from "node:os";
import { EXACT, type Tolerance } from "./compare-profiles.ts";
import {
  COLUMNS,
  type Course,
  contest,
  courseOf,
  type Entrant,
  ownContender,
  product,
  SHAPES,
} from "./contest.ts";
import { type Answer, canPin, nodeCommand, onOneCore, table } from "./measure.ts";
import { type MissingPeer, type Peer, setUpPeer } from "./peers/set-up.ts";

const DUCKDB = new URL("./peers/duckdb-contender.ts", import.meta.url);
/**
 * DuckDB counts distinct values with 64 registers (`hyperloglog.hpp`), a standard error of 1.04/√64 = 13 %, of which this is
 * four. Its quantiles are a t-digest's, which promises no bound: 0.3 % of the ranks was the most in 24 sets of up to 10⁶ values.
 */
const DUCKDB_TOLERANCE: Tolerance = { rank: 0.01, distinct: 0.52 };
/** The naive program holds every value: 2.5 GB of a file of 100 MB with 200 columns. */
const NAIVE_FLAGS = ["--max-old-space-size=8192"];

/** How fast does one core profile capture files of about `megabytes`? */
export async function throughput(folder: string, megabytes: number): Promise<Answer> {
  const duckdb = setUpPeer("duckdb");
  const rows: string[][] = [];
  for (const shape of SHAPES) {
    const course = courseOf(folder, shape, megabytes);
    rows.push(...(await contest(course, entrants(course, duckdb))));
  }
  return {
    question: "How fast does one process profile capture files?",
    text: [
      `Each contender in a process of its own, warm, reading a file of about ${megabytes} MB${pinned()}. MB = 10⁶ bytes of the file. Ratio: how much faster Plumbline is, round by round. The naive program holds every value and is exact; its counts, extremes and counted values, and those of DuckDB, were compared with Plumbline's before the clock ran, and are equal; means and deviations to 1e-9, quantiles and distinct counts within what the sketches promise. DuckDB is told which columns are numbers, and does the whole job in the fastest form of those tried (bench/peers/duckdb-query.ts).`,
      "",
      "missing" in duckdb ? duckdb.missing : `${duckdb.name}: ${duckdb.versions}.`,
      "",
      table(COLUMNS, rows, 2),
    ].join("\n"),
  };
}

/** What a page says of the contenders that run on one core. */
export const pinned = () => (canPin() ? ", all of its threads on one core unless it says otherwise" : "");

function entrants(course: Course, duckdb: Peer | MissingPeer): Entrant[] {
  return [
    product(course),
    {
      name: "naive TypeScript: readline, JSON.parse, split, Number, every value kept",
      command: ownContender("naive", course, NAIVE_FLAGS),
      tolerance: EXACT,
    },
    { name: "JSON.parse of every line, nothing else", command: ownContender("parse", course) },
    ...("missing" in duckdb ? [] : ofDuckDb(course, duckdb)),
  ];
}

function ofDuckDb({ path, shape }: Course, { folder }: Peer): Entrant[] {
  const command = (threads: number) =>
    nodeCommand(DUCKDB, [folder, String(threads), path, String(shape.columns), String(shape.rowsPerRecord)]);
  const one = { name: "DuckDB, 1 thread", command: onOneCore(command(1)), tolerance: DUCKDB_TOLERANCE };
  const two = { name: "DuckDB, 2 threads, on two cores", command: command(2), tolerance: DUCKDB_TOLERANCE };
  return availableParallelism() > 1 ? [one, two] : [one];
}
