/** What the run shows of the two times that it consists of: before the rollout nothing changed, since then much did. */
import { LATE_MINUTES } from "../flights/flight-features.ts";
import type { Flights } from "../flights/read-flights.ts";
import type { WindowRead } from "../read-series.ts";
import { ROLLOUT } from "./rollout.ts";

/** A day of departures and how many of its flights were late. */
export interface LateDay {
  /** ISO 8601. */
  readonly day: string;
  /** 0 to 1. */
  readonly lateShare: number;
}

export interface Counted {
  readonly windows: number;
  readonly judged: number;
  readonly inViolation: number;
}

/** Everything before the rollout. */
export interface Before extends Counted {
  /** The column of a judged window that unchanged data shows least often; null where nothing was judged. */
  readonly mostSurprising: {
    readonly window: string;
    readonly column: string;
    readonly returnMonths: number;
  } | null;
  readonly worstDay: LateDay;
  /** Of the month that the baseline was learnt from. */
  readonly worstDayLearnt: LateDay;
}

/** Everything since the rollout. */
export interface Since extends Counted {
  /** ISO 8601. */
  readonly rollout: string;
  /** The first window in violation, and how many were judged before it since the rollout; null where there was none. */
  readonly firstFound: {
    readonly window: string;
    readonly columns: readonly string[];
    readonly judgedBefore: number;
  } | null;
}

type Read = Pick<WindowRead, "id" | "window" | "verdict" | "drift">;

/** Null where the run begins after the rollout. */
export function beforeRollout(
  windows: readonly Read[],
  flights: Flights,
  learnt: { readonly from: number; readonly to: number },
): Before | null {
  const before = windows.filter(({ window }) => window.start < ROLLOUT);
  if (before.length === 0) return null;
  const range = { from: before[0]!.window.start, to: before.at(-1)!.window.end };
  const surprises = before.filter(isJudged).flatMap(({ id, drift }) =>
    Object.entries(drift).map(([column, { returnMonths }]) => ({
      window: id,
      column,
      returnMonths: returnMonths ?? 0,
    })),
  );
  surprises.sort((a, b) => b.returnMonths - a.returnMonths);
  return {
    ...counted(before),
    mostSurprising: surprises[0] ?? null,
    worstDay: worstDay(flights, range),
    worstDayLearnt: worstDay(flights, learnt),
  };
}

/** Null where the run ends before the rollout. */
export function sinceRollout(windows: readonly Read[]): Since | null {
  const since = windows.filter(({ window }) => window.start >= ROLLOUT);
  if (since.length === 0) return null;
  const judged = since.filter(isJudged);
  const at = judged.findIndex(({ verdict }) => verdict.violations.length > 0);
  const first = judged[at];
  return {
    ...counted(since),
    rollout: new Date(ROLLOUT).toISOString(),
    firstFound:
      first === undefined ? null : { window: first.id, columns: violatedColumns(first), judgedBefore: at },
  };
}

/** Columns in violation, each once, in the order of the verdict. */
export function violatedColumns({ verdict }: Pick<Read, "verdict">): string[] {
  return [...new Set(verdict.violations.map(({ column }) => column))];
}

const isJudged = ({ verdict }: Pick<Read, "verdict">) => verdict.violationRate !== null;

function counted(windows: readonly Read[]): Counted {
  return {
    windows: windows.length,
    judged: windows.filter(isJudged).length,
    inViolation: windows.filter(({ verdict }) => verdict.verdict === "Violations").length,
  };
}

const DAY_MS = 86_400_000;

/** The day in [from, to) with the largest share of late flights. */
export function worstDay(
  { n, departure, delay }: Pick<Flights, "n" | "departure" | "delay">,
  { from, to }: { readonly from: number; readonly to: number },
): LateDay {
  const days = new Map<number, { flights: number; late: number }>();
  for (let i = 0; i < n; i++) {
    if (departure[i]! < from || departure[i]! >= to) continue;
    const start = Math.floor(departure[i]! / DAY_MS) * DAY_MS;
    const day = days.get(start) ?? { flights: 0, late: 0 };
    days.set(start, day);
    day.flights += 1;
    if (delay[i]! >= LATE_MINUTES) day.late += 1;
  }
  const shares = [...days].map(([start, { flights, late }]) => ({
    day: new Date(start).toISOString().slice(0, 10),
    lateShare: late / flights,
  }));
  return shares.sort((a, b) => b.lateShare - a.lateShare)[0] ?? { day: "", lateShare: 0 };
}
