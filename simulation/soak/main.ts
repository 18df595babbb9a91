/**
 * `npm run soak`: thirty days of five endpoints in which everything goes wrong, then three days of three hundred with a
 * burst. `-- --seed 7 --days 2 --endpoints 3` for others; `--only days` or `--only burst` for one of them; `--messages` of the burst, and
 * `--functions` that profile at once. Exit status 1 where something was lost, counted twice or late.
 */
import { parseArgs } from "node:util";
import { keptRelease, today } from "./releases.ts";
import { runBurst } from "./run-burst.ts";
import { runSoak, type Soaked } from "./run-soak.ts";

const { values } = parseArgs({
  options: {
    seed: { type: "string", default: String(Date.now() % 100_000) },
    days: { type: "string" },
    endpoints: { type: "string" },
    only: { type: "string" },
    messages: { type: "string" },
    functions: { type: "string" },
  },
});
if (values.only !== undefined && values.only !== "days" && values.only !== "burst")
  throw new Error(`Got --only ${values.only}; expected days or burst.`);
const seed = Number(values.seed);
if (!Number.isInteger(seed)) throw new Error(`Got --seed ${values.seed}; expected a whole number.`);
const begun = Date.now();
let told = 0;
process.stdout.write(`Seed ${seed}.\n`);
if (values.only !== "burst") await days();
if (values.only !== "days") await burst();

async function days(): Promise<void> {
  const days = positive("days", 30);
  const soaked = await runSoak({
    seed,
    hours: days * 24,
    endpoints: positive("endpoints", 5),
    maxLatenessHours: 7 * 24,
    before: await keptRelease("0.1.0"),
    after: today,
    onHour: ({ tally }, hour) =>
      progress(
        `day ${(hour / 24).toFixed(1)}: ${tally.of("files")} files, ${tally.of("revisions published")} revisions`,
      ),
  });
  report(figuresOf(soaked), [...soaked.mismatches, ...soaked.faults]);
}

async function burst(): Promise<void> {
  const burst = await runBurst({
    seed,
    days: positive("days", 3),
    endpoints: positive("endpoints", 300),
    messages: positive("messages", 87_000),
    maximumConcurrency: positive("functions", 20),
    onHour: (which, { tally, queue }, hour) =>
      progress(
        `${which}, hour ${hour}: ${tally.of("files")} files, ${tally.of("revisions published")} revisions, at most ${queue.longest} messages waiting`,
      ),
  });
  report(burst.figures, burst.faults);
}

function figuresOf({ account, ...found }: Soaked): Record<string, unknown> {
  const { tally, watch, queue } = account;
  return {
    "windows verified": found.windows,
    "windows revised": found.revised,
    "windows with files that came too late": found.withTooLate,
    mismatches: found.mismatches.length,
    records: found.records,
    rows: found.rows,
    "malformed lines": found.malformed,
    verdicts: found.verdicts,
    "longest sweep, s": Math.round(watch.longestSweepMs / 1000),
    "most messages waiting": queue.longest,
    ...tally.below(""),
  };
}

function report(figures: Record<string, unknown>, faults: readonly string[]): void {
  progress("");
  for (const [name, value] of Object.entries(figures))
    process.stdout.write(`${name}: ${typeof value === "object" ? JSON.stringify(value) : value}\n`);
  process.stdout.write(`wall time so far, s: ${Math.round((Date.now() - begun) / 1000)}\n`);
  for (const fault of faults.slice(0, 50)) process.stdout.write(`FAULT ${fault}\n`);
  process.stdout.write(`${faults.length} faults.\n`);
  if (faults.length === 0) return;
  process.stdout.write(`Again with: npm run soak -- ${again()}\n`);
  process.exitCode = 1;
}

function positive(name: "days" | "endpoints" | "messages" | "functions", otherwise: number): number {
  const number = Number(values[name] ?? otherwise);
  if (number > 0) return number;
  throw new Error(`Got --${name} ${values[name]}; expected a number above 0.`);
}

/** The options of this run: another number of days or endpoints is another run by the same seed. */
function again(): string {
  return Object.entries(values)
    .map(([name, value]) => `--${name} ${value}`)
    .join(" ");
}

/** On a terminal one line that changes; otherwise a line each simulated day or so. */
function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
  else if (text !== "" && told++ % 24 === 0)
    process.stderr.write(`${Math.round((Date.now() - begun) / 1000)} s: ${text}\n`);
}
