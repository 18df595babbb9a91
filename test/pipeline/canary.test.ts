/**
 * Values of sensitive columns that no output may hold: planted in every encoding and in lines that cannot be read, then looked
 * for, byte by byte, in all that every command says and writes.
 */
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Ran, run, temporaryFolder } from "../cli/run.ts";

const TEXT = "CANARY-ZEBRA";
const NUMBER = 987654321.25;
const SENSITIVE = ["amount", "country", "word"];
const KEY = { PLUMBLINE_SENSITIVE_KEY: "canary key" };
const HOUR = Date.parse("2001-02-16T09:00:00Z");

const folder = temporaryFolder();
afterAll(() => folder.remove());
const place = folder.path;

let events = 0;

/** A captured line whose ids say nothing of its values. */
function encoded(encoding: string, data: string, time: string): string {
  const side = (mode: string, given: string, as: string) => ({
    observedContentType: as === "JSON" ? "application/json" : "text/csv",
    mode,
    data: given,
    encoding: as,
  });
  return JSON.stringify({
    captureData: {
      endpointInput: side("INPUT", data, encoding),
      endpointOutput: side("OUTPUT", "0.5", "CSV"),
    },
    eventMetadata: { eventId: `event-${events++}`, inferenceTime: time },
    eventVersion: "0",
  });
}

/** Row `index` of the hour; half of the words and all of the amounts are canaries. */
function captured(index: number): string {
  const time = new Date(HOUR + index * 10_000).toISOString().replace(/\.\d+/, "");
  const country = index % 2 === 0 ? `${TEXT}-NEW` : "DE";
  const cells = `${NUMBER},${country},${index % 2 === 0 ? "tea" : TEXT}`;
  if (index % 3 === 0) return encoded("CSV", cells, time);
  if (index % 3 === 1) return encoded("BASE64", Buffer.from(cells).toString("base64"), time);
  return encoded("JSON", JSON.stringify({ amount: NUMBER, country, word: TEXT }), time);
}

const time = new Date(HOUR).toISOString().replace(/\.\d+/, "");
const UNREADABLE = [
  encoded("CSV", `${NUMBER},${TEXT},tea`, time).slice(0, 120),
  `${TEXT} ${NUMBER}`,
  encoded("XML", `<${TEXT}>${NUMBER}</${TEXT}>`, time),
  encoded("JSON", `{"amount": ${NUMBER}, "country": "${TEXT}`, time),
  encoded("CSV", `${NUMBER},"${TEXT}`, time),
  encoded("CSV", `${NUMBER},${TEXT},tea\n${NUMBER},${TEXT},tea`, time),
];

function write(path: string, text: string): void {
  mkdirSync(dirname(join(place, path)), { recursive: true });
  writeFileSync(join(place, path), text);
}

/** Rules that ask for values by every way there is; none is true of the baseline, so that doctor warns. */
const RULES = `rules:
  - { name: by name, assert: columns.amount.max < 1, message: Too much. }
  - { name: whole, assert: $string($$) = '', message: All of it. }
  - { name: keys, assert: "$keys(columns.word.categories) = 'tea'", message: A word. }
  - { name: deep, assert: $count($$.**) = 0, column: country, message: Anything. }
`;

function writeInputs(): void {
  const training = Array.from({ length: 72 * 30 }, (_, index) => {
    const at = new Date(HOUR - 30 * 86_400_000 + Math.floor(index / 30) * 3_600_000).toISOString();
    const canary = index % 50 === 0;
    return `${at},0.${index % 10},${canary ? NUMBER : 100 + (index % 17)},${canary ? TEXT : "DE"},${index % 17}`;
  });
  write("training.csv", ["time,score,amount,country,word", ...training].join("\n"));
  write("broken.csv", `time,score,amount,country,word\n${TEXT},1,${NUMBER},"${TEXT}`);
  const hour = "captures/shop/AllTraffic/2001/02/16/09/00-00-000-canary.jsonl";
  write(hour, [...Array.from({ length: 150 }, (_, index) => captured(index)), ...UNREADABLE].join("\n"));
  const names = ["score", ...SENSITIVE];
  write(
    "monitor.yml",
    `monitor: shop\nendpoint: shop\ncapture: { uri: captures }\ncolumns: { names: [${names}], sensitive: [${SENSITIVE}] }\nmetrics: { perColumn: 3, modelMonitor: shop-schedule, modelMonitorFeatureDimension: on }\nretraining: { trainingJob: {} }\nmapping: rows\n${RULES}`,
  );
}

const SUGGEST = ["suggest-baseline", "--time", "time", "--min-rows", "20"];
const RECORDS = ["records", "20010216T09Z", "word", "data_type_check", "--store", "out/.plumbline"];
const REPLAY =
  "replay --monitor shop --from 2001-02-16T09:00:00Z --to 2001-02-16T10:00:00Z --store out/.plumbline";
