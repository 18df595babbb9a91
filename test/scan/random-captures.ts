/** Capture files of every kind that a client, a writer or an accident may make; the same seed gives the same file. */
import { seededRandom } from "../../shared/random.ts";
import { Dice } from "./dice.ts";
import { jsonString, randomPayload, type Side } from "./random-payloads.ts";

export interface RandomCaptures {
  readonly bytes: Buffer;
  /** Keys of the monitor's definition. */
  readonly definition: Record<string, unknown>;
}

/** The hour of the file, in whose folder the tests put it. */
const HOUR = Date.parse("2026-11-27T10:00:00Z");

/** A client of the endpoint: its envelope and its columns stay, its values change. */
interface Client {
  readonly input: Side | undefined;
  readonly output: Side | undefined;
  readonly rows: number;
  readonly envelope: Envelope;
}

interface Envelope {
  readonly outputFirst: boolean;
  readonly metadataFirst: boolean;
  readonly blanks: string;
  readonly more: Record<string, unknown>;
  readonly ids: "uuid" | "odd" | "none";
  readonly times: "steady" | "jumping" | "odd" | "none";
  /** Of characters that are escaped without need. */
  readonly escapes: number;
  readonly lineBreak: string;
}

/** A file of up to `most` lines. */
export function randomCaptures(seed: number, most = 60): RandomCaptures {
  const dice = new Dice(seededRandom(seed));
  const widths = { input: 1 + dice.upTo(6), output: 1 + dice.upTo(2) };
  const encodings = dice.pick([["CSV"], ["CSV"], ["CSV"], ["JSON", "CSV"], ["BASE64", "CSV", "JSON"]]);
  const clients = Array.from({ length: 1 + dice.upTo(3) }, () => randomClient(dice, widths, encodings));
  const definition = randomDefinition(dice, widths);
  const count = dice.pick([1 + dice.upTo(most), most]);
  const lines: Buffer[] = [];
  for (let at = 0; at < count; at++) {
    const client = dice.pick(clients);
    const line = dice.chance(0.01) ? randomFault(dice) : recordLine(dice, client, at, names(definition));
    lines.push(dice.chance(0.01) ? damaged(dice, line) : line);
    lines.push(Buffer.from(dice.chance(0.02) ? "\n\n" : client.envelope.lineBreak));
  }
  if (dice.chance(0.2)) lines.pop();
  const bytes = Buffer.concat(dice.chance(0.1) ? [Buffer.from("\ufeff"), ...lines] : lines);
  return { bytes: dice.chance(0.1) ? bytes.subarray(0, -1 - dice.upTo(40)) : bytes, definition };
}

const names = ({ columns }: Record<string, unknown>) =>
  (columns as { names?: readonly string[] } | undefined)?.names;

function randomDefinition(dice: Dice, widths: Widths): Record<string, unknown> {
  const width = widths.input + widths.output;
  const declared = Math.max(1, width + dice.pick([0, 0, 0, 0, -1, 1, 3]));
  const kinds = [
    (at: number) => `name ${at}`,
    (at: number) => String(at),
    (at: number) => `a${"-é"[at % 2]}${at}`,
  ];
  const nameOf = dice.pick(kinds);
  const all = Array.from({ length: declared }, (_, at) => nameOf(at));
  const named = dice.chance(0.6);
  const sensitive = dice.chance(0.25) ? [named ? dice.pick(all) : `_c${dice.upTo(width)}`] : [];
  return {
    window: dice.pick(["PT1H", "PT1H", "PT5M", "P1D"]),
    columns: {
      order: dice.pick(["output-first", "input-first"]),
      ...(named ? { names: all } : {}),
      sensitive,
    },
    ...(dice.chance(0.2) ? { compatibility: "ModelMonitor" } : {}),
  };
}

interface Widths {
  readonly input: number;
  readonly output: number;
}

function randomClient(dice: Dice, widths: Widths, encodings: readonly string[]): Client {
  const sides = dice.pick(["both", "both", "both", "both", "input", "output"]);
  return {
    input: sides === "output" ? undefined : randomSide(dice, widths.input, dice.pick(encodings)),
    output: sides === "input" ? undefined : randomSide(dice, widths.output, dice.pick(encodings)),
    rows: dice.pick([1, 1, 1, 1, 1, 1, 2, 3, 20]),
    envelope: randomEnvelope(dice),
  };
}

