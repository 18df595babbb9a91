import { seededRandom } from "../../shared/random.ts";
import { type Answer, table } from "../measure.ts";
import { distributionsOf } from "./distribution-of.ts";
import { inWorkers } from "./in-workers.ts";
import type { KeptAnswers } from "./kept-answers.ts";
import type { Rows } from "./peers.ts";
import { type ColumnScale, ROW_CHANGES, type RowChange, scaleOf } from "./row-changes.ts";
import { type Felt, type FrameWindow, ROW_DETECTORS } from "./row-detectors.ts";
import { ROW_STREAMS, type RowStream } from "./row-streams.ts";
import type { RowsQuestion } from "./worker.ts";

/** Fewer rows are no window. */
const LEAST_ROWS = 100;
/** The rate of false alarms at which all are compared: one window in 200. */
const EQUAL_RATE = 1 / 200;
/** So long a change is watched. */
const WATCHED_WINDOWS = 6;

/** What the detectors said of one stream; a share for each detector, 0 to 1. */
export interface StreamSaid {
  readonly stream: string;
  readonly windows: number;
  /** Of the windows in which nothing changed, those that alarm by the detector's default. */
  readonly alarms: readonly number[];
  readonly changes: readonly {
    readonly name: string;
    /** In the very window; empty where the stream has no column of the kind. */
    readonly found: readonly number[];
    /** Within `WATCHED_WINDOWS`. */
    readonly later: readonly number[];
    /** Of all trials, those that were found within these and named the changed column first. */
    readonly right: readonly number[];
  }[];
}

export const DETECTOR_NAMES = ROW_DETECTORS.map(({ name }) => name);

/** The detectors by the same windows: by their defaults while nothing changes, and at an equal rate of false alarms what they find. */
export async function sideBySide(hours: number, trials: number, kept?: KeptAnswers): Promise<StreamSaid[]> {
  const questions = [...ROW_STREAMS.keys()].map(
    (stream): RowsQuestion => ({ kind: "rows", stream, hours, trials }),
  );
  // The longest, the flights, first.
  questions.reverse();
  const told = (done: number) => process.stderr.write(`${done} of ${questions.length} streams\n`);
  const said = await inWorkers<RowsQuestion, StreamSaid>(new URL("worker.ts", import.meta.url), questions, {
    kept,
    told,
  });
  return said.reverse();
}

/** What they said of one of `ROW_STREAMS`. */
export async function streamSaid({ stream, hours, trials }: Omit<RowsQuestion, "kind">): Promise<StreamSaid> {
  return saidOf(await ROW_STREAMS[stream]!(hours), trials);
}

/** The same as a page. */
export function sideBySideAnswer(said: readonly StreamSaid[], trials: number): Answer {
  const quiet = said.map(({ stream, windows, alarms }) => [stream, String(windows), ...alarms.map(percent)]);
  const sections = said.flatMap(({ stream, changes }) => {
    const rows = changes.map(({ name, found, later, right }) => [
      name,
      ...DETECTOR_NAMES.map((_, at) =>
        found.length === 0 ? "–" : `${whole(found[at]!)}, ${whole(later[at]!)} (${whole(right[at]!)})`,
      ),
    ]);
    return [`### ${capital(stream)}`, "", table(["change of one column", ...DETECTOR_NAMES], rows), ""];
  });
  return {
    question: "What do the rules of other monitors say of the same windows?",
    text: [
      "Windows of an hour, in which nothing changed (of real flights: nothing that we know of), by each one's default: the share that alarms.",
      "",
      table(["nothing changed", "windows", ...DETECTOR_NAMES], quiet),
      "",
      `And with every detector's limit set so that one of ${1 / EQUAL_RATE} of those windows alarms: of ${trials} times that one column changed, the percentage that was found in the first window and within ${WATCHED_WINDOWS}, and in brackets that in which the changed column was also named first. Plumbline stands here without its longer spans. The rules are formulas that agree with their owners' packages (test/detection).`,
      "",
      ...sections,
      "### Where another one finds more",
      "",
      "In the first window, by more than two standard errors of the difference:",
      "",
      ...betterElsewhere(said, trials),
      "",
      WHY_ELSEWHERE,
    ].join("\n"),
  };
}

const WHY_ELSEWHERE = [
  "Why: of normal columns nothing tells a shift better than the mean, which Evidently's distance of numbers is a measure of; the furthest of sixteen",
  "shares knows about two thirds of it, and at 100 rows that shows. The same distance grows with how far each cell lies: one cell × 1,000 among a",
  "hundred moves it beyond anything that columns which are drawn from one law, or from the rows of one table, ever do; as a share it is one cell, and",
  "no evidence. Real traffic has such cells: of flights the distance sees what is × 1,000 and nothing else.",
].join(" ");

/** A line for each change of a stream of which a peer finds more than Plumbline, which is the first detector. */
function betterElsewhere(said: readonly StreamSaid[], trials: number): string[] {
  const lines = said.flatMap(({ stream, changes }) =>
    changes.flatMap(({ name, found }) => {
      const own = found[0]!;
      const better = found.flatMap((share, at) => {
        const error = Math.sqrt((share * (1 - share) + own * (1 - own)) / trials);
        return share - own > 2 * error ? [`${DETECTOR_NAMES[at]} ${percent(share)}`] : [];
      });
      return better.length === 0
        ? []
        : [`- ${stream}, ${name}: ${better.join(", ")}; Plumbline ${percent(own)}`];
    }),
  );
  return lines.length === 0 ? ["- nowhere"] : lines;
}

