/**
 * The whole pipeline in one process: the same steps and the same state machine files as on AWS, on a folder and a
 * virtual clock. What EventBridge, SQS, the scheduler, CloudWatch alarms, SageMaker and SNS do there is done here by
 * small stand-ins that write what they did beside the work store.
 */
import { join } from "node:path";
import { type DiskPorts, diskPorts } from "../adapters/disk/disk-ports.ts";
import { JsonLines } from "../adapters/disk/json-lines.ts";
import { monitorAlarms } from "../shared/monitors/monitor-alarms.ts";
import type { MonitorDefinition } from "../shared/monitors/monitor-definition.ts";
import { monitorKey } from "../shared/window/work-keys.ts";
import { putJson } from "../steps/json-object.ts";
import { allMonitors } from "../steps/monitor-catalog.ts";
import type { EventSink, MetricSink, PlumblineEvent, Ports } from "../steps/ports.ts";
import { type DeadLetter, EventRouter, type RoutedEvent } from "./event-router.ts";
import { withFaultNotifications } from "./fault-notifications.ts";
import { type AlarmChange, LocalAlarms } from "./local-alarms.ts";
import { type EndedExecution, LocalExecutions } from "./local-executions.ts";
import { localServices, type Notification } from "./local-services.ts";
import { LocalTrainingJobs } from "./local-training-jobs.ts";
import { addressOf } from "./state-machine-definition.ts";
import { ClockStopped, type VirtualClock } from "./virtual-clock.ts";

/** A step as `steps/index.ts` lists it. */
export type Step = (ports: Ports, input: never) => Promise<unknown>;

/** What an observer is told, when it has happened. */
export type EngineEvent =
  | { readonly kind: "event"; readonly event: PlumblineEvent }
  | { readonly kind: "execution"; readonly execution: EndedExecution }
  | { readonly kind: "alarm"; readonly change: AlarmChange }
  | { readonly kind: "notification"; readonly notification: Notification }
  | { readonly kind: "dead-letter"; readonly letter: DeadLetter };

export interface EngineOptions {
  /** Folder of the work store; made when it is not there. */
  readonly root: string;
  readonly clock: VirtualClock;
  /** The table of `steps/index.ts`. */
  readonly steps: Readonly<Record<string, Step>>;
  /** Monitors to push before anything runs; those already in the store stay. */
  readonly definitions?: readonly MonitorDefinition[];
  /** Folder of a capture bucket, where the bucket's name is not the folder. */
  readonly captures?: (bucket: string) => string;
  readonly onEvent?: (event: EngineEvent) => void;
  /** Whether the hourly sweep and the alarms run; a replay has nothing to open and nobody to tell. Default: they do. */
  readonly schedule?: boolean;
}

export interface Engine {
  readonly ports: Ports;
  readonly alarms: LocalAlarms;
  /** Writes a capture file and delivers its event; what follows is done by the next `settle` or `runTo`. */
  putCapture(bucket: string, key: string, body: Uint8Array | string): Promise<void>;
  /** Delivers an event to the step that it is for. Resolves after the first try. */
  deliver(event: RoutedEvent): Promise<void>;
  /** Lets time go on to `time` (epoch milliseconds), with everything that falls due until then. */
  runTo(time: number): Promise<void>;
  /** Resolves when nothing can go on before the time does. */
  settle(): Promise<void>;
  /** Finishes what can be finished now; an execution that waits for the clock goes back to the queue. */
  stop(): Promise<void>;
}

/** The topic's name in state machine definitions. */
const TOPIC = "NotificationTopic";
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** The schedule of the stack: cron(25 * * * ? *). */
const SWEEP_MS = 25 * MINUTE_MS;

/** Starts the pipeline on a folder, with what other processes have queued there. */
export async function startEngine(options: EngineOptions): Promise<Engine> {
  const engine = new LocalEngine(options);
  await engine.open();
  return engine;
}

class LocalEngine implements Engine {
  readonly ports: Ports;
  readonly alarms: LocalAlarms;
  private readonly options: EngineOptions;
  private readonly executions: LocalExecutions;
  private readonly router: EventRouter;
  private alarmsAreDue = false;
  private captures = 0;
  private readonly faults: Error[] = [];

