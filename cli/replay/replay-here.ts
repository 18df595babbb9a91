/** A replay on this machine: the deployed state machine in this process, its steps on all cores. */
import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import { diskPorts } from "../../adapters/disk/disk-ports.ts";
import { ActiveWork } from "../../local/active-work.ts";
import { compareReplay } from "../../local/compare-replay.ts";
import type { Engine } from "../../local/engine.ts";
import { VirtualClock } from "../../local/virtual-clock.ts";
import { allVariants } from "../../shared/monitors/all-variants.ts";
import type { MonitorDefinition } from "../../shared/monitors/monitor-definition.ts";
import { formatCount } from "../../shared/report/format-number.ts";
import { planReplay, type ReplayPlan } from "../../steps/plan-replay.ts";
import type { Ports } from "../../steps/ports.ts";
import { type Promotion, promoteReplay } from "../../steps/promote-replay.ts";
import { type ResumedReplay, resumeReplay, startReplay, storedReplay } from "../../steps/start-replay.ts";
import { captureStores } from "../capture-stores.ts";
import { findMonitor } from "../find-monitor.ts";
import type { Io } from "../io.ts";
import { openStore, storeRoot } from "../open-store.ts";
import { type Progress, progressOn } from "../progress.ts";
import { startPipeline } from "../start-pipeline.ts";
import { StepWorkers } from "../step-workers.ts";
import type { ReplayTask } from "./replay-options.ts";
import { replayThreads } from "./replay-threads.ts";
import type { Replayed } from "./tell-replay.ts";

/** Lets a retry of the replay machine fall due: its waits are on the virtual clock. */
const RETRIES_MS = 15 * 60_000;
/** Steps that a window ends with. */
const LAST_STEPS = ["publish-report", "record-failure"];
/** Steps under way for each core: two on its thread, and those that wait for one. */
const STEPS_A_CORE = 3;
const LEAST_STEPS = 8;

type Running = Exclude<ReplayTask, { kind: "promote" }>;
interface Where {
  readonly store: string;
  /** Threads that were asked for; as many as are worth it where nothing is said. */
  readonly workers?: number | undefined;
}

/** Runs a range, or what is left of a replay, and compares all of it with the live windows. */
export async function replayHere(io: Io, task: Running, { store, workers }: Where): Promise<Replayed[]> {
  const { work } = await openStore(io, store);
  const root = await storeRoot(resolve(io.cwd, store));
  const found = task.kind === "resume" ? await storedReplay({ work, clock: SYSTEM }, task.id) : undefined;
  const definition = found?.monitor ?? (await findMonitor(io, work, (task as { monitor: string }).monitor));
  const places = new ActiveWork(Math.max(LEAST_STEPS, STEPS_A_CORE * (workers ?? availableParallelism())));
  const clock = new VirtualClock(Date.now(), places);
  const threads = new StepWorkers({ io, root, definition });
  const progress = progressOn(io);
  const tally = { done: 0, of: 0 };
  const engine = await startPipeline(io, {
    root,
    clock,
    definition,
    schedule: false,
    workers: threads,
    onReplayed(step) {
      if (LAST_STEPS.includes(step))
        progress.update(`${formatCount(++tally.done)} of ${formatCount(tally.of)} windows`);
    },
  });
  const ports = { ...engine.ports, captures: await captureStores(io, definition) };
  const run: Run = { io, store, definition, engine, ports, progress, clock, tally, threads, workers };
  try {
    if (task.kind === "resume") return [await resumed(run, task.id, found!.stored.variant)];
    const replayed: Replayed[] = [];
    const variants = allVariants(definition);
    for (const [at, variant] of variants.entries())
      replayed.push(await ranged(run, task, variant, variants.slice(at + 1)));
    return replayed;
  } finally {
    progress.end();
    await engine.stop();
    await threads.close();
  }
}

interface Run extends Where {
  readonly io: Io;
  readonly definition: MonitorDefinition;
  readonly engine: Engine;
  readonly ports: Ports;
  readonly progress: Progress;
  readonly clock: VirtualClock;
  readonly tally: { done: number; of: number };
  readonly threads: StepWorkers;
}

async function ranged(
  run: Run,
  { from, to, source, dryRun }: Extract<Running, { kind: "range" }>,
  variant: string,
  waiting: readonly string[],
): Promise<Replayed> {
  const { definition, ports, progress } = run;
  const { endpoint } = definition;
  progress.stage(`Counting the files of ${endpoint}/${variant}`);
  const planned = await planReplay(ports, { endpoint, variant, from, to, source });
  if (dryRun) return { variant, plan: planned.plan, comparison: null };
  return through(run, variant, planned.plan, { before: 0, waiting }, () => startReplay(ports, planned));
}

async function resumed(run: Run, id: string, variant: string): Promise<Replayed> {
  const plan = await resumeReplay(run.ports, id);
  const before = plan.windows - plan.left;
  return through(run, variant, plan, { before, waiting: [] }, async () => plan);
}

/** Lets the machine run to its end, with threads where they are worth it. */
async function through<Plan extends ReplayPlan | ResumedReplay>(
  { io, store, definition, engine, ports, progress, clock, tally, threads, workers }: Run,
  variant: string,
  plan: ReplayPlan,
  { before, waiting }: { readonly before: number; readonly waiting: readonly string[] },
  start: () => Promise<Plan>,
): Promise<Replayed> {
  const { endpoint } = definition;
  progress.stage(`Replaying ${endpoint}/${variant} as ${plan.id}`);
  Object.assign(tally, { done: before, of: plan.windows });
  const wanted = workers ?? replayThreads(plan);
  if (wanted > 1) threads.open(wanted - threads.size);
  const quiet = io.onInterrupt?.(
    () =>
      `Interrupted after ${formatCount(tally.done)} of ${formatCount(tally.of)} windows. Go on with: plumbline replay --resume ${plan.id} --store ${store}${waiting.length === 0 ? "" : `\nNot begun: ${waiting.join(", ")}`}`,
  );
  const started = await start();
  await engine.settle();
  await engine.runTo(clock.now() + RETRIES_MS);
  quiet?.();
  progress.stage(`Comparing ${endpoint}/${variant} with the live windows`);
  const comparison = await compareReplay({ work: ports.work, endpoint, variant, replay: plan.id });
  return { variant, plan: started, comparison };
}

/** Makes the windows of a replay the live ones. */
export async function promoteHere(
  io: Io,
  { id, dryRun }: { readonly id: string; readonly dryRun: boolean },
  store: string,
): Promise<Promotion> {
  const { work } = await openStore(io, store);
  const { monitor } = await storedReplay({ work, clock: SYSTEM }, id);
  const root = await storeRoot(resolve(io.cwd, store));
  const ports = { ...diskPorts({ root }), captures: await captureStores(io, monitor) };
  return promoteReplay(ports, { promote: id, dryRun });
}

const SYSTEM = { now: () => Date.now() };
