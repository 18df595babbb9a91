/**
 * What the windows so far are worth to a baseline that is learnt from traffic: how many there are of each season slot, and which
 * are left out and why.
 */
import type { MutedViolation, Verdict, Violation } from "../report/verdict.ts";
import { answeredLongest } from "./answering-models.ts";

/** How a window may be used: its rows and the hour, its rows alone, or not at all for a reason (`of another model`). */
export type WindowUse =
  | { readonly use: "whole" | "small" | "silent" }
  | { readonly use: "none"; readonly reason: string };

/** What of a verdict decides it. */
export type LearntVerdict = Pick<Verdict, "verdict" | "flags" | "rows" | "models"> &
  Partial<Pick<Verdict, "violations" | "muted" | "schema">>;

/**
 * Whether a baseline of `model` may learn from a window. Small ones are there with their rows, as in a data set, but no limit of a
 * window is learnt from them.
 */
export function useOf(
  { verdict, flags, rows, models, violations = [], muted = [] }: LearntVerdict,
  { model, minRows }: { readonly model: string | null; readonly minRows: number },
): WindowUse {
  if (verdict === "NoTraffic") return { use: "silent" };
  if (verdict === "Failed" || verdict === "TooLate") return none("that could not be read as a whole");
  if (verdict === "CaptureBroken" || flags.includes("incomplete") || flags.includes("undercaptured"))
    return none("with broken capture");
  if (flags.includes("mixed")) return none("in which model or columns changed");
  if ((answeredLongest(models)?.modelVersion ?? null) !== model) return none("of another model");
  if (violations.some(isOwn)) return none("in violation");
  const answer = muted.filter(isOwn).find(isNotNormal)?.acknowledged.as;
  if (answer !== undefined) return none(`acknowledged as ${answer}`);
  if (rows === 0) return { use: "silent" };
  return { use: rows < minRows ? "small" : "whole" };
}

/** Of the window alone: what a day shows is nothing that its last hour has more of than the others. */
const isOwn = ({ scale }: Pick<Violation, "scale">) => scale === undefined;

/** What somebody has answered is learnt from where it is expected, and nowhere else. */
export const isNotNormal = ({ acknowledged }: MutedViolation): boolean => acknowledged.as !== "expected";

const none = (reason: string): WindowUse => ({ use: "none", reason });

/** Windows of one time, of every production variant, as one. */
export interface LearntTime {
  readonly start: number;
  readonly slot: string;
  readonly variants: readonly { readonly use: WindowUse; readonly rows: number }[];
}

/** What the windows so far come to. */
export interface TrafficTally {
  /** Start of the first window that counts, ISO 8601; null while there is none. */
  readonly since: string | null;
  /** Windows with enough rows, by season slot. */
  readonly slots: Readonly<Record<string, number>>;
  readonly rows: number;
  /** Windows of fewer rows than are judged: their rows count, they do not. */
  readonly small: number;
  /** Windows of which nothing is used, by the reason. */
  readonly leftOut: Readonly<Record<string, number>>;
}

export const NOTHING_LEARNT: TrafficTally = { since: null, slots: {}, rows: 0, small: 0, leftOut: {} };

/** The tally with the windows of one more time. */
export function withTime(tally: TrafficTally, { start, slot, variants }: LearntTime): TrafficTally {
  const used = variants.filter(({ use: { use } }) => use === "whole" || use === "small");
  const isWhole = used.some(({ use: { use } }) => use === "whole");
  const reasons = variants.flatMap(({ use }) => (use.use === "none" ? [use.reason] : []));
  return {
    since: tally.since ?? (used.length > 0 ? new Date(start).toISOString() : null),
    slots: isWhole ? oneMore(tally.slots, slot) : tally.slots,
    rows: tally.rows + used.reduce((sum, { rows }) => sum + rows, 0),
    small: tally.small + (used.length > 0 && !isWhole ? 1 : 0),
    leftOut: reasons.reduce(oneMore, tally.leftOut),
  };
}

function oneMore(counts: Readonly<Record<string, number>>, key: string): Record<string, number> {
  const more = { ...counts, [key]: (counts[key] ?? 0) + 1 };
  return Object.fromEntries(Object.entries(more).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Windows that count. */
export const windowsOf = ({ slots }: TrafficTally): number =>
  Object.values(slots).reduce((sum, count) => sum + count, 0);