  constructor(options: EngineOptions) {
    this.options = options;
    const { root, clock, captures, onEvent = () => undefined } = options;
    const disk = diskPorts({ root, clock, ...(captures === undefined ? {} : { captures }) });
    const trainingJobs = new LocalTrainingJobs({ root, work: disk.work, clock });
    const notifications = join(root, "notifications.jsonl");
    const services = localServices({
      work: disk.work,
      clock,
      trainingJobs,
      notifications,
      onNotification: (notification) => onEvent({ kind: "notification", notification }),
    });
    const tasks = (state: string) => services[state] ?? this.taskOf(state);
    this.executions = new LocalExecutions({
      records: disk.executions,
      clock,
      tasks,
      onEnd: (execution) => onEvent({ kind: "execution", execution }),
    });
    this.ports = {
      ...disk,
      trainingJobs,
      executions: this.executions,
      metrics: this.watched(disk.metrics),
      events: withFaultNotifications(told(disk.events, onEvent), addressOf(TOPIC), services["notify"]!),
    };
    this.router = new EventRouter({
      clock,
      handle: async (step, event) => this.taskOf(step)?.(event),
      deadLetters: new JsonLines(join(root, "dead-letters.jsonl")),
      onDeadLetter: (letter) => onEvent({ kind: "dead-letter", letter }),
    });
    this.alarms = this.localAlarms(disk, onEvent);
  }

  async open(): Promise<void> {
    for (const definition of this.options.definitions ?? [])
      await putJson(this.ports.work, monitorKey(definition.monitor), definition);
    await this.executions.takeQueued();
    if (this.options.schedule !== false) this.background(this.sweepHourly());
  }

  async putCapture(bucket: string, key: string, body: Uint8Array | string): Promise<void> {
    const outcome = await this.ports.captures(bucket).put(key, body);
    const etag = outcome.written ? outcome.etag : "";
    const object = {
      key,
      size: Buffer.byteLength(body),
      etag,
      sequencer: (this.captures++).toString(16).padStart(16, "0"),
    };
    const detail = {
      version: "0",
      "event-version": "1.2",
      bucket: { name: bucket },
      object,
      reason: "PutObject",
    };
    this.background(this.deliver(this.busEvent("aws.s3", "Object Created", detail)));
  }

  async deliver(event: RoutedEvent): Promise<void> {
    await this.router.deliver(event);
  }

  async runTo(time: number): Promise<void> {
    await this.options.clock.runTo(time);
    this.throwFaults();
  }

  async settle(): Promise<void> {
    await this.options.clock.work.idle();
    this.throwFaults();
  }

  async stop(): Promise<void> {
    await this.options.clock.work.idle();
    this.options.clock.stop();
    await this.executions.ended();
    await this.settle();
  }

  private taskOf(step: string): ((input: unknown) => Promise<unknown>) | undefined {
    const run = this.options.steps[step];
    return run === undefined ? undefined : (input) => run(this.ports, input as never);
  }

  private localAlarms(disk: DiskPorts, onEvent: (event: EngineEvent) => void): LocalAlarms {
    const { root, clock } = this.options;
    return new LocalAlarms({
      metrics: disk.metrics,
      clock,
      path: join(root, "alarms.jsonl"),
      alarms: async () =>
        (await allMonitors(disk.work, clock.now())).flatMap((monitor) => monitorAlarms(monitor)),
      onChange: (event, change) => {
        onEvent({ kind: "alarm", change });
        this.background(this.deliver(event));
      },
    });
  }

  private async sweepHourly(): Promise<void> {
    const { clock } = this.options;
    for (;;) {
      const hour = Math.floor((clock.now() - SWEEP_MS) / HOUR_MS) + 1;
      await clock.until(hour * HOUR_MS + SWEEP_MS);
      await this.deliver(this.busEvent("aws.scheduler", "Scheduled Event", {}));
      await clock.work.run(() => this.alarms.evaluate());
    }
  }

  /** CloudWatch evaluates every minute; here the minute after something was published, and with every sweep. */
  private watched(metrics: MetricSink): MetricSink {
    return {
      put: async (namespace, datums) => {
        const leftOut = await metrics.put(namespace, datums);
        if (!this.alarmsAreDue) this.background(this.evaluateSoon());
        return leftOut;
      },
    };
  }

  private async evaluateSoon(): Promise<void> {
    const { clock } = this.options;
    this.alarmsAreDue = true;
    await clock.until((Math.floor(clock.now() / MINUTE_MS) + 1) * MINUTE_MS);
    this.alarmsAreDue = false;
    await clock.work.run(() => this.alarms.evaluate());
  }

  private busEvent(source: string, type: string, detail: Readonly<Record<string, unknown>>): RoutedEvent {
    const time = new Date(this.options.clock.now()).toISOString();
    return {
      version: "0",
      "detail-type": type,
      source,
      account: "000000000000",
      time,
      region: "us-east-1",
      resources: [],
      detail,
    };
  }

  /** What nobody awaits must not get lost: the next `runTo`, `settle` or `stop` throws it. */
  private background(promise: Promise<void>): void {
    promise.catch((error: Error) => {
      if (!(error instanceof ClockStopped)) this.faults.push(error);
    });
  }

  private throwFaults(): void {
    const fault = this.faults.shift();
    if (fault !== undefined) throw fault;
  }
}

function told(events: EventSink, onEvent: (event: EngineEvent) => void): EventSink {
  return {
    put: async (entries) => {
      await events.put(entries);
      for (const event of entries) onEvent({ kind: "event", event });
    },
  };
}