function randomSide(dice: Dice, width: number, encoding: string): Side {
  const lineBreak = dice.pick(["\n", "\n", "\r\n"]);
  return {
    encoding,
    contentType: dice.pick([
      "text/csv",
      "text/csv",
      "text/csv; charset=utf-8",
      "application/json",
      undefined,
    ]),
    width: Math.max(1, width + (dice.chance(0.1) ? dice.pick([-1, 1]) : 0)),
    csv: {
      lineBreak,
      ending: dice.pick(["", "", "", lineBreak, lineBreak, lineBreak + lineBreak]),
      oddCells: dice.pick([0, 0.02, 0.2, 0.7]),
      specials: dice.pick([0, 0, 0.02, 0.3]),
      quotes: dice.pick([0, 0, 0.01, 0.2]),
      oddRows: dice.pick([0, 0, 0, 0.01]),
      header: dice.pick([0, 0, 0, 0.1]),
    },
  };
}

function randomEnvelope(dice: Dice): Envelope {
  const more: Record<string, unknown>[] = [
    ...Array.from({ length: 8 }, () => ({})),
    { inferenceId: "mine-1", customAttributes: ["a=1", "b"] },
    { nested: [{ eventId: "no id", data: "1,2" }] },
    { invocationSource: { "at.home": "x", "": "y" } },
    { inferenceTime: null, note: "t\u00e9xt" },
    { nested: [{ eventId: "no id", data: "1,2" }] },
  ];
  return {
    outputFirst: dice.chance(0.2),
    metadataFirst: dice.chance(0.2),
    blanks: dice.pick(["", "", "", " ", "\t "]),
    more: dice.pick(more),
    ids: dice.pick(["uuid", "uuid", "uuid", "uuid", "uuid", "odd", "none"]),
    times: dice.pick(["steady", "steady", "steady", "jumping", "jumping", "odd", "none"]),
    escapes: dice.pick([0, 0, 0, 0, 0.002, 0.05]),
    lineBreak: dice.pick(["\n", "\n", "\n", "\r\n"]),
  };
}

/** The lines of a client differ in the values alone, but for what happens seldom. */
function recordLine(dice: Dice, client: Client, at: number, named: readonly string[] | undefined): Buffer {
  const { envelope } = client;
  const rows = dice.chance(0.01) ? 1 + dice.upTo(60) : client.rows;
  const outputRows = dice.chance(0.01) ? dice.upTo(4) : rows;
  const input = client.input && sideText(dice, client.input, rows, envelope, named);
  const output = client.output && sideText(dice, client.output, outputRows, envelope, named);
  const sides = [
    ...(input === undefined ? [] : [["endpointInput", input]]),
    ...(output === undefined ? [] : [["endpointOutput", output]]),
  ];
  if (envelope.outputFirst) sides.reverse();
  const gap = envelope.blanks;
  const captureData = `{${gap}${sides.map(([name, text]) => `"${name}":${gap}${text}`).join(`,${gap}`)}}`;
  const parts = [
    ["captureData", captureData],
    ["eventMetadata", metadataText(dice, envelope, at)],
    ["eventVersion", '"0"'],
  ];
  if (envelope.metadataFirst) parts.reverse();
  if (dice.chance(0.005)) parts.push(dice.pick(parts));
  return Buffer.from(`{${parts.map(([name, text]) => `"${name}":${gap}${text}`).join(`,${gap}`)}${gap}}`);
}

function sideText(
  dice: Dice,
  { encoding, contentType, width, csv }: Side,
  rows: number,
  { escapes, blanks }: Envelope,
  named: readonly string[] | undefined,
): string {
  const said = dice.chance(0.01) ? dice.pick(["CSV", "JSON", "BASE64", "csv", "", "PARQUET"]) : encoding;
  const data = randomPayload(dice, encoding, csv, width, rows, named);
  const members = [
    ...(contentType === undefined ? [] : [`"observedContentType":${blanks}"${contentType}"`]),
    '"mode":"INPUT"',
    `"data":${blanks}${jsonString(dice, data, escapes)}`,
    `"encoding":${blanks}"${said}"`,
  ];
  return `{${blanks}${members.join(`,${blanks}`)}}`;
}

