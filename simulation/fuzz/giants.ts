/**
 * Capture files that are too large in one way or another. Each is made while it is read, so that nothing of its size lies on
 * a disk or in memory, and each ends in a window with a verdict.
 */
import { gzipSync } from "node:zlib";
import type { Generated } from "./generated-object-store.ts";

export interface Giant {
  readonly name: string;
  /** What is in the file, in words with numbers. */
  readonly is: string;
  /** Extension of the file's key. */
  readonly packed?: true;
  readonly bytes: Generated;
  /** What the definition of the monitor says beside the usual. */
  readonly define?: Readonly<Record<string, unknown>>;
  /** Names that the verdict may have. */
  readonly verdicts: readonly string[];
}

/** As the baseline has them. */
export const COLUMNS: readonly string[] = ["score", "amount", "country"];
const PIECE = 1 << 20;

/** `size` bytes of one text repeated, in pieces of a megabyte (or of `piece` bytes). */
export async function* repeated(text: string, size: number, piece = PIECE): AsyncGenerator<Uint8Array> {
  const unit = Buffer.from(text);
  const whole = Buffer.alloc(Math.max(unit.length, piece - (piece % unit.length)), unit);
  for (let left = size; left > 0; left -= whole.length)
    yield left < whole.length ? whole.subarray(0, left) : whole;
}

async function* pieces(
  ...parts: readonly (string | AsyncIterable<Uint8Array>)[]
): AsyncGenerator<Uint8Array> {
  for (const part of parts)
    if (typeof part === "string") yield Buffer.from(part);
    else yield* part;
}

/** Lines made one by one, put together to pieces. */
async function* lines(count: number, line: (at: number) => string): AsyncGenerator<Uint8Array> {
  let text = "";
  for (let at = 0; at < count; at++) {
    text += `${line(at)}\n`;
    if (text.length < PIECE) continue;
    yield Buffer.from(text);
    text = "";
  }
  yield Buffer.from(text);
}

const side = (data: string, encoding: string) => ({ data, encoding });
const capture = (input: unknown, output: unknown) =>
  JSON.stringify({
    captureData: { ...(input === undefined ? {} : { endpointInput: input }), endpointOutput: output },
    eventMetadata: { eventId: "e", inferenceTime: "2001-02-16T09:30:00Z" },
    eventVersion: "0",
  });

/** A line as the baseline knows them. */
const usual = (at: number) =>
  capture(
    side(`${100 + (at % 20)},${at % 3 === 0 ? "FR" : "DE"}`, "CSV"),
    side(`0.${100 + (at % 900)}`, "CSV"),
  );
const json = (value: unknown) => capture(side(JSON.stringify(value), "JSON"), side("0.5", "CSV"));
const inputOnly = (data: string, encoding = "CSV") =>
  JSON.stringify({
    captureData: { endpointInput: side(data, encoding) },
    eventMetadata: { eventId: "e", inferenceTime: "2001-02-16T09:30:00Z" },
  });

const members = (count: number, name: (at: number) => string = (at) => `c${at}`) =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [name(at), at]));
const OPEN = '{"captureData":{"endpointInput":{"data":"';
const JUDGED = ["Healthy", "Violations"];
const BROKEN = ["CaptureBroken"];

