/** What the questions share: interleaved rounds, medians and spreads, child processes, tables. */
import { type ChildProcess, fork, spawnSync } from "node:child_process";
import { once } from "node:events";

/** Middle and range of the rounds. */
export interface Spread {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

/** One part of the results. */
export interface Answer {
  readonly question: string;
  /** Markdown. */
  readonly text: string;
}

/** What one run of a contender cost: milliseconds by the wall and of the processor. */
export interface Cost {
  readonly wall: number;
  readonly cpu: number;
}

export const ROUNDS = 5;

/** Median (of an even number, the mean of the middle two), least and most. Throws when there is no value. */
export function spreadOf(values: readonly number[]): Spread {
  if (values.length === 0) throw new Error("Got no measurements; expected one at least.");
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  const median = sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
  return { median, least: sorted[0]!, most: sorted.at(-1)! };
}

/** Milliseconds that `run` takes. */
export async function timed(run: () => unknown): Promise<Cost> {
  const cpu = process.cpuUsage();
  const start = performance.now();
  await run();
  const wall = performance.now() - start;
  const { user, system } = process.cpuUsage(cpu);
  return { wall, cpu: (user + system) / 1000 };
}

/**
 * Runs every contender once a round, one after the other, so that a busy minute of the machine meets all of them.
 * `warmUp` rounds before are not counted. Gives each contender's measurements in the order of the rounds.
 */
export async function interleaved<Name extends string, Measured>(
  contenders: Readonly<Record<Name, () => Promise<Measured> | Measured>>,
  { rounds = ROUNDS, warmUp = 1 }: { readonly rounds?: number; readonly warmUp?: number } = {},
): Promise<Record<Name, Measured[]>> {
  const names = Object.keys(contenders) as Name[];
  const measured = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<Name, Measured[]>;
  for (let round = -warmUp; round < rounds; round++)
    for (const name of names) {
      const value = await contenders[name]();
      if (round >= 0) measured[name].push(value);
    }
  return measured;
}

/** Ratios round by round: what disturbs a round disturbs both. */
export function ratios(above: readonly number[], below: readonly number[]): Spread {
  return spreadOf(above.map((value, round) => value / below[round]!));
}

/** A contender in a process of its own that stays warm between its turns. */
export class Contender {
  readonly #child: ChildProcess;

  /** `module` answers every message with a Cost and its peak memory in MB. */
  constructor(module: URL, args: readonly string[]) {
    this.#child = fork(module, args);
  }

  /** One run. Throws when the process ends instead of answering. */
  async run(): Promise<Cost & { readonly megabytes: number }> {
    this.#child.send("run");
    const ended = once(this.#child, "exit").then(() => {
      throw new Error("A contender ended without an answer; its error is above.");
    });
    const [answer] = (await Promise.race([once(this.#child, "message"), ended])) as [
      Cost & { megabytes: number },
    ];
    ended.catch(() => undefined);
    return answer;
  }

  end(): void {
    this.#child.disconnect();
  }
}

/** Answers the messages of a `Contender` with what `run` cost. */
export function serve(run: () => unknown): void {
  process.on("message", async () => {
    const cost = await timed(run);
    // Kilobytes on every system (uv_getrusage).
    process.send!({ ...cost, megabytes: process.resourceUsage().maxRSS / 1024 });
  });
}

/** Milliseconds from the start of a Node process to its end, and what it wrote. Throws when it fails. */
export function nodeProcess(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): { readonly wall: number; readonly stdout: string } {
  const start = performance.now();
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    encoding: "utf8",
    env: { ...process.env, ...env },
  });
  const wall = performance.now() - start;
  if (status !== 0) throw new Error(`node ${args.join(" ").slice(0, 200)} ended with ${status}: ${stderr}`);
  return { wall, stdout };
}

/** A number with three digits that count. */
export const short = (value: number): string =>
  value === 0
    ? "0"
    : value >= 100
      ? Math.round(value).toLocaleString("en")
      : String(Number(value.toPrecision(3)));

/** `median (least–most)`. */
export const spread = ({ median, least, most }: Spread): string =>
  `${short(median)} (${short(least)}–${short(most)})`;

/** A Markdown table whose first `texts` columns are words and the others numbers. */
export function table(head: readonly string[], rows: readonly (readonly string[])[], texts = 1): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map((_, index) => (index < texts ? "---" : "---:"))), ...rows.map(line)].join(
    "\n",
  );
}
