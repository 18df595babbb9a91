import { ObjectNotFound } from "../../shared/errors.ts";
import { afterSighting } from "../../shared/faults/fault-changes.ts";
import type { FaultsState } from "../../shared/faults/fault-state.ts";
import { isEnough } from "../../shared/faults/find-hard-faults.ts";
import type { HardFault } from "../../shared/faults/hard-fault.ts";
import { isShadow } from "../../shared/monitors/all-variants.ts";
import type { MonitorDefinition } from "../../shared/monitors/monitor-definition.ts";
import { configHash } from "../../shared/profile/profile-config.ts";
import { type Window, windowId } from "../../shared/window/window.ts";
import { faultStateKey, faultTallyKey } from "../../shared/window/work-keys.ts";
import { getJson, swapJson } from "../json-object.ts";
import { mergeStored } from "../merge-profiles.ts";
import type { Ports } from "../ports.ts";
import { faultBaseline } from "./fault-baseline.ts";
import { tallied } from "./fault-tally.ts";
import { faultsIn, isLookedAt, type PartialLook } from "./look-at-partial.ts";
import { tellFaults } from "./tell-faults.ts";

export type RaisingPorts = Pick<Ports, "work" | "clock" | "events" | "deployments">;

/**
 * Tells the hard faults that a file's partials show, each once. Run when the windows are open: whatever happens here delays no verdict.
 * `by`: the file's key; tried again, it tells what it had found and not told.
 */
export async function raiseFaults(
  ports: RaisingPorts,
  monitor: MonitorDefinition,
  looks: readonly PartialLook[],
  by: string,
): Promise<void> {
  for (const look of looks) {
    if (look.rows === 0 || !isLookedAt(look.window, ports.clock.now())) continue;
    if (!isEnough(look)) await raiseTogether(ports, monitor, look, by);
    else {
      const faults = look.faults ?? (await storedFaults(ports, monitor, look.window, [look.key]));
      await open(ports, monitor, { ...look, faults }, by);
    }
  }
}

/** A partial that says too little by itself, with the ones before it. */
async function raiseTogether(
  ports: RaisingPorts,
  monitor: MonitorDefinition,
  look: PartialLook,
  by: string,
): Promise<void> {
  const { window } = look;
  if ((await faultBaseline(ports, monitor, window)) === undefined) return;
  const group = await tallied(ports.work, faultTallyKey(window, configHash(monitor)), look);
  if (group === undefined) return;
  const faults = await storedFaults(ports, monitor, window, group.keys);
  await open(ports, monitor, { window, time: group.time, faults }, by);
  await group.done();
}

/** Of partials that lie in the store; none where one of them is there no more. */
async function storedFaults(
  ports: RaisingPorts,
  monitor: MonitorDefinition,
  window: Window,
  keys: readonly string[],
): Promise<HardFault[]> {
  try {
    return await faultsIn(ports, monitor, window, await mergeStored(ports.work, keys));
  } catch (fault) {
    if (fault instanceof ObjectNotFound) return [];
    throw fault;
  }
}

interface Shown {
  readonly window: Window;
  readonly time: number;
  readonly faults: readonly HardFault[];
}

async function open(
  ports: RaisingPorts,
  monitor: MonitorDefinition,
  { window, time, faults }: Shown,
  by: string,
): Promise<void> {
  if (faults.length === 0) return;
  const { endpoint, variant } = window;
  const now = ports.clock.now();
  const cause = { endpoint, variant, window: windowId(window), time, by, now };
  const key = faultStateKey(endpoint, variant);
  const seen = (state: FaultsState | undefined) => afterSighting(state, faults, cause);
  let state = (await getJson<FaultsState>(ports.work, key))?.value;
  if (seen(state) !== undefined) {
    if (await isOfAnotherModel(ports, monitor, window)) return;
    state = await swapJson<FaultsState>(ports.work, key, seen);
  }
  const shadow = isShadow(monitor, variant);
  await tellFaults(ports, { monitor: monitor.monitor, endpoint, variant, shadow }, state, { by, now });
}

/**
 * Whether the endpoint has a model that the baseline is not of: a deployment that no closing window has seen yet. Asked only where
 * something would be told; a baseline that is bound to no model judges whatever answers.
 */
async function isOfAnotherModel(
  ports: RaisingPorts,
  monitor: MonitorDefinition,
  window: Window,
): Promise<boolean> {
  const modelVersion = (await faultBaseline(ports, monitor, window))?.baseline.modelVersion;
  if (modelVersion === undefined || monitor.capture.kind === "batch-transform") return false;
  const deployed = await ports.deployments.current(window.endpoint, window.variant);
  return deployed.ok && !deployed.model.names.includes(modelVersion);
}
