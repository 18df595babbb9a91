import type { CaptureKindName } from "../../shared/capture/capture-kinds.ts";
import type { MonitorDefinition } from "../../shared/monitors/monitor-definition.ts";
import { batchTransformPlaces } from "./batch-transform-places.ts";
import type { CapturePlaces } from "./capture-kind.ts";
import { endpointPlaces } from "./endpoint-places.ts";

const places: Readonly<Record<CaptureKindName, CapturePlaces>> = {
  endpoint: endpointPlaces,
  "batch-transform": batchTransformPlaces,
};

/** Where the monitor's captures lie. */
export const capturePlacesOf = ({ capture }: Pick<MonitorDefinition, "capture">): CapturePlaces =>
  places[capture.kind];
