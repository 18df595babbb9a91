/** What a process asks of the world that others may see or change: the calls that the scheduler holds. */
import type {
  ExecutionStatus,
  MachineName,
  PutCondition,
  PutOutcome,
  StoredObject,
} from "../../steps/ports.ts";
import type { ABANDONED, LOST } from "./held-process.ts";

export type Call =
  | { readonly ask: "get"; readonly key: string }
  | { readonly ask: "head"; readonly key: string }
  | { readonly ask: "list"; readonly prefix: string }
  | {
      readonly ask: "put";
      readonly key: string;
      readonly body: Uint8Array;
      readonly condition: PutCondition;
    }
  | { readonly ask: "listCaptures"; readonly prefix: string }
  | { readonly ask: "start"; readonly machine: MachineName; readonly name: string; readonly input: unknown }
  | { readonly ask: "status"; readonly machine: MachineName; readonly name: string }
  | { readonly ask: "publish"; readonly namespace: string; readonly metrics: readonly string[] }
  | { readonly ask: "wait"; readonly until: number }
  | { readonly ask: "event"; readonly key: string };

/** What the world answered. `told` names it: a process that was told the same does the same. */
export interface Answer {
  readonly value: Answered;
  readonly told: string;
}

export type Answered =
  | undefined
  | number
  | PutOutcome
  | StoredObject
  | readonly StoredObject[]
  | { readonly body: Uint8Array; readonly etag: string }
  | "started"
  | "exists"
  | ExecutionStatus
  | typeof LOST
  | typeof ABANDONED;

/** A call and its answer in one line of a trace; keys without the folders that all of them share. */
export function describeCall(call: Call, { told, value }: Answer): string {
  switch (call.ask) {
    case "get":
    case "head":
      return `${call.ask.toUpperCase()} ${short(call.key)} → ${read(value)}`;
    case "put": {
      const json = call.key.endsWith(".json") ? ` ${oneLine(call.body)}` : "";
      return `PUT ${short(call.key)}${json} → ${told === "refused" ? "412, somebody wrote before" : "written"}`;
    }
    case "list":
      return `LIST ${short(call.prefix)} → ${listed(told)}`;
    case "listCaptures":
      return `LIST raw ${call.prefix.split("/").slice(-3, -1).join("/")} → ${listed(told)}`;
    case "start":
    case "status":
      return `${call.ask === "start" ? "StartExecution" : "DescribeExecution"} ${revisionName(call.name)} → ${told || "none"}`;
    case "publish":
      return `PutMetricData ${call.metrics.join(", ")}`;
    case "event":
      return `takes the event of ${short(call.key)}`;
    case "wait":
      return `waited until ${new Date(call.until).toISOString()}`;
  }
}

const short = (key: string) =>
  key.replace(/^(partials|windows)\/[^/]+\/[^/]+\//, "$1/").replace(/-[0-9a-f]{8}\.bin$/, "");
const oneLine = (body: Uint8Array) => {
  const line = JSON.stringify(JSON.parse(Buffer.from(body).toString()));
  return line.length > 120 ? `${line.slice(0, 117)}...` : line;
};

/** What was read: small JSON in full. */
function read(value: Answered): string {
  if (value === undefined) return "absent";
  const body = (value as { body?: Uint8Array }).body;
  return body !== undefined && body.length < 200 && body[0] === 0x7b ? oneLine(body) : "there";
}

const listed = (told: string) =>
  told === ""
    ? "nothing"
    : told
        .split("\n")
        .map((each) => short(each.split("\t")[0]!).split("/").at(-1))
        .join(", ");

/** `w-20010216T10Z-r1-…` → `r1 of 20010216T10Z`. */
export function revisionName(name: string): string {
  const found = /^w-(\d{8}T\d\dZ)-r(\d+)-/.exec(name);
  return found === null ? name : `r${found[2]} of ${found[1]}`;
}
