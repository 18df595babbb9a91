import { parseBatchKey } from "../../shared/capture/batch-key.ts";
import { hourFolder } from "../../shared/capture/capture-key.ts";
import { captureLocation } from "../../shared/capture/capture-location.ts";
import type { CapturePlaces } from "./capture-kind.ts";

/** Manifests below the hour of their job. */
export const batchTransformPlaces: CapturePlaces = {
  parseKey: (key, monitor) =>
    parseBatchKey(key, {
      prefix: captureLocation(monitor.capture.uri).prefix,
      endpoint: monitor.endpoint,
      variant: monitor.variants[0]!,
    }),

  hourPrefix: (monitor, _variant, hour) => hourFolder(captureLocation(monitor.capture.uri).prefix, hour),
};