/** Sizes in bytes, lines, columns … as the issue asks for them; a suite takes smaller ones. */
export function giants(scale = 1): readonly Giant[] {
  const n = (count: number, least = 1) => Math.max(least, Math.round(count * scale));
  return [
    {
      name: "long-line",
      is: `one line of ${n(1e9, 2e7)} bytes, then 1,000 usual ones`,
      bytes: () => pieces(OPEN, repeated("1,", n(1e9, 2e7)), "\n", lines(1000, usual)),
      verdicts: JUDGED,
    },
    {
      name: "long-line-alone",
      is: `one line of ${n(1e9, 2e7)} bytes without an end`,
      bytes: () => pieces(OPEN, repeated("1,", n(1e9, 2e7))),
      verdicts: BROKEN,
    },
    {
      name: "nuls",
      is: `${n(1e9, 2e7)} NULs`,
      bytes: () => repeated("\0", n(1e9, 2e7)),
      verdicts: BROKEN,
    },
    {
      name: "nul-lines",
      is: `${n(2e6)} lines of 8 NULs`,
      bytes: () => repeated(`${"\0".repeat(8)}\n`, 9 * n(2e6)),
      verdicts: BROKEN,
    },
    {
      name: "deep",
      is: `lines and payloads of ${n(1e6)} open brackets, closed and not, then 1,000 usual lines`,
      bytes: () => {
        const depth = n(1e6);
        const lists = "[".repeat(depth) + "]".repeat(depth);
        const objects = '{"a":'.repeat(depth) + "1" + "}".repeat(depth);
        const all = ["[".repeat(depth), lists, objects];
        return pieces(
          ...all.flatMap((text) => [`${text}\n`, `{"captureData":${text}}\n`]),
          ...all.map((text) => `${inputOnly(text, "JSON")}\n`),
          ...all.map((text) => `${inputOnly(Buffer.from(text).toString("base64"), "BASE64")}\n`),
          lines(1000, usual),
        );
      },
      verdicts: JUDGED,
    },
    {
      name: "columns",
      is: `rows of ${n(1e5, 11_000)} columns in CSV and JSON, and ${Math.round(20 * scale)} of 9,000, then ${n(2e5)} usual lines`,
      bytes: () =>
        pieces(
          `${capture(side(new Array(n(1e5, 11_000)).fill("1").join(","), "CSV"), side("0.5", "CSV"))}\n`,
          `${json(members(n(1e5, 11_000)))}\n`,
          ...Array.from({ length: Math.round(20 * scale) }, () => `${json(members(9000))}\n`),
          lines(n(2e5), usual),
        ),
      verdicts: JUDGED,
    },
    {
      name: "columns-named-anew",
      is: `${n(1e5, 600)} records with 20 names of 200 characters that no other has`,
      bytes: () => lines(n(1e5, 600), (row) => json(members(20, (at) => `${"k".repeat(190)}${row}-${at}`))),
      verdicts: [...JUDGED, ...BROKEN],
    },
    {
      name: "long-names",
      is: `${n(1e4)} records with a name of 10 kB, and with one of 900 characters`,
      bytes: () =>
        lines(n(1e4), (row) =>
          row % 2 === 0
            ? json({ ["n".repeat(10_240)]: 1, amount: 1 })
            : json({ ["m".repeat(900)]: row, amount: 101, country: "DE" }),
        ),
      verdicts: [...BROKEN, ...JUDGED],
    },
    {
      name: "members-of-every-object",
      is: `${n(1e5, 500)} records with columns called __proto__, constructor and toString`,
      bytes: () =>
        lines(n(1e5, 500), (at) =>
          json({ amount: 101, country: "DE", ["__proto__"]: at, constructor: "a", toString: null }),
        ),
      verdicts: ["Violations"],
    },
    {
      name: "categories",
      is: `${n(1e6, 2000)} values of 10 kB, all different`,
      bytes: () => {
        const long = "v".repeat(10_240);
        return lines(n(1e6, 2000), (at) => capture(side(`100,${at}${long}`, "CSV"), side("0.5", "CSV")));
      },
      verdicts: JUDGED,
    },
    {
      name: "gzip-bomb",
      is: `${n(160)} members of gzip, each 64 MiB of one letter: ${n(160) / 16} GiB in one line, then 1,000 usual ones`,
      packed: true,
      bytes: () => {
        const member = gzipSync(Buffer.alloc(64 << 20, "x"));
        return pieces(
          (async function* () {
            for (let left = n(160); left > 0; left--) yield member;
            yield gzipSync(`\n${Array.from({ length: 1000 }, (_, at) => usual(at)).join("\n")}\n`);
          })(),
        );
      },
      verdicts: JUDGED,
    },
    {
      name: "empty-lines",
      is: `${n(1e7)} empty lines, then 1,000 usual ones`,
      bytes: () => pieces(repeated("\n", n(1e7)), lines(1000, usual)),
      verdicts: JUDGED,
    },
    {
      name: "rows-in-a-record",
      is: `a record of ${n(1e6)} CSV rows, the request alone`,
      bytes: () => pieces(`${inputOnly("1\n".repeat(n(1e6)))}\n`, lines(1000, usual)),
      verdicts: JUDGED,
    },
    {
      name: "rows-with-answers",
      is: `a record of ${n(5e5)} CSV rows of two cells and as many answers, with a target model`,
      bytes: () =>
        pieces(`${capture(side("1,DE\n".repeat(n(5e5)), "CSV"), side("0.5\n".repeat(n(5e5)), "CSV"))}\n`),
      define: { columns: { names: COLUMNS, targetModel: "model" } },
      verdicts: JUDGED,
    },
    {
      name: "rows-of-many-names",
      is: `a record of ${n(1e6)} CSV rows of one cell, the request alone, where the definition names 100 columns`,
      bytes: () => pieces(`${inputOnly("1\n".repeat(n(1e6)))}\n`, lines(1000, usual)),
      define: { columns: { names: [...COLUMNS, ...Array.from({ length: 97 }, (_, at) => `x${at}`)] } },
      verdicts: JUDGED,
    },
    {
      name: "empty-objects",
      is: `a record of ${n(2.7e6)} empty JSON objects, and one of as many empty lists`,
      bytes: () =>
        pieces(
          `${inputOnly(`[${"{},".repeat(n(2.7e6))}{}]`, "JSON")}\n`,
          `${inputOnly(`[${"[],".repeat(n(2.7e6))}[]]`, "JSON")}\n`,
          lines(1000, usual),
        ),
      verdicts: JUDGED,
    },
    {
      name: "commas",
      is: `a record of ${n(8e6)} commas, with a target model`,
      bytes: () => pieces(`${inputOnly(",".repeat(n(8e6)))}\n`, lines(1000, usual)),
      define: { columns: { names: COLUMNS, targetModel: "model" } },
      verdicts: JUDGED,
    },
    {
      name: "segments",
      is: `${n(200)} segments with 2,000 columns each`,
      bytes: () => lines(n(200), (at) => json({ ...members(2000), amount: 1, country: `country${at}` })),
      define: { segments: { column: "country", most: 50 } },
      verdicts: JUDGED,
    },
  ];
}
