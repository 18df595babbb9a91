import type { RetrainingRecord } from "../retraining/retraining-state.ts";
import type { ColumnReport } from "./column-report.ts";
import type { Severity, VerdictName } from "./verdict.ts";

/** One window in a series: what its verdict said and what it started. */
export interface SeriesWindow {
  readonly id: string;
  /** Epoch milliseconds; `end` exclusive. */
  readonly start: number;
  readonly end: number;
  readonly verdict: VerdictName;
  readonly severity: Severity;
  /** null when nothing was evaluated. */
  readonly violationRate: number | null;
  readonly rows: number;
  readonly reason: string;
  /** Relative address of the window's own report. */
  readonly href?: string;
  /** What it started, or why it did not. */
  readonly triggered?: string;
  readonly distances: Readonly<Record<string, ColumnDistance>>;
}

export interface ColumnDistance {
  readonly distance: number;
  /** The limit that decides. */
  readonly limit: number;
  readonly violated: boolean;
}

/** All windows of one endpoint variant over a period. */
export interface SeriesReport {
  readonly title: string;
  readonly endpoint: string;
  readonly variant: string;
  /** Epoch milliseconds; `to` exclusive. */
  readonly from: number;
  readonly to: number;
  /** The rate from which on a window asks for a retraining. */
  readonly violationRateThreshold: number;
  /** In order of time. */
  readonly windows: readonly SeriesWindow[];
  readonly retrainings: readonly RetrainingRecord[];
  /** The whole period against the baseline. */
  readonly columns: readonly ColumnReport[];
  readonly worst: readonly WorstWindow[];
  readonly excluded: readonly { readonly column: string; readonly reason: string }[];
  /** What a reader has to know before anything else. */
  readonly note?: string;
  readonly facts: readonly { readonly label: string; readonly value: string }[];
}

export interface WorstWindow {
  readonly windowId: string;
  readonly href?: string;
  readonly reason: string;
  readonly columns: readonly ColumnReport[];
}