function metadataText(dice: Dice, { ids, times, more, blanks }: Envelope, at: number): string {
  const id = eventId(dice, ids, at);
  const time = eventTime(dice, times, at);
  const members = Object.entries(more)
    .filter(([name]) => name !== "inferenceTime" || time === undefined)
    .map(([name, value]) => `"${name}":${blanks}${JSON.stringify(value)}`);
  if (id !== undefined) members.push(`"eventId":${blanks}${id}`);
  if (time !== undefined) members.push(`"inferenceTime":${blanks}${time}`);
  return `{${members.join(`,${blanks}`)}}`;
}

function eventId(dice: Dice, kind: Envelope["ids"], at: number): string | undefined {
  const digits = String(at).padStart(12, "0");
  const uuid = `"5a1c6d2e-0000-4000-8000-${digits}"`;
  if (kind === "none") return undefined;
  if (kind === "uuid" || dice.chance(0.5)) return uuid;
  return dice.pick([
    '""',
    "null",
    "17",
    `"${"x".repeat(256)}"`,
    `"${"x".repeat(257)}"`,
    '"\\u0041\\n\\"id"',
    '"identit\u00e9"',
    '"id\u007f"',
    '"a\tb"',
    '"\\ud800"',
  ]);
}

function eventTime(dice: Dice, kind: Envelope["times"], at: number): string | undefined {
  const text = (ms: number) => `"${new Date(ms).toISOString().replace(/\.\d+/, "")}"`;
  switch (kind) {
    case "steady":
      return text(HOUR + at * 20_000);
    case "jumping":
      return text(HOUR + (dice.upTo(8) - 3) * 20 * 60_000 + dice.upTo(60_000));
    case "none":
      return undefined;
    default:
      return dice.pick([
        text(HOUR + at * 1000),
        text(HOUR + at * 1000),
        '"2026-11-27T10:59:60Z"',
        '"2026-11-27T10:00:5xZ"',
        '"2026-11-27T10:00:05.250Z"',
        '"2026-11-27T12:00:05+02:00"',
        '"2026-11-27T10:0:005Z"',
        '"2019-01-01T00:00:00Z"',
        '"2026-02-30T00:00:00Z"',
        '"yesterday"',
        '""',
        "17",
        "null",
      ]);
  }
}

function randomFault(dice: Dice): Buffer {
  return Buffer.from(
    dice.pick([
      "no JSON",
      "{",
      "[1]",
      "{}",
      '{"captureData":{}}',
      '{"captureData":{"endpointInput":{"data":5,"encoding":"CSV"}}}',
      '{"captureData":{"endpointInput":{"data":"1,2"}}}',
      '{"captureData":{"endpointInput":{"data":"1,2","encoding":"CSV"},"":{"captureData":{"endpointInput":{"data":"3"}}}}}',
      '{"captureData":{"batchTransformOutput":{"data":"0.5","encoding":"CSV"}},"eventMetadata":{"eventId":"b"}}',
      '{"captureData":{"endpointInput":{"data":"1,2","encoding":"CSV"},"batchTransformOutput":{"data":"0.5","encoding":"CSV"}}}',
      '{"captureData":{"endpointInput":{"data":"1","data":"2","encoding":"CSV"}}}',
      '{"captureData":{"endpointInput":{"d\\u0061ta":"1,2","encoding":"CSV"}}}',
      "   ",
    ]),
  );
}

/** One byte otherwise, or not there. */
function damaged(dice: Dice, line: Buffer): Buffer {
  const at = dice.upTo(line.length);
  const byte = dice.pick([[], [0xff], [0xc3], [0], [9], [13], [34], [44], [92], [0x7f], [0xed, 0xa0, 0x80]]);
  return Buffer.concat([line.subarray(0, at), Buffer.from(byte), line.subarray(at + 1)]);
}
