/** What both sides say of an hour, told. */
import { RESULT_FILES, type ResultFile } from "../../shared/statistics/result-key.ts";
import { windowId } from "../../shared/window/window.ts";
import type { ResultFiles, ResultHour } from "../../steps/model-monitor-results.ts";
import type { ComparedHour } from "./causes/difference-cause.ts";
import { unalignedWindow } from "./causes/unaligned-window.ts";
import { hasResult, violationsOf } from "./compare-hour.ts";
import { type ExplainedDifference, explainDifferences, type RereadHour } from "./explain-differences.ts";

/** What a side says of an hour; null where it says nothing. */
export interface SideSummary {
  /** Files that it has written. */
  readonly files: readonly ResultFile[];
  readonly rows: number | null;
  readonly violations: number;
}

export interface ParityHour {
  /** Id of the window. */
  readonly window: string;
  /** The service's folder, below the results; null where it has none. */
  readonly folder: string | null;
  readonly service: SideSummary | null;
  readonly plumbline: SideSummary | null;
  /** Files that are the same to the byte. */
  readonly identical: readonly ResultFile[];
  readonly differences: readonly ExplainedDifference[];
}

/** A window that both sides may have. */
export interface WindowPair {
  readonly start: number;
  /** Milliseconds. */
  readonly length: number;
  /** Undefined where no job has written anything. */
  readonly run: ResultHour | undefined;
  readonly hour: ComparedHour;
}

/** The hour with its differences, after it was read again in the ways of `rereads`. */
export function parityHour(
  { start, length, run, hour }: WindowPair,
  rereads: readonly RereadHour[],
): ParityHour {
  const { service, plumbline } = hour;
  return {
    window: windowId({ start, end: start + length }),
    folder: run?.folder ?? null,
    service: service === undefined ? null : summaryOf(service),
    plumbline: hasResult(plumbline) ? summaryOf(plumbline) : null,
    identical: service === undefined ? [] : identicalFiles(service, plumbline),
    differences: explainDifferences(hour, rereads),
  };
}

const PARTS = {
  "statistics.json": "statistics",
  "constraints.json": "constraints",
  "constraint_violations.json": "violations",
} as const satisfies Readonly<Record<ResultFile, keyof ResultFiles>>;

function summaryOf(files: ResultFiles): SideSummary {
  return {
    files: RESULT_FILES.filter((file) => files[PARTS[file]] !== undefined),
    rows: files.statistics?.value.dataset.item_count ?? null,
    violations: violationsOf(files).length,
  };
}

function identicalFiles(service: ResultFiles, plumbline: ResultFiles): ResultFile[] {
  return RESULT_FILES.filter((file) => {
    const text = service[PARTS[file]]?.text;
    return text !== undefined && text === plumbline[PARTS[file]]?.text;
  });
}

/** An hour that cannot be compared: no window ends where the job's range did. */
export function unalignedHour({ folder, hour }: ResultHour, length: number): ParityHour {
  const clock = (time: number) => new Date(time).toISOString().slice(0, 16);
  return {
    window: windowId({ start: hour - length, end: hour }),
    folder,
    service: null,
    plumbline: null,
    identical: [],
    differences: [
      {
        kind: "hour",
        feature: null,
        field: "window",
        service: `${clock(hour - length)} to ${clock(hour)}`,
        plumbline: null,
        cause: unalignedWindow.name,
      },
    ],
  };
}
