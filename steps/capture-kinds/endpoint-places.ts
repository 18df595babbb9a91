import { hourPrefix, parseCaptureKey } from "../../shared/capture/capture-key.ts";
import { captureLocation } from "../../shared/capture/capture-location.ts";
import { allVariants } from "../../shared/monitors/all-variants.ts";
import type { CapturePlaces } from "./capture-kind.ts";

/** Below the hour of an endpoint variant. */
export const endpointPlaces: CapturePlaces = {
  parseKey(key, monitor) {
    const parsed = parseCaptureKey(key);
    return parsed?.endpoint === monitor.endpoint &&
      allVariants(monitor).includes(parsed.variant) &&
      parsed.prefix === captureLocation(monitor.capture.uri).prefix
      ? parsed
      : undefined;
  },

  hourPrefix: (monitor, variant, hour) =>
    hourPrefix(captureLocation(monitor.capture.uri).prefix, monitor.endpoint, variant, hour),
};
