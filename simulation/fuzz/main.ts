/**
 * `npm run fuzz`: mutated lines of real capture files through the real reader and profiles, a million unless told otherwise.
 * `npm run fuzz -- --giants`: files that are too large in one way or another, each in a process of its own.
 */
import { execFile } from "node:child_process";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs, promisify } from "node:util";
import { Worker } from "node:worker_threads";
import { noOutcome } from "./check-file.ts";
import { LINES_A_FILE } from "./fuzz-file.ts";
import type { Report, Share } from "./fuzz-worker.ts";
import type { MeasuredGiant } from "./giant-process.ts";
import { type Giant, giants } from "./giants.ts";

/** A line of 128 kB takes milliseconds; one that takes a minute never ends. */
const NEVER_MS = 60_000;
/** What profile-capture-file and analyze-window have on AWS (serverless.yml), in MB, and the heap that has to be enough. */
const FUNCTION_MEGABYTES = 1769;
const HEAP_MEGABYTES = 1024;
const SUMMARY_BYTES = 8192;
const MOST_FAILURES = 10;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    lines: { type: "string", default: "1000000" },
    seed: { type: "string", default: "1" },
    /** Number of one file, to run it again. */
    file: { type: "string" },
    threads: { type: "string", default: String(availableParallelism()) },
    giants: { type: "boolean", default: false },
    scale: { type: "string", default: "1" },
  },
});
if (positionals.length > 0 && !values.giants)
  throw new Error(
    `Got ${positionals.join(" ")}; expected options, as --lines 5000, or names behind --giants.`,
  );
const failures = values.giants ? await runGiants(positionals, Number(values.scale)) : await runLines();
for (const failure of failures.slice(0, MOST_FAILURES)) console.log(`FAILED ${failure}`);
process.exitCode = failures.length === 0 ? 0 : 1;

async function runLines(): Promise<string[]> {
  const seed = whole("seed", values.seed);
  const first = values.file === undefined ? 0 : whole("file", values.file);
  const files = values.file === undefined ? Math.ceil(whole("lines", values.lines) / LINES_A_FILE) : 1;
  const threads = Math.min(whole("threads", values.threads), files);
  const started = performance.now();
  const total = noOutcome();
  const failed: string[] = [];
  let done = 0;
  const take = (report: Report) => {
    done++;
    if ("failure" in report)
      failed.push(
        `file ${report.file} of seed ${seed}, ${report.failure}\n  again with: npm run fuzz -- --seed ${seed} --file ${report.file}`,
      );
    else add(total, report.outcome);
    progress(`${done} of ${files} files, ${total.lines} lines, ${failed.length} failed`);
  };
  const shares = Array.from({ length: threads }, (_, thread) =>
    runShare(
      {
        seed,
        from: first + thread,
        to: first + files,
        step: threads,
        at: new Int32Array(new SharedArrayBuffer(12)),
      },
      take,
    ),
  );
  failed.push(...(await Promise.all(shares)).flat());
  progress("");
  const seconds = (performance.now() - started) / 1000;
  console.log(
    `seed ${seed}: ${total.lines} lines in ${done} files, ${threads} threads, ${seconds.toFixed(0)} s, ${Math.round(total.lines / seconds)} lines/s`,
  );
  console.log(
    `${total.records} records with ${total.rows} rows; ${total.malformed} malformed by ${total.reasons.size} reasons:`,
  );
  const reasons = [...total.reasons].sort(([, a], [, b]) => b - a);
  for (const [reason, count] of reasons.slice(0, 25)) console.log(`${String(count).padStart(9)}  ${reason}`);
  if (reasons.length > 25) console.log(`           and ${reasons.length - 25} more`);
  console.log(`${failed.length} files failed`);
  return failed;
}

