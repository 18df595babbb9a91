import { captureLocation } from "../../shared/capture/capture-location.ts";
import { UnusableInput } from "../../shared/errors.ts";
import { rowReader } from "../../shared/mapping/row-reader.ts";
import { captureKindOf } from "../../steps/capture-kinds/index.ts";
import { capturesBetween, type Span } from "./find-files.ts";
import type { Forgotten } from "./forgotten.ts";
import type { Places } from "./places.ts";
import type { WantedIds } from "./wanted-ids.ts";

/**
 * Records of batch transform that are wanted. They lie in the job's own input and output, wherever those are, line beside line: to take
 * one out is for whoever owns the job's data, so they are only told.
 */
export async function findBatchRecords(
  places: Places,
  wanted: WantedIds,
  span: Span,
): Promise<Forgotten["left"]> {
  const { monitor } = places;
  const stores = (name: string) => places.bucket(name).store;
  const { bucket } = captureLocation(monitor.capture.uri);
  const { options } = rowReader(monitor);
  const found: { what: string; why: string }[] = [];
  for await (const { key } of capturesBetween(places, span))
    try {
      for await (const { at, record } of captureKindOf(monitor).read(
        stores,
        { bucket, key: key.key },
        options,
      ))
        if (wanted.hasEvent(record?.eventId))
          found.push({
            what: `${at.key}, line ${at.line}`,
            why: "it is a line of the transform job's own data, which this command does not write. Take it out there; what was made of it goes with --before, when its window is old enough",
          });
    } catch (fault) {
      if (!(fault instanceof UnusableInput)) throw fault;
      found.push({ what: `${monitor.capture.uri}/${key.key}`, why: fault.message });
    }
  return found;
}
