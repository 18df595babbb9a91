import { type Engine, type EngineEvent, type Step, startEngine } from "../local/engine.ts";
import type { VirtualClock } from "../local/virtual-clock.ts";
import type { MonitorDefinition } from "../shared/monitors/monitor-definition.ts";
import { steps } from "../steps/index.ts";
import type { Ports } from "../steps/ports.ts";
import { type PartialsWriter, profileCaptureFile } from "../steps/profile-capture-file.ts";
import { bucketFolder, captureStores } from "./capture-stores.ts";
import { chosenObjects } from "./chosen-objects.ts";
import type { Io } from "./io.ts";
import { isS3 } from "./open-store.ts";
import { type PartialsCall, type StepWorkers, WRITE_PARTIALS } from "./step-workers.ts";

export interface PipelineOptions {
  /** Folder of the work store. */
  readonly root: string;
  readonly clock: VirtualClock;
  readonly definition: MonitorDefinition;
  readonly onEvent?: (event: EngineEvent) => void;
  /** Keys of the capture files that are there for it; all where it is not given. */
  readonly chosen?: readonly string[];
  /** Whether the hourly sweep runs. */
  readonly schedule?: boolean;
  /** Threads for the steps of replayed windows and for profiling capture files, as soon as there are some. */
  readonly workers?: StepWorkers;
  /** Told after every step of a replayed window. */
  readonly onReplayed?: (step: string) => void;
}

/**
 * The laptop's pipeline for one monitor, with its captures in a folder or in S3. Nothing is retrained: whoever looks at
 * the past or tries a definition out does not want a training job; the verdicts still say what asks for one.
 */
export async function startPipeline(
  io: Pick<Io, "cwd" | "env">,
  { root, clock, definition, onEvent, chosen, schedule = true, workers, onReplayed }: PipelineOptions,
): Promise<Engine> {
  const remote = isS3(definition.capture.uri) ? await captureStores(io, definition) : undefined;
  const table: Record<string, Step> = {
    ...(steps as unknown as Record<string, Step>),
    "profile-capture-file": profiledOn(workers, clock),
    "start-retraining": notAsked,
    "retrain-on-alarm": notAsked,
  };
  const keys = chosen && new Set(chosen);
  const change = (ports: Ports): Ports => {
    const captures = remote ?? ports.captures;
    return {
      ...ports,
      captures: keys === undefined ? captures : (bucket) => chosenObjects(captures(bucket), keys),
    };
  };
  return startEngine({
    root,
    clock,
    steps: replayedIn(workers, clock, mapped(table, change), onReplayed),
    captures: bucketFolder(io.cwd, definition),
    schedule,
    ...(onEvent === undefined ? {} : { onEvent }),
  });
}

/**
 * Partials are written on threads, where there are any; the windows that they fall into are opened here, where executions run, once
 * the partials are there.
 */
function profiledOn(workers: StepWorkers | undefined, clock: VirtualClock): Step {
  const write: PartialsWriter = (object, request) => {
    const call: PartialsCall = { object, request };
    return workers!.run(WRITE_PARTIALS, call, clock.now()) as ReturnType<PartialsWriter>;
  };
  return (ports, event) =>
    workers !== undefined && workers.size > 0
      ? profileCaptureFile(ports, event, write)
      : profileCaptureFile(ports, event);
}

/**
 * Steps that belong to a replay run on threads, where there are any: they write below the replay's folder alone and ask for
 * nothing that lives in this one.
 */
function replayedIn(
  workers: StepWorkers | undefined,
  clock: VirtualClock,
  table: Readonly<Record<string, Step>>,
  onReplayed: (step: string) => void = () => undefined,
): Record<string, Step> {
  return Object.fromEntries(
    Object.entries(table).map(([name, step]): [string, Step] => [
      name,
      async (ports, input) => {
        if (!isOfReplay(input)) return step(ports, input);
        const threaded = workers !== undefined && workers.size > 0;
        const result = await (threaded ? workers.run(name, input, clock.now()) : step(ports, input));
        onReplayed(name);
        return result;
      },
    ]),
  );
}

/** The live windows' machine says `live`. */
function isOfReplay(input: { readonly replay?: unknown } | undefined): boolean {
  return typeof input?.replay === "string" && input.replay !== "live";
}

const notAsked: Step = async () => ({ started: false, name: null });

function mapped(
  table: Readonly<Record<string, Step>>,
  change: (ports: Ports) => Ports,
): Record<string, Step> {
  return Object.fromEntries(
    Object.entries(table).map(([name, step]): [string, Step] => [
      name,
      (ports, input) => step(change(ports), input),
    ]),
  );
}
