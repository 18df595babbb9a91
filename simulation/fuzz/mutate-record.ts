import type { Dice } from "./dice.ts";
import { hostileName, hostileNumber, hostileText } from "./hostile.ts";
import { mutateBytes } from "./mutate-bytes.ts";

type Value = unknown;
type Members = Record<string, Value>;
type RecordMutation = (record: Members, throws: Dice, other: Members) => void;

const ENCODINGS = ["CSV", "JSON", "BASE64", "csv", "Base64", "PARQUET", "", "toString", "__proto__"];
const TYPES = [
  "text/csv",
  "text/csv; charset=utf-16",
  "application/json",
  "application/jsonlines",
  "application/x-npy",
  "image/png",
  "text/html",
  "",
  "a/b",
  undefined,
];

/** A change of what a capture line says: its members, its payloads, its times. Lines that are no record get bytes changed. */
export function mutateRecord(line: Buffer, throws: Dice, other: Buffer): Buffer {
  const record = membersOf(line);
  if (record === undefined) return mutateBytes(line, throws, other);
  const donor = membersOf(other) ?? {};
  for (let left = 1 + throws.below(3); left > 0; left--) throws.pick(MUTATIONS)(record, throws, donor);
  const text = JSON.stringify(record);
  // Numbers that no value of JavaScript's holds are put into the text.
  return Buffer.from(text.replaceAll('"#number"', () => hostileNumber(throws)));
}

