/**
 * A file of one JSON value a line that several processes append to. A line that a crash cut off is left out by
 * readers and ended by the next writer.
 */
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";

const NEWLINE = 10;

export class JsonLines<T> {
  private readonly path: string;
  private appending: Promise<void> = Promise.resolve();
  private started = false;
  private offset = 0;
  /** Lines that were no JSON. */
  damaged = 0;

  constructor(path: string) {
    this.path = path;
  }

  /** Adds the values, all or none; they lie together. Resolves when they are in the file. */
  append(values: readonly T[]): Promise<void> {
    if (values.length === 0) return this.appending;
    const text = values.map((value) => `${JSON.stringify(value)}\n`).join("");
    const turn = this.appending.then(async () => {
      const { appendFile } = await files();
      await appendFile(this.path, `${await this.opening()}${text}`);
    });
    this.appending = turn.catch(() => undefined);
    return turn;
  }

  /** The values that came since this object read last; at first all of them. Nothing when there is no file. */
  async readNew(): Promise<T[]> {
    const { open } = await files();
    const file = await open(this.path).catch(absent);
    if (file === undefined) return [];
    try {
      const size = (await file.stat()).size;
      const bytes = Buffer.alloc(Math.max(0, size - this.offset));
      const { bytesRead } = await file.read(bytes, 0, bytes.length, this.offset);
      const whole = bytes.subarray(0, bytesRead).lastIndexOf(NEWLINE) + 1;
      this.offset += whole;
      return this.parse(bytes.toString("utf8", 0, whole));
    } finally {
      await file.close();
    }
  }

  private parse(text: string): T[] {
    const values: T[] = [];
    for (const line of text.split("\n")) {
      if (line === "") continue;
      try {
        values.push(JSON.parse(line) as T);
      } catch {
        this.damaged += 1;
      }
    }
    return values;
  }

  /** What the first line has to begin with: a line break where a crash cut off the last one. */
  private async opening(): Promise<string> {
    if (this.started) return "";
    this.started = true;
    mkdirSync(dirname(this.path), { recursive: true });
    const { open } = await files();
    const file = await open(this.path).catch(absent);
    if (file === undefined) return "";
    try {
      const size = (await file.stat()).size;
      const last = Buffer.alloc(1);
      await file.read(last, 0, 1, Math.max(0, size - 1));
      return size > 0 && last[0] !== NEWLINE ? "\n" : "";
    } finally {
      await file.close();
    }
  }
}

/** Loaded when it is used: most functions write no such file, and it costs a start 2 ms. */
const files = () => import("node:fs/promises");

function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "ENOENT") throw error;
}
