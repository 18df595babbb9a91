/** Hours whose differences no cause explains, judged again in the ways in which the service reads. */
import { mkdtemp } from "node:fs/promises";
import { join } from "node:path";
import { parseMonitorDefinition } from "../../shared/monitors/monitor-definition.ts";
import type { AnalysisRequest } from "../analyze-captures.ts";
import type { Io } from "../io.ts";
import { openLocation } from "../open-store.ts";
import { prepareOut, workFolder } from "../prepare-out.ts";
import { keepSensitiveKey } from "../sensitive-key.ts";
import { type RereadHour, unexplainedOf } from "./explain-differences.ts";
import { type JudgedHour, judgedHours, NOT_JUDGED } from "./judged-hours.ts";
import type { WindowPair } from "./parity-hour.ts";
import { serviceReadings } from "./readings/index.ts";
import { rereadCaptures } from "./reread-captures.ts";

/**
 * What the readings have given that affect an hour, by the start of its window: each by itself, then several together, until one of
 * them leaves nothing unexplained.
 */
export async function rereadHours(
  io: Io,
  request: AnalysisRequest,
  pairs: readonly WindowPair[],
  temporary: string,
): Promise<ReadonlyMap<number, readonly RereadHour[]>> {
  const rereads = new Map<number, RereadHour[]>();
  let open = pairs.filter(({ hour }) => unexplainedOf(hour).length > 0);
  for (const readings of combinations(serviceReadings)) {
    const affected = open.filter(({ hour: { facts } }) =>
      readings.every((reading) => facts !== undefined && reading.affects(facts) > 0),
    );
    if (affected.length === 0) continue;
    request.progress.stage(`Reading as the service does: ${readings.map(({ name }) => name).join(", ")}`);
    const folder = await mkdtemp(join(temporary, "reading-"));
    const judged = await judgedAgain(io, request, affected, { readings, folder });
    for (const pair of affected) {
      const { files, verdict } = judged.get(pair.start) ?? NOT_JUDGED;
      const hour = { ...pair.hour, plumbline: files, verdict };
      rereads.set(pair.start, [...(rereads.get(pair.start) ?? []), { readings, hour }]);
      if (unexplainedOf(hour).length === 0) open = open.filter((each) => each !== pair);
    }
  }
  return rereads;
}

/** Every choice of some of the items, in their order, the fewest first: 7 of 3. */
export function combinations<T>(items: readonly T[]): T[][] {
  const all: T[][] = [[]];
  for (const item of items) all.push(...all.map((set) => [...set, item]));
  return all.filter((set) => set.length > 0).sort((a, b) => a.length - b.length);
}

async function judgedAgain(
  io: Io,
  request: AnalysisRequest,
  pairs: readonly WindowPair[],
  { readings, folder }: { readonly readings: typeof serviceReadings; readonly folder: string },
): Promise<ReadonlyMap<number, JudgedHour>> {
  const { definition, source } = request;
  const reread = await rereadCaptures({
    captures: (await openLocation(io, source.uri)).store,
    source,
    readings,
    variants: definition.variants,
    windows: pairs,
    folder: join(folder, "captures"),
  });
  const out = join(folder, "analysis");
  await prepareOut(out);
  const again = parseMonitorDefinition({
    ...definition,
    capture: { ...definition.capture, uri: reread.uri },
  });
  await keepSensitiveKey(io, workFolder(out), again);
  return judgedHours(io, { ...request, definition: again, source: reread, out });
}