function membersOf(line: Buffer): Members | undefined {
  try {
    const value: Value = JSON.parse(line.toString());
    return isMembers(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const isMembers = (value: Value): value is Members =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Sets a member of its own, whatever its name (`__proto__` too). */
function set(members: Members, name: string, value: Value): void {
  Object.defineProperty(members, name, { value, enumerable: true, configurable: true, writable: true });
}

/** An object somewhere in the record. */
function somewhere(record: Members, throws: Dice): Members {
  let here = record;
  for (;;) {
    const below = Object.values(here).filter(isMembers);
    if (below.length === 0 || throws.oneIn(3)) return here;
    here = throws.pick(below);
  }
}

/** A captured side, `endpointInput` for one; undefined where the record has none. */
function side(record: Members, throws: Dice): Members | undefined {
  const capture = record["captureData"];
  const sides = isMembers(capture) ? Object.values(capture).filter(isMembers) : [];
  return sides.length === 0 ? undefined : throws.pick(sides);
}

const otherType: RecordMutation = (record, throws) => {
  const members = somewhere(record, throws);
  const names = Object.keys(members);
  if (names.length > 0) set(members, throws.pick(names), anyValue(throws, 3));
};

const dropMember: RecordMutation = (record, throws) => {
  const members = somewhere(record, throws);
  const names = Object.keys(members);
  if (names.length > 0) delete members[throws.pick(names)];
};

const hostileMember: RecordMutation = (record, throws) =>
  set(somewhere(record, throws), hostileName(throws), anyValue(throws, 2));

const renameMember: RecordMutation = (record, throws) => {
  const members = somewhere(record, throws);
  const names = Object.keys(members);
  if (names.length === 0) return;
  const name = throws.pick(names);
  const value = members[name];
  delete members[name];
  set(members, throws.oneIn(2) ? name.toUpperCase() : hostileName(throws), value);
};

const swapEncoding: RecordMutation = (record, throws) => {
  const payload = side(record, throws);
  if (payload !== undefined) payload["encoding"] = throws.pick(ENCODINGS);
};

const otherContentType: RecordMutation = (record, throws) => {
  const payload = side(record, throws);
  if (payload !== undefined) payload["observedContentType"] = throws.pick(TYPES);
};

/** Base64 of the payload as SageMaker sends it, or with a fault. */
const inBase64: RecordMutation = (record, throws) => {
  const payload = side(record, throws);
  if (typeof payload?.["data"] !== "string") return;
  const text = Buffer.from(payload["data"], throws.oneIn(6) ? "utf16le" : "utf8").toString("base64");
  const faults = [
    text,
    text,
    text.slice(0, throws.below(text.length + 1)),
    `${text}=`,
    text.replaceAll("=", ""),
    text.replaceAll("A", "-").replaceAll("B", "_"),
    `${text}\n`,
    Buffer.from(text).toString("base64"),
  ];
  payload["data"] = throws.pick(faults);
  payload["encoding"] = "BASE64";
};

const mutatePayload: RecordMutation = (record, throws, other) => {
  const payload = side(record, throws);
  if (typeof payload?.["data"] !== "string") return;
  const donor = side(other, throws)?.["data"];
  const bytes = Buffer.from(payload["data"]);
  const from = typeof donor === "string" ? Buffer.from(donor) : bytes;
  payload["data"] = mutateBytes(bytes, throws, from).toString(throws.oneIn(20) ? "latin1" : "utf8");
};

const jsonPayload: RecordMutation = (record, throws) => {
  const payload = side(record, throws);
  if (payload === undefined) return;
  const value = throws.pick([anyValue, rows, features, deep, wide])(throws, 3);
  const text = JSON.stringify(value) ?? "";
  payload["data"] = text.replaceAll('"#number"', () => hostileNumber(throws));
  payload["encoding"] = "JSON";
};

const csvPayload: RecordMutation = (record, throws) => {
  const payload = side(record, throws);
  if (payload === undefined) return;
  const cell = () => (throws.oneIn(2) ? hostileNumber(throws) : hostileText(throws));
  const quoted = (text: string) => (throws.oneIn(3) ? `"${text.replaceAll('"', '""')}"` : text);
  const row = (cells: number) => Array.from({ length: cells }, () => quoted(cell())).join(",");
  const width = 1 + throws.below(throws.oneIn(20) ? 300 : 6);
  const count = 1 + throws.below(throws.oneIn(20) ? 60 : 3);
  payload["data"] = Array.from({ length: count }, () => row(throws.oneIn(6) ? throws.below(9) : width)).join(
    throws.pick(["\n", "\n", "\r\n", "\r", "\n\n"]),
  );
  payload["encoding"] = "CSV";
};

const otherSide: RecordMutation = (record, throws, other) => {
  const capture = record["captureData"];
  const donor = side(other, throws);
  if (isMembers(capture) && donor !== undefined)
    set(
      capture,
      throws.pick(["endpointInput", "endpointOutput", "batchTransformOutput"]),
      structuredClone(donor),
    );
};

const metadata: RecordMutation = (record, throws) => {
  const there = record["eventMetadata"];
  const members = isMembers(there) ? there : {};
  set(record, "eventMetadata", members);
  const name = throws.pick(["eventId", "inferenceId", "inferenceTime", "customAttributes", "TargetModel"]);
  const hour = `2001-02-16T${String(throws.below(26)).padStart(2, "0")}`;
  const texts = [
    hostileText(throws),
    `${hour}:${10 + throws.below(60)}:00Z`,
    `${hour}:59:59.999+0${throws.below(9)}:30`,
  ];
  const text = throws.pick(texts);
  set(members, name, name === "customAttributes" ? [text, `TargetModel=${text}`, anyValue(throws, 1)] : text);
};

const MUTATIONS: readonly RecordMutation[] = [
  otherType,
  dropMember,
  hostileMember,
  renameMember,
  swapEncoding,
  otherContentType,
  inBase64,
  mutatePayload,
  mutatePayload,
  jsonPayload,
  jsonPayload,
  csvPayload,
  otherSide,
  metadata,
  metadata,
];

/** A JSON value; `"#number"` stands for a spelling that no value has. */
function anyValue(throws: Dice, depth: number): Value {
  switch (throws.below(depth > 0 ? 8 : 5)) {
    case 0:
      return throws.pick([null, true, false]);
    case 1:
      return throws.below(1000) - 500;
    case 2:
      return "#number";
    case 3:
    case 4:
      return hostileText(throws);
    case 5:
      return Array.from({ length: throws.below(4) }, () => anyValue(throws, depth - 1));
    default:
      return membersOfAny(throws, depth, throws.below(5));
  }
}

function membersOfAny(throws: Dice, depth: number, count: number): Members {
  const members: Members = {};
  for (let left = count; left > 0; left--) set(members, hostileName(throws), anyValue(throws, depth - 1));
  return members;
}

function rows(throws: Dice, depth: number): Value {
  const names = Array.from({ length: 1 + throws.below(4) }, () => hostileName(throws));
  const row = (): Members => {
    const members: Members = {};
    for (const name of names) set(members, name, anyValue(throws, depth - 2));
    return members;
  };
  const list = Array.from({ length: throws.below(6) }, row);
  return throws.oneIn(2) ? list : { [throws.pick(["instances", "predictions", "features"])]: list };
}

const features = (throws: Dice): Value => ({
  [throws.pick(["features", "instances", "predictions"])]: Array.from({ length: throws.below(8) }, () =>
    throws.oneIn(5) ? anyValue(throws, 1) : "#number",
  ),
});

/** Around the 32 levels that a row may have, or far beyond. */
function deep(throws: Dice): Value {
  let value: Value = 1;
  for (let left = throws.oneIn(30) ? 2000 : 28 + throws.below(8); left > 0; left--)
    value = throws.oneIn(2) ? [value] : { [throws.pick(["a", "__proto__", ""])]: value };
  return value;
}

/** More members than rows have; rarely more columns than a profile has. */
function wide(throws: Dice): Value {
  const count = throws.oneIn(600) ? 9_990 + throws.below(20) : throws.below(200);
  const members: Members = {};
  for (let at = 0; at < count; at++) set(members, `${at % 7 === 0 ? "" : "c"}${at}`, at);
  return members;
}
