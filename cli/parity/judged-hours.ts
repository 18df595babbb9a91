/** Plumbline's own files of each window, by the pipeline that runs on AWS. */
import { join } from "node:path";
import { DiskObjectStore } from "../../adapters/disk/disk-object-store.ts";
import type { Verdict } from "../../shared/report/verdict.ts";
import { type ResultFiles, readResults } from "../../steps/model-monitor-results.ts";
import { type AnalysisRequest, analyzeCaptures } from "../analyze-captures.ts";
import type { Io } from "../io.ts";

export interface JudgedHour {
  readonly files: ResultFiles;
  readonly verdict: Verdict | undefined;
}

export const NOT_JUDGED: JudgedHour = {
  files: { statistics: undefined, constraints: undefined, violations: undefined },
  verdict: undefined,
};

/**
 * The windows of an analysis by their start. Where several variants have the window, it is the one of the first variant that had
 * rows: the service has one result for all of them, which `variants-together` explains.
 */
export async function judgedHours(
  io: Io,
  request: AnalysisRequest,
): Promise<ReadonlyMap<number, JudgedHour>> {
  const { windows } = await analyzeCaptures(io, request);
  const hours = new Map<number, JudgedHour>();
  for (const { window, place, verdict } of windows) {
    if ((hours.get(window.start)?.verdict?.rows ?? 0) > 0) continue;
    const files = await readResults(new DiskObjectStore(join(request.out, place)), "");
    hours.set(window.start, { files, verdict });
  }
  return hours;
}
