/** Events to EventBridge by PutEvents: at most 10 entries and 256 KB a call (EventBridge quotas). */
import { Throttled, UnusableInput } from "../../shared/errors.ts";
import type { EventSink, PlumblineEvent } from "../../steps/ports.ts";
import { clientSettings } from "./client-settings.ts";
import { EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from "./sdk/eventbridge.ts";
import { isTemporary } from "./service-error.ts";

/** `source` of every event; rules match on it. */
const EVENT_SOURCE = "plumbline";

const MAX_ENTRIES = 10;
/** "Less than 256 KB". */
const MAX_BYTES = 256 * 1024 - 1;
/** What the service adds for the time of an entry (docs: "calculating PutEvents event entry size"). */
const TIME_BYTES = 14;
const TRIES = 4;
const WAIT_MS = 50;

/**
 * The sink on an event bus. PutEvents answers 200 also when entries failed: those, and only those, are sent again up
 * to three times. Throws `Throttled` when some still fail, and `UnusableInput` for an event that no call can hold.
 */
export function eventbridgeEvents({
  bus,
  client = new EventBridgeClient(clientSettings),
}: {
  readonly bus: string;
  readonly client?: EventBridgeClient;
}): EventSink {
  return {
    async put(events) {
      for (const entries of chunks(events.map((event) => entryOf(event, bus))))
        await putEntries(client, entries);
    },
  };
}

function entryOf({ detailType, time, detail }: PlumblineEvent, bus: string): PutEventsRequestEntry {
  return {
    EventBusName: bus,
    Source: EVENT_SOURCE,
    DetailType: detailType,
    Time: new Date(time),
    // A column may be called half a surrogate pair, which has no UTF-8.
    Detail: JSON.stringify(detail, (_, value) => (typeof value === "string" ? value.toWellFormed() : value)),
  };
}

async function putEntries(client: EventBridgeClient, entries: PutEventsRequestEntry[]): Promise<void> {
  let left = entries;
  let reason = "";
  for (let attempt = 1; attempt <= TRIES; attempt++) {
    if (attempt > 1) await new Promise((resolve) => setTimeout(resolve, WAIT_MS * 2 ** attempt));
    const { Entries = [] } = await send(client, left);
    reason = Entries.find(({ ErrorCode }) => ErrorCode !== undefined)?.ErrorCode ?? "";
    left = left.filter((_, index) => Entries[index]?.ErrorCode !== undefined);
    if (left.length === 0) return;
  }
  throw new Throttled(`EventBridge refused ${left.length} events ${TRIES} times (${reason}). Try again.`);
}

async function send(client: EventBridgeClient, Entries: PutEventsRequestEntry[]) {
  try {
    return await client.send(new PutEventsCommand({ Entries }));
  } catch (cause) {
    if (isTemporary(cause))
      throw new Throttled("EventBridge asks to slow down or does not answer (PutEvents). Try again.", {
        cause,
      });
    throw cause;
  }
}

function* chunks(entries: readonly PutEventsRequestEntry[]): Generator<PutEventsRequestEntry[]> {
  let chunk: PutEventsRequestEntry[] = [];
  let bytes = 0;
  for (const entry of entries) {
    const size = sizeOf(entry);
    if (size > MAX_BYTES)
      throw new UnusableInput(
        `Got an event "${entry.DetailType}" of ${size} bytes; EventBridge takes ${MAX_BYTES}. Put keys into it, not data.`,
      );
    if (chunk.length === MAX_ENTRIES || bytes + size > MAX_BYTES) {
      yield chunk;
      [chunk, bytes] = [[], 0];
    }
    chunk.push(entry);
    bytes += size;
  }
  if (chunk.length > 0) yield chunk;
}

const sizeOf = ({ Source, DetailType, Detail }: PutEventsRequestEntry) =>
  TIME_BYTES + [Source, DetailType, Detail].reduce((sum, text) => sum + Buffer.byteLength(text ?? ""), 0);