/** Runs a thread to its end; gives what it died of, and ends it where a line does not end. */
function runShare(share: Share, take: (report: Report) => void): Promise<string[]> {
  const worker = new Worker(new URL("fuzz-worker.ts", import.meta.url), { workerData: share });
  const where = () => `file ${share.at[0]} of seed ${share.seed}, line ${share.at[1]}`;
  let begun = -1;
  const watch = setInterval(() => {
    if (share.at[2] === begun) void worker.terminate();
    begun = share.at[2]!;
  }, NEVER_MS);
  return new Promise((resolve) => {
    const faults: string[] = [];
    worker.on("message", take);
    worker.on("error", (error) => faults.push(`${where()}: ${error}`));
    worker.on("exit", (code) => {
      clearInterval(watch);
      if (code !== 0 && faults.length === 0) faults.push(`${where()} does not end`);
      resolve(faults);
    });
  });
}

function add(total: ReturnType<typeof noOutcome>, more: ReturnType<typeof noOutcome>): void {
  total.lines += more.lines;
  total.records += more.records;
  total.malformed += more.malformed;
  total.rows += more.rows;
  for (const [reason, count] of more.reasons)
    total.reasons.set(reason, (total.reasons.get(reason) ?? 0) + count);
}

async function runGiants(names: readonly string[], scale: number): Promise<string[]> {
  const asked = giants(scale).filter(({ name }) => names.length === 0 || names.includes(name));
  if (asked.length === 0)
    throw new Error(
      `Got ${names}; expected some of ${giants()
        .map(({ name }) => name)
        .join(", ")}.`,
    );
  const failed: string[] = [];
  console.log("peak MB   CPU s  verdict         profile kB  report kB  giant");
  for (const giant of asked) {
    progress(giant.is);
    try {
      const measured = await measureGiant(giant, scale);
      progress("");
      console.log(rowOf(giant, measured));
      failed.push(...faultsOf(giant, measured));
    } catch (error) {
      failed.push(`${giant.name}: ${String((error as { stderr?: string }).stderr || error).slice(0, 600)}`);
    }
  }
  return failed;
}

async function measureGiant({ name }: Giant, scale: number): Promise<MeasuredGiant> {
  const script = fileURLToPath(new URL("giant-process.ts", import.meta.url));
  const args = [`--max-old-space-size=${HEAP_MEGABYTES}`, script, name, String(scale)];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return JSON.parse(stdout) as MeasuredGiant;
}

function rowOf(giant: Giant, { peakMegabytes, seconds, verdict, bytes }: MeasuredGiant): string {
  const kilobytes = (name: string) => ((bytes[name] ?? 0) / 1000).toFixed(0);
  const numbers = [peakMegabytes.toFixed(0).padStart(7), seconds.toFixed(1).padStart(6), verdict.padEnd(14)];
  return `${numbers.join("  ")}  ${kilobytes("partial").padStart(10)}  ${kilobytes("r0/report.html").padStart(9)}  ${giant.name}: ${giant.is}`;
}

function faultsOf(
  { name, verdicts }: Giant,
  { verdict, reason, peakMegabytes, summary }: MeasuredGiant,
): string[] {
  return [
    ...(verdicts.includes(verdict)
      ? []
      : [`${name}: verdict ${verdict}, expected ${verdicts.join(" or ")} (${reason})`]),
    ...(peakMegabytes < FUNCTION_MEGABYTES
      ? []
      : [`${name}: ${peakMegabytes.toFixed(0)} MB, a function has ${FUNCTION_MEGABYTES}`]),
    ...(summary <= SUMMARY_BYTES
      ? []
      : [`${name}: ${summary} bytes travel, expected ${SUMMARY_BYTES} at most`]),
  ];
}

function whole(name: string, text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 0) return number;
  throw new Error(`Got --${name} ${text}; expected a whole number.`);
}

/** One line that is written over, on a terminal only. */
function progress(text: string): void {
  if (process.stderr.isTTY)
    process.stderr.write(`\r\u001b[K${text.slice(0, (process.stderr.columns ?? 80) - 1)}`);
}
