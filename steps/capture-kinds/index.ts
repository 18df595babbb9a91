import type { CaptureKindName } from "../../shared/capture/capture-kinds.ts";
import type { MonitorDefinition } from "../../shared/monitors/monitor-definition.ts";
import { batchTransform } from "./batch-transform.ts";
import type { CaptureKind } from "./capture-kind.ts";
import { endpoint } from "./endpoint.ts";

/** Every way in which SageMaker captures. To add one: write its file, add its line. */
const captureKinds: Readonly<Record<CaptureKindName, CaptureKind>> = {
  endpoint,
  "batch-transform": batchTransform,
};

/** How the monitor's captures lie and are read. */
export const captureKindOf = ({ capture }: Pick<MonitorDefinition, "capture">): CaptureKind =>
  captureKinds[capture.kind];
