import type { Dice } from "./dice.ts";
import { hostileNumber, hostileSign } from "./hostile.ts";

/** No mutated line is longer; what is longer has cases of its own (`giants.ts`). */
const LONGEST = 1 << 17;

type ByteMutation = (line: Buffer, throws: Dice, other: Buffer) => Buffer;

const at = (line: Buffer, throws: Dice) => throws.below(line.length + 1);

function span(line: Buffer, throws: Dice): [start: number, end: number] {
  const [a, b] = [at(line, throws), at(line, throws)];
  return a < b ? [a, b] : [b, a];
}

const flipBit: ByteMutation = (line, throws) => {
  if (line.length === 0) return line;
  const flipped = Buffer.from(line);
  const where = throws.below(line.length);
  flipped[where] = flipped[where]! ^ (1 << throws.below(8));
  return flipped;
};

const anyByte: ByteMutation = (line, throws) => {
  if (line.length === 0) return line;
  const changed = Buffer.from(line);
  for (let left = 1 + throws.below(8); left > 0; left--)
    changed[throws.below(line.length)] = throws.below(256);
  return changed;
};

const truncate: ByteMutation = (line, throws) => line.subarray(0, at(line, throws));
const behead: ByteMutation = (line, throws) => line.subarray(at(line, throws));

const cutOut: ByteMutation = (line, throws) => {
  const [start, end] = span(line, throws);
  return Buffer.concat([line.subarray(0, start), line.subarray(end)]);
};

const repeatSpan: ByteMutation = (line, throws) => {
  const [start, end] = span(line, throws);
  const piece = line.subarray(start, end);
  const times = Math.min(
    1 + throws.below(throws.oneIn(80) ? 200 : 3),
    Math.floor(LONGEST / (piece.length + 1)),
  );
  return Buffer.concat([line.subarray(0, end), ...new Array(times).fill(piece), line.subarray(end)]);
};

const splice: ByteMutation = (line, throws, other) =>
  Buffer.concat([line.subarray(0, at(line, throws)), other.subarray(at(other, throws))]);

const insertSpan: ByteMutation = (line, throws, other) => {
  const [start, end] = span(other, throws);
  const where = at(line, throws);
  return Buffer.concat([line.subarray(0, where), other.subarray(start, end), line.subarray(where)]);
};

const insertSign: ByteMutation = (line, throws) => {
  const where = at(line, throws);
  const sign = hostileSign(throws);
  const times = throws.oneIn(80) ? 1 + throws.below(2000) : 1;
  return Buffer.concat([line.subarray(0, where), ...new Array(times).fill(sign), line.subarray(where)]);
};

/** A number of the text in another spelling. */
const otherNumber: ByteMutation = (line, throws) => {
  const text = line.toString("latin1");
  const numbers = [...text.matchAll(/-?\d+(?:\.\d+)?/g)];
  if (numbers.length === 0) return line;
  const { 0: number, index } = throws.pick(numbers);
  const spelled = Buffer.from(hostileNumber(throws));
  return Buffer.concat([line.subarray(0, index), spelled, line.subarray(index + number.length)]);
};

/** A member twice in its object: the last one counts in JSON.parse, both may stand in a file. */
const repeatMember: ByteMutation = (line, throws, other) => {
  const text = line.toString("latin1");
  const members = [...text.matchAll(/"[A-Za-z]+":/g)];
  if (members.length === 0) return line;
  const { 0: member, index } = throws.pick(members);
  const value = throws.pick(["null,", '"",', "1e400,", "{},", "[],", '{"__proto__":1},', `${other.length},`]);
  return Buffer.concat([
    line.subarray(0, index),
    Buffer.from(member + value, "latin1"),
    line.subarray(index),
  ]);
};

const inUtf16: ByteMutation = (line) => Buffer.from(line.toString("utf8"), "utf16le");
const nothing: ByteMutation = () => Buffer.alloc(0);

const MUTATIONS: readonly ByteMutation[] = [
  flipBit,
  anyByte,
  truncate,
  behead,
  cutOut,
  repeatSpan,
  splice,
  insertSpan,
  insertSign,
  otherNumber,
  repeatMember,
];
const RARE: readonly ByteMutation[] = [inUtf16, nothing];

/** One to four changes of a line's bytes; `other` is a line to take pieces from. */
export function mutateBytes(line: Buffer, throws: Dice, other: Buffer): Buffer {
  let mutated = line;
  for (let left = 1 + throws.below(4); left > 0; left--)
    mutated = throws.pick(throws.oneIn(60) ? RARE : MUTATIONS)(mutated, throws, other);
  return mutated.length > LONGEST ? mutated.subarray(0, LONGEST) : mutated;
}
