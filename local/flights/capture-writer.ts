/** Capture files as an endpoint with data capture leaves them (JSON Lines; docs: model-monitor-data-capture-endpoint). */
import { captureKeyOf } from "../../shared/capture/capture-key.ts";
import { eventId } from "./event-id.ts";

export interface Invocation {
  /** Epoch milliseconds. */
  readonly time: number;
  readonly request: string;
  readonly response: string;
  readonly eventId: string;
  readonly inferenceId?: string;
}

export interface CaptureFile {
  readonly key: string;
  /** JSON Lines, the last one ends too. */
  readonly body: string;
  readonly records: number;
  /** Of the first and the last record. */
  readonly firstTime: number;
  readonly lastTime: number;
  /** When the endpoint lets go of the file. */
  readonly flushedAt: number;
}

export interface CaptureWriterOptions {
  readonly prefix: string;
  readonly endpoint: string;
  readonly variant: string;
  /** A file is let go of this long after its first record, ms. */
  readonly flushPeriod?: number;
  /** Of the files' ids. */
  readonly seed?: number;
}

const FLUSH_PERIOD = 300_000;

/** One line of a capture file without its line break: keys in the order of the service's own files. */
export function captureLine({ time, request, response, eventId, inferenceId }: Invocation): string {
  const input = `{"observedContentType":"text/csv","mode":"INPUT","data":${JSON.stringify(request)},"encoding":"CSV"}`;
  const output = `{"observedContentType":"text/csv; charset=utf-8","mode":"OUTPUT","data":${JSON.stringify(response)},"encoding":"CSV"}`;
  const inference = inferenceId === undefined ? "" : `"inferenceId":${JSON.stringify(inferenceId)},`;
  const metadata = `{"eventId":"${eventId}",${inference}"inferenceTime":"${new Date(time).toISOString().slice(0, 19)}Z"}`;
  return `{"captureData":{"endpointInput":${input},"endpointOutput":${output}},"eventMetadata":${metadata},"eventVersion":"0"}`;
}

/**
 * Buffers invocations, given in the order of time, into files that are named by their first record. Files do not
 * stop at the hour: the records after it lie in the folder of the hour before, as the service writes them.
 */
export class CaptureWriter {
  readonly #options: Required<CaptureWriterOptions>;
  #lines: string[] = [];
  #firstTime = 0;
  #lastTime = 0;
  #files = 0;

  constructor(options: CaptureWriterOptions) {
    this.#options = { flushPeriod: FLUSH_PERIOD, seed: 1, ...options };
  }

  /** When the open file is let go of; undefined when none is open. */
  get flushAt(): number | undefined {
    return this.#lines.length === 0 ? undefined : this.#firstTime + this.#options.flushPeriod;
  }

  write(invocation: Invocation): void {
    if (this.#lines.length === 0) this.#firstTime = invocation.time;
    this.#lastTime = invocation.time;
    this.#lines.push(captureLine(invocation));
  }

  /** The open file; undefined when nothing was written since the last one. */
  flush(): CaptureFile | undefined {
    const flushedAt = this.flushAt;
    if (flushedAt === undefined) return undefined;
    const lines = this.#lines;
    this.#lines = [];
    const id = eventId(this.#options.seed, this.#files++);
    const { prefix, endpoint, variant } = this.#options;
    return {
      key: captureKeyOf({ prefix, endpoint, variant, time: this.#firstTime, id }),
      body: `${lines.join("\n")}\n`,
      records: lines.length,
      firstTime: this.#firstTime,
      lastTime: this.#lastTime,
      flushedAt,
    };
  }
}
