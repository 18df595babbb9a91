/**
 * Captured text in everything that a function reads, and a name with control characters in everything that it is told:
 * what the process writes, and how each call ends, byte by byte.
 */
import { spawnSync } from "node:child_process";
import { cpSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { steps } from "../../steps/index.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
/** Stands for a captured value. It begins with a letter: the engine quotes what it cannot read. */
const CANARY = "CANARYzebra";
/** Stands for a name that an attacker has chosen: it would end the line, begin one of its own, and colour it. */
const FORGED = 'shop\n{"level":"error","forged":true}\r\u001b[31m\u0085\u009b31m\u2028\u202eevil';

const CAPTURES = "events/captures";
const folder = mkdtempSync(join(tmpdir(), "plumbline-canary-"));
afterAll(() => rmSync(folder, { recursive: true }));
const write = (path: string, body: string | Uint8Array) => {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), body);
};
const recorded = (step: string) => JSON.parse(readFileSync(join(root, "events", `${step}.json`), "utf8"));

function captured(encoding: string, data: string): string {
  const side = (mode: string) => ({ observedContentType: "text/csv", mode, data, encoding });
  return JSON.stringify({
    captureData: { endpointInput: side("INPUT"), endpointOutput: side("OUTPUT") },
    eventMetadata: { eventId: "1", inferenceTime: "2001-02-16T10:30:00Z" },
    eventVersion: "0",
  });
}

/** Capture files by what is wrong with them; the first is not. */
const FILES: Readonly<Record<string, string | Uint8Array>> = {
  valid: captured("CSV", `0.5,${CANARY},DE`),
  "valid-json": captured("JSON", JSON.stringify({ amount: CANARY, [CANARY]: 1 })),
  "valid-base64": captured("BASE64", Buffer.from(`0.5,${CANARY},DE`).toString("base64")),
  "cut-off": captured("CSV", `0.5,${CANARY},DE`).slice(0, 150),
  "no-json": `${CANARY}\n{${CANARY}}\n["${CANARY}"\n`,
  "json-of-another-shape": `{"${CANARY}":"${CANARY}"}\n"${CANARY}"\n[]`,
  "unknown-encoding": captured("XML", `<${CANARY}/>`),
  "open-quote": captured("CSV", `0.5,"${CANARY}`),
  "no-base64": captured("BASE64", `${CANARY}!!`),
  "no-json-inside": captured("JSON", `{"amount": ${CANARY}`),
  "no-utf-8": Buffer.concat([Buffer.from(CANARY), Buffer.from([0xff, 0xfe, 0x00]), Buffer.from(CANARY)]),
  "forged-names": captured("JSON", JSON.stringify({ [FORGED]: CANARY, amount: FORGED })),
};

/** Bodies of messages that are no event, or name objects that nobody has. */
const BODIES = [
  CANARY,
  `{"${CANARY}`,
  `"${CANARY}"`,
  JSON.stringify({ [CANARY]: CANARY }),
  JSON.stringify({ Records: [CANARY, { s3: CANARY }, null] }),
  JSON.stringify({ Type: CANARY, Message: CANARY }),
  JSON.stringify({ objects: [CANARY, { bucket: 7, key: CANARY }] }),
];

type Call =
  | { readonly step: string; readonly event: unknown }
  | { readonly rename: readonly [string, string] };

function calls(): Call[] {
  const profile = (event: unknown) => ({ step: "profile-capture-file", event });
  const keys = globSync(`${CAPTURES}/**/*.jsonl*`, { cwd: folder }).sort();
  const files = keys.map((key) => ({ bucket: CAPTURES, key: key.slice(CAPTURES.length + 1) }));
  const message = (body: string, at: number) => ({
    messageId: `${FORGED}${at}`,
    eventSource: "aws:sqs",
    body,
  });
  const dataset = (name: string) => ({
    step: "suggest-baseline",
    event: { ...recorded("suggest-baseline"), dataset: `events/${name}`, baseline: "b9" },
  });
  const all = Object.keys(steps);
  return [
    ...files.map((object) => profile({ objects: [object] })),
    profile({ Records: [...BODIES, JSON.stringify({ objects: files })].map(message) }),
    ...BODIES.map(profile),
    ...["broken.csv", "broken.jsonl", "broken.parquet", "tables", "forged.csv"].map(dataset),
    ...all.map((step) => ({ step, event: recorded(step) })),
    // The window of the canaries, from its end to its events.
    ...["close-window", "analyze-window", "publish-report"].map((step) => ({
      step,
      event: { ...recorded(step), revision: 5 },
    })),
    ...all.flatMap((step) => [null, CANARY, [CANARY], {}].map((event) => ({ step, event }))),
    ...all.map((step) => ({ step, event: forged(recorded(step)) })),
    // A training job whose last words are a row.
    { step: "compare-models", event: { ...recorded("compare-models"), lock: { jobName: "rt-failed" } } },
    { step: "release-retraining", event: failedJob() },
    // From here on nothing in the store can be read but its definitions, and then not even those.
    { rename: ["store", "whole"] },
    { rename: ["unreadable", "store"] },
    ...all.map((step) => ({ step, event: recorded(step) })),
    { rename: ["store/monitors", "store/definitions"] },
    { rename: ["store/unreadable-monitors", "store/monitors"] },
    ...all.map((step) => ({ step, event: recorded(step) })),
  ];
}

