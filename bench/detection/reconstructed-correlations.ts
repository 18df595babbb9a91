/** NannyML's reconstruction of all columns together, by its package, beside the pairs of Plumbline: the same windows, an equal rate of false alarms. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { learntPairs } from "../../shared/calibration/correlation-law.ts";
import { comparePairs, pairSums } from "../../shared/calibration/pair-sums.ts";
import { seededRandom } from "../../shared/random.ts";
import { table } from "../measure.ts";
import { type CorrelatedStream, correlatedStream } from "./correlated-rows.ts";
import {
  CORRELATED_STREAMS,
  CORRELATION_CHANGES,
  learnPairs,
  type PairedEndpoint,
  ranked,
} from "./correlation-trials.ts";
import { SCALES } from "./endpoint.ts";
import { peerVerdicts, type Rows, writeStream } from "./peers.ts";

const REFERENCE_HOURS = 14 * 24;
const QUIET_WINDOWS = 400;
/** One window in so many. */
const EQUAL_RATE = 200;
const SEED = 6_006;

/** A window, what was done to it, and how sure Plumbline is of it. */
interface Judged {
  readonly id: string;
  /** Its place among the changes; −1 is none. */
  readonly change: number;
  readonly nats: number;
}

/** As a page; one plain sentence where the package is not on the machine. */
export async function reconstructedCorrelations(trials: number): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "plumbline-correlations-"));
  try {
    const judged = writtenWindows(folder, trials);
    const verdicts = await peerVerdicts("nannyml", folder);
    if ("missing" in verdicts) return verdicts.missing;
    const errors = new Map(verdicts.map(({ window, multivariate }) => [window, multivariate?.strength ?? 0]));
    const by = [shares(judged, ({ nats }) => nats), shares(judged, ({ id }) => errors.get(id)!)];
    const rows = CORRELATION_CHANGES.map(({ name }, at) => [
      name,
      ...by.map((share) => `${(100 * share[at]!).toFixed(0)} %`),
    ]);
    return [
      `And beside the one peer that looks at columns together, NannyML's reconstruction from principal components (its package, its defaults), of "${CORRELATED_STREAMS[0]!.name}": two weeks are the baseline, ${trials} windows of each change, found in the very hour by limits at which one of ${EQUAL_RATE} of ${QUIET_WINDOWS} windows alarms in which nothing changed.`,
      "",
      table(["change", "Plumbline, pairs alone", "NannyML"], rows),
    ].join("\n");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function writtenWindows(folder: string, trials: number): Judged[] {
  const stream = correlatedStream(CORRELATED_STREAMS[0]!, seededRandom(SEED));
  const hours: (readonly Float64Array[])[] = [];
  const endpoint = learnPairs(stream, REFERENCE_HOURS, (rows) => hours.push(rows));
  const reference = asRows(
    stream,
    stream.names.map((_, column) => Float64Array.from(hours.flatMap((rows) => [...rows[column]!]))),
  );
  const windows = new Map<string, Rows>();
  const judged = [-1, ...CORRELATION_CHANGES.keys()].flatMap((change) =>
    Array.from({ length: change < 0 ? QUIET_WINDOWS : trials }, (): Judged => {
      const rows = stream.rows(REFERENCE_HOURS + windows.size, CORRELATION_CHANGES[change]);
      const id = String(windows.size).padStart(5, "0");
      windows.set(id, asRows(stream, rows));
      return { id, change, nats: natsOf(endpoint, rows) };
    }),
  );
  const chunks = new Array<number>(REFERENCE_HOURS).fill(stream.rowsAnHour);
  writeStream(folder, { reference, chunks, windows });
  return judged;
}

const asRows = ({ names }: CorrelatedStream, columns: readonly Float64Array[]): Rows =>
  Object.fromEntries(names.map((name, at) => [name, columns[at]!]));

/** Of the furthest pair of an hour. */
function natsOf({ stream, learnt, before }: PairedEndpoint, rows: readonly Float64Array[]): number {
  const chance = learntPairs(learnt.laws[SCALES[0]!]!);
  const now = pairSums(ranked(stream.names, rows), stream.names);
  return Math.max(...comparePairs([{ now, before }]).map((pair, at) => chance.nats(pair, at)));
}

/** Of each change, the share of windows beyond the strength that one quiet window in `EQUAL_RATE` exceeds. */
function shares(judged: readonly Judged[], strengthOf: (window: Judged) => number): number[] {
  const strengths = (change: number) => judged.filter((each) => each.change === change).map(strengthOf);
  const quiet = strengths(-1).sort((a, b) => b - a);
  const limit = quiet[Math.floor(quiet.length / EQUAL_RATE)]!;
  return CORRELATION_CHANGES.map((_, change) => {
    const own = strengths(change);
    return own.filter((strength) => strength > limit).length / own.length;
  });
}
