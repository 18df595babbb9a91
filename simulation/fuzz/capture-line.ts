/** Capture lines from nothing: what a record may hold, and what it may not, member by member. */
import fc from "fast-check";
import type { Dice } from "./dice.ts";
import { HOSTILE_NAMES, HOSTILE_NUMBERS } from "./hostile.ts";

/** Any UTF-16 units, halves of pairs too. (`fc.string` of any code points first lists all million of them.) */
const units = (maxLength: number) =>
  fc
    .array(fc.oneof(fc.integer({ min: 0, max: 0x7f }), fc.integer({ min: 0, max: 0xffff })), { maxLength })
    .map((codes) => String.fromCharCode(...codes));
const name = fc.oneof(fc.constantFrom(...HOSTILE_NAMES), units(12));
const number = fc.oneof(fc.double(), fc.maxSafeInteger());
const scalar = fc.oneof(number, fc.boolean(), fc.constant(null), name, fc.constantFrom(...HOSTILE_NUMBERS));

/** Any JSON, whose members may be called anything. */
const { json } = fc.letrec<{ json: unknown }>((tie) => ({
  json: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    scalar,
    fc.array(tie("json"), { maxLength: 4 }),
    fc.array(fc.tuple(name, tie("json")), { maxLength: 4 }).map((members) => Object.fromEntries(members)),
  ),
}));

const csv = fc
  .array(fc.array(fc.oneof(fc.constantFrom(...HOSTILE_NUMBERS), name), { maxLength: 5 }), { maxLength: 4 })
  .map((rows) => rows.map((cells) => cells.join(",")).join("\n"));
const data = fc.oneof(
  csv,
  json.map((value) => JSON.stringify(value)),
  units(40),
  csv.map((text) => Buffer.from(text).toString("base64")),
);
const side = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record(
      {
        data,
        encoding: fc.constantFrom("CSV", "JSON", "BASE64", "XML"),
        observedContentType: fc.oneof(fc.constantFrom("text/csv", "application/json"), json),
      },
      { requiredKeys: ["data", "encoding"] },
    ),
  },
  { weight: 1, arbitrary: json },
);
const time = fc.oneof(
  fc
    .date({
      min: new Date("2001-02-16T07:00:00Z"),
      max: new Date("2001-02-16T12:00:00Z"),
      noInvalidDate: true,
    })
    .map((date) => date.toISOString()),
  json,
);

/** One line of a capture file, whole, with some member of any JSON. Without a line break. */
export const captureLine: fc.Arbitrary<string> = fc
  .record(
    {
      captureData: fc.oneof(
        {
          weight: 8,
          arbitrary: fc.record(
            { endpointInput: side, endpointOutput: side, batchTransformOutput: side },
            { requiredKeys: [] },
          ),
        },
        { weight: 1, arbitrary: json },
      ),
      eventMetadata: fc.oneof(
        {
          weight: 4,
          arbitrary: fc.record(
            { eventId: fc.oneof(name, json), inferenceTime: time, customAttributes: json },
            { requiredKeys: [] },
          ),
        },
        { weight: 1, arbitrary: json },
      ),
      eventVersion: json,
    },
    { requiredKeys: [] },
  )
  .map((record) => JSON.stringify(record));

const POOL = 300;
let pool: readonly Buffer[] | undefined;

/** One of the first 300 lines of the arbitrary at seed 1: making one takes longer than mutating and reading it. */
export function captureLineOf(throws: Dice): Buffer {
  pool ??= fc.sample(captureLine, { seed: 1, numRuns: POOL }).map((line) => Buffer.from(line));
  return throws.pick(pool);
}
