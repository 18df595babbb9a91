import { hash } from "node:crypto";
import type { EventSink, PlumblineEvent } from "../../steps/ports.ts";
import { JsonLines } from "./json-lines.ts";

export interface EventLine extends PlumblineEvent {
  /** The same for the same event however often it comes: `detail.key` where it is given, otherwise a hash of type and detail. */
  readonly key: string;
}

/** `events.jsonl`: what would be on the event bus. An event may be there twice; its key tells. */
export class DiskEvents implements EventSink {
  private readonly lines: JsonLines<EventLine>;

  constructor(path: string) {
    this.lines = new JsonLines(path);
  }

  put(events: readonly PlumblineEvent[]): Promise<void> {
    return this.lines.append(events.map((event) => ({ key: eventKey(event), ...event })));
  }
}

function eventKey({ detailType, detail }: PlumblineEvent): string {
  const own = detail["key"];
  if (typeof own === "string") return `${detailType}/${own}`;
  return hash("sha256", `${detailType}\0${JSON.stringify(detail, sortKeys)}`, "hex").slice(0, 16);
}

function sortKeys(_key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
