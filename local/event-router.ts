import type { JsonLines } from "../adapters/disk/json-lines.ts";
import { VIOLATION_RATE_ALARM } from "../shared/monitors/monitor-alarms.ts";
import type { VirtualClock } from "./virtual-clock.ts";

export type RoutedEvent = Readonly<Record<string, unknown>>;

/** An event that could not be handled, with what is needed to deliver it again: a line of `dead-letters.jsonl`. */
export interface DeadLetter {
  readonly time: string;
  readonly step: string;
  readonly receives: number;
  readonly error: string;
  readonly message: string;
  readonly event: RoutedEvent;
}

export interface EventRouterOptions {
  readonly clock: VirtualClock;
  /** The step of that name. */
  readonly handle: (step: string, event: RoutedEvent) => Promise<unknown>;
  readonly deadLetters: JsonLines<DeadLetter>;
  readonly onDeadLetter?: (letter: DeadLetter) => void;
}

/** A message is tried this often, as the queue's maxReceiveCount has it. */
const MAX_RECEIVES = 5;
/** Between two tries; the queue's visibility timeout is longer only because it has to cover a Lambda's 15 minutes. */
const REDELIVERY_MS = 60_000;

/** What EventBridge's rules, the queue and the scheduler do on AWS: each kind of event goes to one step. */
const RULES: readonly { readonly step: string; readonly matches: (event: RoutedEvent) => boolean }[] = [
  { step: "profile-capture-file", matches: isCaptureFile },
  {
    step: "profile-capture-file",
    matches: (event) => Array.isArray(event["Records"]) || Array.isArray(event["objects"]),
  },
  { step: "retrain-on-alarm", matches: isViolationRateAlarm },
  { step: "sweep-windows", matches: (event) => event["detail-type"] === "Scheduled Event" },
];

function isCaptureFile(event: RoutedEvent): boolean {
  const detail = event["detail"] as { object?: { key?: unknown } } | undefined;
  return (
    event["source"] === "aws.s3" &&
    event["detail-type"] === "Object Created" &&
    /\.jsonl(\.gz)?$|(in|out)put\/.*\.json$/.test(String(detail?.object?.key))
  );
}

function isViolationRateAlarm(event: RoutedEvent): boolean {
  const detail = event["detail"] as { alarmName?: unknown; state?: { value?: unknown } } | undefined;
  const wanted =
    String(detail?.alarmName).startsWith(`plumbline-${VIOLATION_RATE_ALARM}-`) &&
    detail?.state?.value === "ALARM";
  return event["detail-type"] === "CloudWatch Alarm State Change" && wanted;
}

/** Delivers events at least once: again after a failure, and into `dead-letters.jsonl` after the fifth. */
export class EventRouter {
  private readonly options: EventRouterOptions;

  constructor(options: EventRouterOptions) {
    this.options = options;
  }

  /**
   * Delivers to the step that the event is for. Resolves after the first try with that step's name; undefined when no
   * rule matches, and the event is dropped as EventBridge drops it. Never rejects for what a step throws.
   */
  async deliver(event: RoutedEvent): Promise<string | undefined> {
    const step = RULES.find((rule) => rule.matches(event))?.step;
    if (step !== undefined) await this.receive(step, event, 1);
    return step;
  }

  private async receive(step: string, event: RoutedEvent, receives: number): Promise<void> {
    const { clock, handle } = this.options;
    await clock.work.run(async () => {
      try {
        await handle(step, event);
      } catch (error) {
        if (receives >= MAX_RECEIVES) await this.bury(step, event, receives, error as Error);
        else void this.receiveLater(step, event, receives + 1);
      }
    });
  }

  private async receiveLater(step: string, event: RoutedEvent, receives: number): Promise<void> {
    const { clock } = this.options;
    try {
      await clock.until(clock.now() + REDELIVERY_MS);
    } catch (stopped) {
      // Whoever stops the engine finds the event where it can be delivered from again.
      return clock.work.run(() => this.bury(step, event, receives - 1, stopped as Error));
    }
    await this.receive(step, event, receives);
  }

  private async bury(step: string, event: RoutedEvent, receives: number, error: Error): Promise<void> {
    const time = new Date(this.options.clock.now()).toISOString();
    const letter: DeadLetter = { time, step, receives, error: error.name, message: error.message, event };
    await this.options.deadLetters.append([letter]);
    this.options.onDeadLetter?.(letter);
  }
}