function saidOf(stream: RowStream, trials: number): StreamSaid {
  const { baselineRows, judged, judges } = fitted(stream);
  const quiet = judges.map((judge) => judged.map(({ frame }) => judge(frame)));
  const limits = quiet.map(limitOf);
  const scales = scalesOf(baselineRows);
  const random = seededRandom(8000 + judged.length);
  return {
    stream: stream.name,
    windows: judged.length,
    alarms: quiet.map((felt) => felt.filter(({ alarms }) => alarms).length / felt.length),
    changes: ROW_CHANGES.map((change) => {
      const names = Object.keys(scales).filter((name) => isOf(change, judged[0]!.rows[name]!));
      const each = Array.from({ length: names.length === 0 ? 0 : trials }, (_, trial) => {
        const changed = names[trial % names.length]!;
        const from = Math.floor(random() * (judged.length - WATCHED_WINDOWS));
        const windows = judged.slice(from, from + WATCHED_WINDOWS);
        const applied = (values: Rows[string]) => change.apply(values, scales[changed]!, random);
        return finds(windows, { changed, applied }, { judges, limits });
      });
      const shares = (of: (found: Find | undefined) => boolean) =>
        each.length === 0
          ? []
          : judges.map((_, at) => each.filter((trial) => of(trial[at])).length / each.length);
      return {
        name: change.name,
        found: shares((find) => find?.window === 1),
        later: shares((find) => find !== undefined),
        right: shares((find) => find?.isRight === true),
      };
    }),
  };
}

interface JudgedRows {
  readonly rows: Rows;
  readonly frame: FrameWindow;
}

type Judge = (window: FrameWindow) => Felt;

interface Fitted {
  readonly baselineRows: readonly Rows[];
  readonly judged: readonly JudgedRows[];
  readonly judges: readonly Judge[];
}

/** The detectors fitted to the stream's baseline, and the windows after it. */
function fitted(stream: RowStream): Fitted {
  const windowsOf = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, i) => ({ t: from + i, rows: stream.rows(from + i) }))
      .filter(({ rows }) => lengthOf(rows) >= LEAST_ROWS)
      .map(({ t, rows }): JudgedRows => {
        const frame = { frame: distributionsOf(rows), rows: lengthOf(rows), slot: stream.slotOf(t), t };
        return { rows, frame };
      });
  const baseline = windowsOf(0, stream.baselineHours);
  const frames = baseline.map(({ frame }) => frame);
  return {
    baselineRows: baseline.map(({ rows }) => rows),
    judges: ROW_DETECTORS.map((detector) => detector.fit(frames)),
    judged: windowsOf(stream.baselineHours, stream.hours),
  };
}

/** When a detector found a change, the first window is 1, and whether it named the changed column first. */
interface Find {
  readonly window: number;
  readonly isRight: boolean;
}

interface Applied {
  readonly changed: string;
  readonly applied: (values: Rows[string]) => Rows[string];
}

/** By detector; undefined of one that has not found it in any of these windows. */
function finds(
  windows: readonly JudgedRows[],
  { changed, applied }: Applied,
  { judges, limits }: { readonly judges: readonly Judge[]; readonly limits: readonly number[] },
): (Find | undefined)[] {
  const found = judges.map((): Find | undefined => undefined);
  for (const [before, { rows, frame }] of windows.entries()) {
    if (found.every((find) => find !== undefined)) break;
    const own = distributionsOf({ [changed]: applied(rows[changed]!) });
    const { [changed]: _usual, ...others } = frame.frame;
    const window = { ...frame, frame: { ...others, ...own } };
    for (const [at, judge] of judges.entries()) {
      if (found[at] !== undefined) continue;
      const { strength, culprit } = judge(window);
      if (strength > limits[at]!) found[at] = { window: before + 1, isRight: culprit === changed };
    }
  }
  return found;
}

const lengthOf = (rows: Rows) => Object.values(rows)[0]!.length;

const isOf = ({ of }: RowChange, values: Rows[string]) =>
  values instanceof Float64Array === (of === "number");

/** Of every column; those of texts have none that is asked for. */
function scalesOf(windows: readonly Rows[]): Record<string, ColumnScale> {
  return Object.fromEntries(
    Object.keys(windows[0]!).map((name) => {
      const parts = windows.map((rows) => rows[name]!);
      const numbers = parts.flatMap((part) => (part instanceof Float64Array ? [...part] : []));
      return [name, scaleOf(Float64Array.from(numbers))];
    }),
  );
}

/** The strength that one quiet window in 200 exceeds. */
function limitOf(felt: readonly Felt[]): number {
  const strengths = felt.map(({ strength }) => strength).sort((a, b) => b - a);
  return strengths[Math.floor(EQUAL_RATE * strengths.length)]!;
}

const whole = (part: number) => (100 * part).toFixed(0);
const percent = (part: number) => `${(100 * part).toFixed(1)} %`;
const capital = (text: string) => text[0]!.toUpperCase() + text.slice(1);
