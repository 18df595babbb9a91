/** What the questions share: interleaved rounds, medians and spreads, child processes, tables. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

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

/** How the process of a contender is started. */
export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  /** Added to the environment. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A Node process that runs a module of the benchmark. `flags` are Node's own. */
export function nodeCommand(module: URL, args: readonly string[], flags: readonly string[] = []): Command {
  return { program: process.execPath, args: [...flags, fileURLToPath(module), ...args] };
}

const PIN = ["-c", "0"];
let pins: boolean | undefined;

/** Whether processes can be kept on one core here: by `taskset`, of Linux. */
export function canPin(): boolean {
  pins ??= spawnSync("taskset", [...PIN, process.execPath, "--version"]).status === 0;
  return pins;
}

/**
 * The same command on one core, all its threads together, where the machine can do that. Node and a JVM collect garbage and
 * compile on threads of their own, which otherwise have the second core to themselves.
 */
export function onOneCore(command: Command): Command {
  const { program, args } = command;
  return canPin() ? { ...command, program: "taskset", args: [...PIN, program, ...args] } : command;
}

/** What a contender answers to `run`: the cost, and the peak resident memory of its process so far. */
export interface ContenderCost extends Cost {
  readonly megabytes: number;
}

/** A contender in a process of its own that stays warm between its turns. */
export class Contender {
  readonly #child: ChildProcess;

  /** The process answers messages on Node's channel: `run` with a `ContenderCost`, `report` with its statistics. */
  constructor({ program, args, env = {} }: Command) {
    this.#child = spawn(program, args, {
      stdio: ["ignore", "inherit", "inherit", "ipc"],
      env: { ...process.env, ...env },
    });
  }

  /** One run. Throws when the process ends instead of answering. */
  run(): Promise<ContenderCost> {
    return this.#ask("run") as Promise<ContenderCost>;
  }

  /** What the last run found. Throws when the process ends instead of answering. */
  report(): Promise<unknown> {
    return this.#ask("report");
  }

  end(): void {
    this.#child.disconnect();
  }

  async #ask(message: string): Promise<unknown> {
    const listening = new AbortController();
    const { signal } = listening;
    const ended = ["exit", "error"].map(async (event) => {
      const [cause] = await once(this.#child, event, { signal });
      throw new Error(`A contender ended without an answer (${cause}); its error is above.`);
    });
    try {
      this.#child.send(message);
      const [answer] = await Promise.race([once(this.#child, "message", { signal }), ...ended]);
      return answer;
    } finally {
      listening.abort();
      for (const each of ended) each.catch(() => undefined);
    }
  }
}

/** Answers the messages of a `Contender`: with what `run` cost, and with what `report` says of the last run. */
export function serve<Found>(run: () => Promise<Found> | Found, report: (found: Found) => unknown): void {
  let last: Found | undefined;
  process.on("message", async (message) => {
    if (message === "report") process.send!(await report(last!));
    else {
      const cost = await timed(async () => {
        last = await run();
      });
      // Kilobytes on every system (uv_getrusage).
      process.send!({ ...cost, megabytes: process.resourceUsage().maxRSS / 1024 });
    }
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