const COMMANDS: readonly (readonly [status: number, argv: readonly string[]])[] = [
  [0, [...SUGGEST, "training.csv", "--sensitive", SENSITIVE.join(), "--out", "baseline"]],
  [0, [...SUGGEST, "training.csv", "--sensitive", SENSITIVE.join(), "--out", "baseline", "--json"]],
  [2, [...SUGGEST, "broken.csv", "--sensitive", SENSITIVE.join(), "--out", "never"]],
  [1, ["analyze", "captures", "--baseline", "baseline", "--monitor", "monitor.yml", "--out", "out"]],
  [1, ["report", "out"]],
  [1, ["report", "out", "--json"]],
  [0, RECORDS],
  [0, [...RECORDS, "--json"]],
  [0, ["records", "20010216T09Z", "country", "baseline_drift_check", "--store", "out/.plumbline"]],
  [1, REPLAY.split(" ")],
  [0, ["push", "monitor.yml", "--baseline", "baseline", "--store", "store"]],
  [0, ["push", "monitor.yml", "--baseline", "baseline", "--store", "store", "--json"]],
  [1, ["doctor", "--monitor", "monitor.yml", "--baseline", "baseline"]],
];

/** The canaries as somebody might have written them: texts, packed texts, numbers, and hashes without a key. */
function forms(): Map<string, Buffer> {
  const little = Buffer.alloc(8);
  little.writeDoubleLE(NUMBER);
  const texts = [
    TEXT,
    TEXT.toLowerCase(),
    String(NUMBER),
    "987654321",
    "987,654,321",
    "9.8765432125E8",
    "9.877e+8",
  ];
  const packed = [0, 1, 2].map((shift) =>
    Buffer.from(" ".repeat(shift) + TEXT)
      .toString("base64")
      .slice(4, -4),
  );
  const hashes = [TEXT, String(NUMBER)].flatMap((text) => [
    createHash("sha256").update(text).digest().subarray(0, 8),
    Buffer.from(createHash("sha256").update(text).digest("hex").slice(0, 16)),
  ]);
  return new Map([
    ...[...texts, ...packed].map((text): [string, Buffer] => [text, Buffer.from(text)]),
    ["float64, little-endian", little],
    ["float64, big-endian", Buffer.from(little).reverse()],
    ["UTF-16", Buffer.from(TEXT, "utf16le")],
    ...hashes.map((hash, index): [string, Buffer] => [`hash without a key, ${index}`, hash]),
  ]);
}

/** Every file below the folders, hidden ones included. */
function filesOf(...folders: readonly string[]): [string, Buffer][] {
  return folders
    .flatMap((each) => readdirSync(join(place, each), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => [join(entry.parentPath, entry.name), readFileSync(join(entry.parentPath, entry.name))]);
}

function held(body: Buffer): string[] {
  return [...forms()].filter(([, canary]) => body.includes(canary)).map(([form]) => form);
}

describe("a value of a sensitive column", () => {
  const ran: (readonly [command: string, ran: Ran])[] = [];
  beforeAll(async () => {
    writeInputs();
    for (const [status, argv] of COMMANDS) {
      const each = await run(argv, place, KEY);
      expect(each.status, `${argv.join(" ")}\n${each.out}${each.err}`).toBe(status);
      ran.push([argv.join(" "), each]);
    }
  });

  test("is judged: what came is counted, and the violations are there", () => {
    const verdict = JSON.parse(
      readFileSync(join(place, "out/shop/AllTraffic/20010216T09Z/verdict.json"), "utf8"),
    );
    expect(verdict).toMatchObject({ rows: 150, records: 150, malformed: { count: UNREADABLE.length } });
    const found = verdict.violations.map(
      (each: { column: string; check: string }) => `${each.column} ${each.check}`,
    );
    expect(found).toEqual(expect.arrayContaining(["country baseline_drift_check", "word data_type_check"]));
    expect(found).toEqual(expect.arrayContaining(["rule:whole custom_rule_check", "country custom_rule_check"]));
  });

  test("is in nothing that a command says", () => {
    for (const [command, { out, err }] of ran) expect(held(Buffer.from(out + err)), command).toEqual([]);
  });

  test("is in no file: results, work stores, replays, baselines, events, metrics, executions", () => {
    const files = filesOf("out", "store", "baseline");
    const names = files.map(([file]) => file).join("\n");
    for (const kind of [
      "partials/",
      "window.profile",
      "slots/",
      "replays/",
      "events",
      "metrics",
      "executions",
    ])
      expect(names).toContain(kind);
    for (const [file, body] of files) expect(held(body), file).toEqual([]);
  });

  test("is shown to whoever reads the captures with --reveal", async () => {
    expect((await run([...RECORDS, "--reveal"], place, KEY)).out).toContain(TEXT);
  });

  test("would be found: a baseline that knows of no sensitive column holds it as text and as a number", async () => {
    await run([...SUGGEST, "training.csv", "--out", "open"], place, KEY);
    const found = new Set(filesOf("open").flatMap(([, body]) => held(body)));
    for (const form of [TEXT, "9.8765432125E8", "float64, little-endian"]) expect(found).toContain(form);
  });
});