/** The event with a forged name in place of each text. */
function forged(event: unknown): unknown {
  return JSON.parse(
    JSON.stringify(event, (_key, value: unknown) =>
      typeof value === "string" ? `${FORGED}${value}` : value,
    ),
  );
}

const WORDS = `AlgorithmError: could not convert string to float: '${CANARY}'`;
const failedJob = () => ({
  ...recorded("release-retraining"),
  error: {
    Error: "States.TaskFailed",
    Cause: JSON.stringify({ TrainingJobName: "rt-1", TrainingJobStatus: "Failed", FailureReason: WORDS }),
  },
});

function writeInputs(): void {
  cpSync(join(root, "events"), join(folder, "events"), { recursive: true });
  for (const name of ["captures", "ground-truth"]) rmSync(join(folder, "events", name), { recursive: true });
  const hour = `${CAPTURES}/shop/AllTraffic/2001/02/16/10`;
  for (const [name, body] of Object.entries(FILES)) write(`${hour}/00-00-000-${name}.jsonl`, body);
  write(`${hour}/00-00-000-torn.jsonl.gz`, CANARY);
  write(
    "events/ground-truth/2001/02/16/10/labels.jsonl",
    `${CANARY}\n{"eventMetadata":{"eventId":"${CANARY}"}}`,
  );
  write("events/broken.csv", `time,score\n${CANARY},"${CANARY}`);
  write("events/broken.jsonl", `{"score": 1}\n${CANARY}\n`);
  write("events/broken.parquet", `PAR1${CANARY}${CANARY}PAR1`);
  write("events/tables/a.csv", `time,score\n${CANARY},1\n`);
  write("events/tables/b.csv", `time,"${FORGED.replaceAll('"', '""')}"\n${CANARY},1\n`);
  write("events/forged.csv", `"${FORGED.replaceAll('"', '""')}"\n${CANARY}\n`);
  const training = readFileSync(join(root, "events/training.csv"), "utf8").split("\n");
  write("events/training.csv", training.slice(0, 400).join("\n")); // enough for a baseline, and soon read
  cpSync(join(folder, "events/store"), join(folder, "store"), { recursive: true });
  const job = { TrainingJobName: "rt-failed", TrainingJobStatus: "Failed", FailureReason: WORDS };
  write("store/training/rt-failed/job.json", JSON.stringify(job));
  cpSync(join(folder, "store"), join(folder, "unreadable"), { recursive: true });
  for (const file of globSync("unreadable/{baselines,partials,training,windows}/**/*.*", { cwd: folder }))
    write(file, `${CANARY} is no JSON`);
  write("unreadable/retraining/shop/state.json", `{"owner": ${CANARY}`);
  for (const name of ["shop", "other"])
    write(`unreadable/unreadable-monitors/${name}.json`, `{"a":${CANARY}`);
}

interface Ended {
  readonly step: string;
  readonly failed: boolean;
  readonly ended: string;
}

let made: { readonly out: string; readonly err: string; readonly ended: readonly Ended[] };
beforeAll(() => {
  writeInputs();
  const { status, output } = spawnSync(process.execPath, [join(root, "test/functions/invoke-all.ts")], {
    cwd: folder,
    env: { PATH: process.env["PATH"], PLUMBLINE_STORE: "store", PLUMBLINE_SENSITIVE_KEY: "key" },
    input: calls()
      .map((call) => `${JSON.stringify(call)}\n`)
      .join(""),
    encoding: "utf8",
    stdio: ["pipe", "pipe", "pipe", "pipe"],
    maxBuffer: 1 << 28,
  });
  const [, out, err, ended] = output as string[];
  expect(status, err!.slice(-2000)).toBe(0);
  const lines = ended!.split("\n").filter((line) => line !== "");
  made = { out: out!, err: err!, ended: lines.map((line) => JSON.parse(line)) };
});

test("every function was called, and ended both well and with errors", () => {
  const of = (failed: boolean) =>
    new Set(made.ended.filter((each) => each.failed === failed).map(({ step }) => step));
  expect(of(false)).toEqual(new Set(Object.keys(steps)));
  expect(of(true)).toEqual(new Set(Object.keys(steps)));
  expect(made.ended.some(({ ended }) => ended.includes("its text is left out"))).toBe(true);
});

test("no captured text is in a log line, whatever could not be read", () => {
  for (const line of `${made.out}\n${made.err}`.split("\n")) expect(line).not.toContain(CANARY.slice(0, 6));
});

test("no captured text is in an error that leaves a function, nor in its result: both are in the history of executions", () => {
  for (const { step, ended } of made.ended) expect(ended, step).not.toContain(CANARY.slice(0, 6));
});

test("a name with control characters forges no line: one JSON line a call, with nothing in it that a terminal obeys", () => {
  const lines = made.err.split("\n").slice(0, -1);
  for (const line of lines) {
    expect(JSON.parse(line), line).toMatchObject({ step: expect.any(String), outcome: expect.any(String) });
    expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
  }
  expect(
    lines.some((line) => line.includes("evil")),
    "the name is there to be looked for",
  ).toBe(true);
  for (const line of made.out.split("\n").slice(0, -1))
    expect(Object.keys(JSON.parse(line))).toContain("_aws");
});

test("an error that leaves a function holds no character that a viewer of logs obeys", () => {
  for (const { step, failed, ended } of made.ended)
    if (failed) expect(ended, step).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
});
