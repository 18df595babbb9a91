import type { ReplaySource } from "./window-input.ts";

interface Amounts {
  readonly windows: number;
  /** Milliseconds of a window. */
  readonly length: number;
  readonly partials: number;
  readonly filesToRead: number;
  readonly bytesToRead: number;
  readonly source: ReplaySource;
}

/** List prices of us-east-1 (design notes, 2026), dollars. */
const TRANSITION = 0.000025;
const SECOND = 1.73 * 0.0000133334; // of a function of 1,769 MB, arm64
const GET = 0.0000004; // HEAD too
const PUT = 0.000005; // LIST too

/** States of a window's own execution and of the one around it. */
const WINDOW_TRANSITIONS = 12;
const WINDOW_SECONDS = 4;
const WINDOW_PUTS = 10;
const WINDOW_GETS = 12;
/** Beside its bytes: opening the file and writing its partial. */
const FILE_SECONDS = 0.06;
const MEGABYTE_SECONDS = 0.03; // 24 columns, bench/results.md
/** Twenty files are one task of three transitions; ten tasks are a round, after which the window is looked at again. */
const FILE_TRANSITIONS = 3 / 20 + 3 / 200;
/** Read, decoded and merged: bench/results.md. */
const PARTIAL_SECONDS = 0.005;
const HOUR_MS = 3_600_000;

/** What a replay costs on AWS, and what is in it. From counts, so it is good to a factor of two, not to the cent. */
export function replayCost({ windows, length, partials, filesToRead, bytesToRead, source }: Amounts): {
  estimatedDollars: number;
  estimateOf: string;
} {
  // A window lists the partials of the windows of the hour before it, its own twice, and the files of its hours.
  const near = Math.ceil(HOUR_MS / length) + 2;
  const lists = near * (source === "raw" ? 1 : 2) + Math.ceil(length / HOUR_MS) + 1;
  const perWindow =
    WINDOW_TRANSITIONS * TRANSITION +
    WINDOW_SECONDS * SECOND +
    (lists + WINDOW_PUTS) * PUT +
    WINDOW_GETS * GET;
  const perFile = FILE_SECONDS * SECOND + FILE_TRANSITIONS * TRANSITION + PUT + 2 * GET;
  const merged = partials + filesToRead;
  const dollars =
    windows * perWindow +
    filesToRead * perFile +
    (bytesToRead / 1e6) * MEGABYTE_SECONDS * SECOND +
    merged * (GET + PARTIAL_SECONDS * SECOND);
  return {
    estimatedDollars: Math.round(dollars * 1e4) / 1e4,
    estimateOf:
      "state transitions, functions and S3 requests at us-east-1 list prices; not storage, logs, KMS or transfer between Regions",
  };
}
