/** A replay in the deployment: planned from here, run by its state machine. */
import { wire } from "../../adapters/wire.ts";
import { allVariants } from "../../shared/monitors/all-variants.ts";
import { planReplay } from "../../steps/plan-replay.ts";
import { type Promotion, promoteReplay } from "../../steps/promote-replay.ts";
import { resumeReplay, startReplay, storedReplay } from "../../steps/start-replay.ts";
import { findMonitor } from "../find-monitor.ts";
import type { Io } from "../io.ts";
import type { ReplayTask } from "./replay-options.ts";
import type { Replayed } from "./tell-replay.ts";

/** Plans a range and starts it, or starts what is left of a replay. */
export async function replayOnAws(
  io: Io,
  task: Exclude<ReplayTask, { kind: "promote" }>,
  store: string,
): Promise<Replayed[]> {
  const ports = await awsPorts(io, store);
  if (task.kind === "resume") {
    const { stored } = await storedReplay(ports, task.id);
    const plan = await resumeReplay({ ...ports, executions: ports.executions() }, task.id);
    return [{ variant: stored.variant, plan, comparison: null }];
  }
  const { from, to, source, dryRun } = task;
  const definition = await findMonitor(io, ports.work, task.monitor);
  // A dry run starts nothing, so it needs no address of the machines.
  const executions = dryRun ? undefined : ports.executions();
  const replayed: Replayed[] = [];
  for (const variant of allVariants(definition)) {
    const planned = await planReplay(ports, { endpoint: definition.endpoint, variant, from, to, source });
    const plan =
      executions === undefined ? planned.plan : await startReplay({ ...ports, executions }, planned);
    replayed.push({ variant, plan, comparison: null });
  }
  return replayed;
}

/** Makes the windows of a replay the live ones. */
export async function promoteOnAws(
  io: Io,
  { id, dryRun }: { readonly id: string; readonly dryRun: boolean },
  store: string,
): Promise<Promotion> {
  const ports = await awsPorts(io, store);
  return promoteReplay(
    { ...ports, executions: ports.executions(), events: ports.events() },
    { promote: id, dryRun },
  );
}

async function awsPorts(io: Io, store: string) {
  const { events } = await import("../../adapters/aws/parts/events.ts");
  const { executions } = await import("../../adapters/aws/parts/executions.ts");
  const { storage } = await import("../../adapters/aws/parts/storage.ts");
  const environment = { ...io.env, PLUMBLINE_STORE: store };
  const { work, captures, clock } = wire([storage], environment);
  return {
    work,
    captures,
    clock,
    executions: () => wire([executions], environment).executions,
    events: () => wire([events], environment).events,
  };
}
