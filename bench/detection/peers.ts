/** Detectors of drift as their packages are: streams are written as CSV, and a program beside this file asks the package. */
import { spawn } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { type MissingPeer, type Peer, type PeerName, pythonCommand, setUpPeer } from "../peers/set-up.ts";
import { type ColumnVerdict, strengthOf, type WindowVerdict } from "./verdict.ts";

/** The values of a column; NaN and "" are missing. */
type Values = readonly number[] | Float64Array | readonly string[];

/** Columns of as many rows by their names. */
export type Rows = Readonly<Record<string, Values>>;

export interface Stream {
  readonly reference: Rows;
  /**
   * Rows of consecutive windows of the reference, from which NannyML learns how windows vary; they sum to its rows.
   * By default it takes as many rows as the middle one of the windows has.
   */
  readonly chunks?: readonly number[];
  /** By their identities, which are names of files. All have the reference's columns. */
  readonly windows: ReadonlyMap<string, Rows>;
}

export type DetectorName = Extract<PeerName, "evidently" | "nannyml">;

/**
 * What counts as an alarm of each: `anyColumn`, a column beyond its default; and `dataSet`, of Evidently half of the
 * columns and more, of NannyML the reconstruction of all columns together.
 */
export interface PeerVerdict extends WindowVerdict {
  readonly window: string;
  readonly dataSet: boolean;
  /** Of all columns together, NannyML's; it is none of `columns`. */
  readonly multivariate?: ColumnVerdict;
}

interface Line {
  readonly window: string;
  readonly drifted: boolean;
  readonly columns: Readonly<Record<string, Omit<ColumnVerdict, "strength"> & { readonly center?: number }>>;
}

/** NannyML's pseudo column. */
const ALL_COLUMNS = "(all columns)";
/** How a line of a verdict begins. */
const VERDICT = '{"window": ';
/** How many lines of an error say what it is. */
const LAST_LINES = 3;

/** Writes a stream as the programs read it: `reference.csv`, `windows/<id>.csv` and `stream.json`. What was there is gone. */
export function writeStream(folder: string, { reference, windows, chunks }: Stream): void {
  rmSync(join(folder, "windows"), { recursive: true, force: true });
  mkdirSync(join(folder, "windows"), { recursive: true });
  const text = Object.keys(reference).filter((name) => typeof reference[name]![0] === "string");
  writeFileSync(
    join(folder, "stream.json"),
    JSON.stringify({ text, ...(chunks === undefined ? {} : { chunks }) }),
  );
  writeFileSync(join(folder, "reference.csv"), csv(reference));
  for (const [id, rows] of windows) writeFileSync(join(folder, "windows", `${id}.csv`), csv(rows));
}

/**
 * What a package says of every window of a stream in `folder`, by its defaults, in the order of the identities. Installs it
 * first where it is not there. A package that is missing or fails is a plain sentence and no error. `args`: `--report` asks
 * Evidently for its whole report, some twenty times as slow and with the same answers.
 */
export async function peerVerdicts(
  name: DetectorName,
  folder: string,
  args: readonly string[] = [],
): Promise<readonly PeerVerdict[] | MissingPeer> {
  const peer = setUpPeer(name);
  return "missing" in peer ? peer : await ask(name, peer, [folder, ...args]);
}

async function ask(name: DetectorName, peer: Peer, args: readonly string[]) {
  const module = fileURLToPath(new URL(`./peers/${name}_detector.py`, import.meta.url));
  const { program, args: all, env } = pythonCommand(peer, [module, ...args]);
  const child = spawn(program, all, { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, ...env } });
  const ended = new Promise<string>((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("close", (status, signal) => resolve(status === 0 ? "" : `ended with ${status ?? signal}`));
  });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said = (said + text)
      .split("\n")
      .slice(-LAST_LINES - 1)
      .join("\n");
  });
  const verdicts: PeerVerdict[] = [];
  // Packages greet and warn on the same channel now and then.
  for await (const line of createInterface({ input: child.stdout }))
    if (line.startsWith(VERDICT)) verdicts.push(verdictOf(JSON.parse(line)));
  const failure = await ended;
  if (failure !== "") return { missing: `${peer.name} is left out: ${failure}. ${said.trim()}`.trim() };
  return verdicts.sort((a, b) => (a.window < b.window ? -1 : 1));
}

function verdictOf({ window, drifted, columns: told }: Line): PeerVerdict {
  const { [ALL_COLUMNS]: multivariate, ...columns } = Object.fromEntries(
    Object.entries(told).map(([name, { center = 0, ...column }]) => {
      const scale = { center, pValue: column.method.endsWith("p_value"), twoSided: name === ALL_COLUMNS };
      return [name, { ...column, strength: strengthOf(column.score, column.threshold, scale) }];
    }),
  );
  return {
    window,
    dataSet: drifted,
    anyColumn: Object.values(columns).some((column) => column.drifted),
    columns,
    ...(multivariate === undefined ? {} : { multivariate }),
  };
}

function csv(rows: Rows): string {
  const columns = Object.values(rows);
  const lines = [Object.keys(rows).map(quoted).join(",")];
  for (let row = 0; row < (columns[0]?.length ?? 0); row++)
    lines.push(columns.map((values) => cell(values[row]!)).join(","));
  return `${lines.join("\n")}\n`;
}

const cell = (value: number | string) =>
  typeof value === "string" ? quoted(value) : Number.isNaN(value) ? "" : numeral(value);

/** As pandas reads it. */
const numeral = (value: number) => (Number.isFinite(value) ? String(value) : value > 0 ? "inf" : "-inf");

const quoted = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
