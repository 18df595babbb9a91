/** Ground truth files, `{prefix}/yyyy/MM/dd/HH/*.jsonl`: what became of the predictions (docs: model-monitor-model-quality-merge). */
import { hourFolder } from "../../shared/capture/capture-key.ts";
import { eventId } from "./event-id.ts";

export interface Outcome {
  /** Of the request. */
  readonly inferenceId: string;
  /** 1 when the flight was late. */
  readonly label: 0 | 1;
  /** When the prediction was captured; the folder is this hour, because the merge reads the folders of its window. */
  readonly capturedAt: number;
  /** When the outcome was known. */
  readonly knownAt: number;
}

export interface GroundTruthFile {
  readonly key: string;
  readonly body: string;
  readonly records: number;
  /** Of the first and the last prediction. */
  readonly firstTime: number;
  readonly lastTime: number;
  readonly writtenAt: number;
}

export interface GroundTruthWriterOptions {
  readonly prefix: string;
  /** Outcomes are written at every multiple of this many ms, each at the first after it was known. */
  readonly period?: number;
  /** Of the files' ids. */
  readonly seed?: number;
}

const HOUR = 3_600_000;
const PERIOD = 3 * HOUR;

/** One line of a ground truth file, without its line break. */
export function groundTruthLine({ inferenceId, label }: Pick<Outcome, "inferenceId" | "label">): string {
  return `{"groundTruthData":{"data":"${label}","encoding":"CSV"},"eventMetadata":{"eventId":${JSON.stringify(inferenceId)}},"eventVersion":"0"}`;
}

/** Keeps outcomes until they are due and groups them by the hour of their prediction. */
export class GroundTruthWriter {
  readonly #options: Required<GroundTruthWriterOptions>;
  /** By the time they are written, then by the hour of capture. */
  readonly #due = new Map<number, Map<number, Outcome[]>>();
  #nextAt = Number.POSITIVE_INFINITY;
  #files = 0;

  constructor(options: GroundTruthWriterOptions) {
    this.#options = { period: PERIOD, seed: 2, ...options };
  }

  add(outcome: Outcome): void {
    const writtenAt = Math.ceil(outcome.knownAt / this.#options.period) * this.#options.period;
    const hour = Math.floor(outcome.capturedAt / HOUR) * HOUR;
    const hours = this.#due.get(writtenAt) ?? new Map<number, Outcome[]>();
    this.#due.set(writtenAt, hours);
    this.#nextAt = Math.min(this.#nextAt, writtenAt);
    const outcomes = hours.get(hour);
    if (outcomes === undefined) hours.set(hour, [outcome]);
    else outcomes.push(outcome);
  }

  /** The files that are written up to `now`, in the order of time, then of hours. */
  flush(now: number): GroundTruthFile[] {
    if (now < this.#nextAt) return [];
    const times = [...this.#due.keys()].sort((a, b) => a - b);
    this.#nextAt = times.find((time) => time > now) ?? Number.POSITIVE_INFINITY;
    return times
      .filter((time) => time <= now)
      .flatMap((time) => {
        const hours = [...this.#due.get(time)!].sort(([a], [b]) => a - b);
        this.#due.delete(time);
        return hours.map(([hour, outcomes]) => this.#file(time, hour, outcomes));
      });
  }

  #file(writtenAt: number, hour: number, outcomes: readonly Outcome[]): GroundTruthFile {
    const stamp = new Date(writtenAt).toISOString().slice(0, 16).replace(/[-:]/g, "");
    const times = outcomes.map((outcome) => outcome.capturedAt);
    return {
      key: `${hourFolder(this.#options.prefix, hour)}${stamp}Z-${eventId(this.#options.seed, this.#files++)}.jsonl`,
      body: `${outcomes.map(groundTruthLine).join("\n")}\n`,
      records: outcomes.length,
      firstTime: Math.min(...times),
      lastTime: Math.max(...times),
      writtenAt,
    };
  }
}
