import { captureTime } from "../../../shared/capture/capture-key.ts";
import { parseUtcTime } from "../../../shared/capture/utc-time.ts";
import type { ServiceReading } from "./service-reading.ts";

const HOUR_MS = 3_600_000;

/** A job reads hour folders (spec of its inputs: `endpoint_input_1`, one for each hour) and never looks at `inferenceTime`. */
export const folderHour: ServiceReading = {
  name: "folder-hour",
  means:
    "The service takes records by the hour of their folder, Plumbline by the time at which they happened.",
  affects: ({ movedIn, movedOut }) => movedIn + movedOut,
  line(line, key) {
    const { inferenceTime } = line.eventMetadata ?? {};
    const time = typeof inferenceTime === "string" ? parseUtcTime(inferenceTime) : undefined;
    if (time === undefined || (time >= key.hour && time < key.hour + HOUR_MS)) return line;
    const ofFile = new Date(captureTime(key)).toISOString();
    return { ...line, eventMetadata: { ...line.eventMetadata, inferenceTime: ofFile } };
  },
};
