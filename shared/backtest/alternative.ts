/**
 * Another setting of a stored monitor: keys of its definition with other values. What a key has a part in decides how a
 * window is judged again: from what was recorded of its judgement, from its profile, or not at all without its captures.
 */
import { UnusableInput } from "../errors.ts";
import { type MonitorDefinition, parseMonitorDefinition } from "../monitors/monitor-definition.ts";

/** `recorded`: distances and chances stand, what they are held against changes. `profiles`: something is measured anew. */
export type Reach = "recorded" | "profiles";

/** Keys that judging asks for; one stands for everything below it. */
const REACH: Readonly<Record<string, Reach>> = {
  "drift.threshold": "recorded",
  "shortfall.threshold": "recorded",
  "falseAlarms.perMonth": "recorded",
  "violationRate.threshold": "recorded",
  "columns.critical": "recorded",
  "columns.exclude": "recorded",
  "drift.statistic": "profiles",
  "drift.calibration": "profiles",
  "columns.versions": "profiles",
  minRows: "profiles",
  rules: "profiles",
  holidays: "profiles",
  window: "profiles",
};

/** A value for a key of the definition: `drift.threshold=0.2`. */
export interface Setting {
  /** As it was written, for answers. */
  readonly text: string;
  readonly path: readonly string[];
  /** null takes the key away, so that its default holds. */
  readonly value: unknown;
}

/** A setting from `key=value`; the value is JSON where it reads as such, otherwise a text. Throws `UnusableInput` without a key. */
export function parseSetting(text: string): Setting {
  const found = /^([^=\s]+)=(.*)$/s.exec(text);
  const path = (found?.[1] ?? "").split(".");
  if (found === null || path.some((step) => step === ""))
    throw new UnusableInput(
      `Got --set ${text}; expected a key of the definition and its value, such as --set drift.threshold=0.2`,
    );
  return { text, path, value: readValue(found[2]!) };
}

function readValue(text: string): unknown {
  if (text === "") return null;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** A setting that differs. */
export interface Change {
  readonly key: string;
  /** undefined: the key is not there, and its default holds. */
  readonly from: unknown;
  readonly to: unknown;
}

export interface Alternative {
  readonly definition: MonitorDefinition;
  /** Against what is stored, by key. */
  readonly changes: readonly Change[];
  /** The furthest that one of them reaches. */
  readonly reach: Reach;
  /** Keys that a file has otherwise and no backtest can try: captures are read by them. */
  readonly untried: readonly string[];
}

/**
 * The stored definition with the judging keys of `wanted` (a file's definition; default: itself) and the settings over it. Throws
 * `UnusableInput` with the definition's own faults, and where a setting has no part in judging.
 */
export function alternativeOf(
  stored: MonitorDefinition,
  settings: readonly Setting[],
  wanted: MonitorDefinition = stored,
): Alternative {
  const inFile = changesBetween(stored, wanted);
  const changed = inFile.filter(({ key }) => reachOf(key) !== undefined);
  const value = structuredClone(stored) as unknown as Node;
  for (const { key, to } of changed) put(value, key.split("."), to);
  for (const { path, value: to } of settings) put(value, path, to);
  const source = settings.map(({ text }) => `--set ${text}`).join(" ") || `monitor ${stored.monitor}`;
  const definition = parseMonitorDefinition(value, source);
  const changes = changesBetween(stored, definition);
  for (const { path, text } of settings) requireJudging(path, text);
  return {
    definition,
    changes,
    reach: changes.some(({ key }) => reachOf(key) === "profiles") ? "profiles" : "recorded",
    untried: inFile.map(({ key }) => key).filter((key) => reachOf(key) === undefined && !UNJUDGED.test(key)),
  };
}

const OF_THE_BASELINE = /^(season|timezone)$/;
/** Keys by which captures are neither read nor judged. */
const UNJUDGED =
  /^(since|lateness|maxLateness|metrics|retraining|baseline|capture\.uri|variants|shadowVariants)(\.|$)/;

type Node = Record<string, unknown>;

/** What a key has a part in; undefined where judging does not ask for it. */
function reachOf(key: string): Reach | undefined {
  const found = Object.entries(REACH).find(([known]) => key === known || key.startsWith(`${known}.`));
  return found?.[1];
}

function requireJudging(path: readonly string[], text: string): void {
  const key = path.join(".");
  if (reachOf(key) !== undefined) return;
  if (OF_THE_BASELINE.test(key))
    throw new UnusableInput(
      `Got --set ${text}; the ${key} is the baseline's, which has a profile for each of its slots. Make one: plumbline suggest-baseline DATASET --monitor FILE --out FOLDER, with ${key} in FILE; then try it: --baseline FOLDER.`,
    );
  throw new UnusableInput(
    `Got --set ${text}; stored windows can be judged again by ${Object.keys(REACH).join(", ")}. What captures are read by needs the captures: change the definition, push it, and plumbline replay --source raw. Another baseline: --baseline FOLDER.`,
  );
}

/** Sets a value at a path, null to take it away; what stands in the way becomes a mapping, which the definition's check then refuses. */
function put(into: Node, path: readonly string[], value: unknown): void {
  const [last, ...above] = [path.at(-1)!, ...path.slice(0, -1)];
  let at = into;
  for (const step of above) {
    const there = at[step];
    const next = typeof there === "object" && there !== null ? there : {};
    at[step] = next;
    at = next as Node;
  }
  if (value === null || value === undefined) delete at[last];
  else at[last] = value;
}

/** Leaves that differ, by dotted key; a list is a leaf. */
function changesBetween(from: unknown, to: unknown, key = ""): Change[] {
  if (isMapping(from) || isMapping(to)) {
    const [before, after] = [isMapping(from) ? from : {}, isMapping(to) ? to : {}];
    const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return names.flatMap((name) =>
      changesBetween(before[name], after[name], key === "" ? name : `${key}.${name}`),
    );
  }
  return JSON.stringify(from) === JSON.stringify(to) ? [] : [{ key, from, to }];
}

const isMapping = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && !Array.isArray(value);
