/** Streams in which one column changes at a known hour: what is found, how soon, and whether the right column is named first. */
import { seededRandom } from "../../shared/random.ts";
import { type Endpoint, judgeHours, learnEndpoint } from "./endpoint.ts";
import { BASELINE_HOURS, COLUMNS, EFFECT } from "./quiet-months.ts";
import { drawStream, type Shift, type StreamLaw } from "./streams.ts";

/** What happens to a column, and which of the 30 it happens to. */
export interface Change {
  readonly name: string;
  readonly of: "number" | "category";
  /** After so many hours; nothing is no change in that hour. */
  shift(hours: number): Shift | undefined;
}

const always = (shift: Shift) => () => shift;
export const CHANGES: readonly Change[] = [
  { name: "mean + 0.1 deviations", of: "number", shift: always({ mean: 0.1 }) },
  { name: "mean + 0.25 deviations", of: "number", shift: always({ mean: 0.25 }) },
  { name: "mean + 0.5 deviations", of: "number", shift: always({ mean: 0.5 }) },
  {
    name: "mean + 1 deviation in one hour only",
    of: "number",
    shift: (hours) => (hours === 0 ? { mean: 1 } : undefined),
  },
  {
    name: "mean that climbs by half a deviation in a week",
    of: "number",
    shift: (hours) => ({ mean: Math.min(0.5, hours / 336) }),
  },
  { name: "deviation × 1.3", of: "number", shift: always({ spread: 1.3 }) },
  { name: "all values × 1,000", of: "number", shift: always({ thousandfold: 1 }) },
  { name: "1 % of the values × 1,000", of: "number", shift: always({ thousandfold: 0.01 }) },
  { name: "2 % of the cells missing", of: "number", shift: always({ missing: 0.02 }) },
  { name: "a fifth of the first category becomes the last", of: "category", shift: always({ swapped: 0.2 }) },
  { name: "1 % of a category never seen", of: "category", shift: always({ unseen: 0.01 }) },
];

/** Streams in which something changes; 30 columns unless it says otherwise. */
export const COURSES: readonly (StreamLaw & { readonly columns?: number })[] = [
  { name: "independent, 100 rows an hour", rows: 100 },
  { name: "independent, 300 rows", rows: 300 },
  { name: "independent, 1,000 rows", rows: 1000 },
  { name: "independent, 3,000 rows", rows: 3000 },
  { name: "independent, 30,000 rows", rows: 30_000 },
  { name: "independent, 1,000 rows, 5 columns", rows: 1000, columns: 5 },
  { name: "independent, 1,000 rows, 300 columns", rows: 1000, columns: 300 },
  {
    name: "wave over the day, wandering (ρ = 0.9, 0.15 deviations), 1,000 rows",
    rows: 1000,
    wave: 0.5,
    wander: { sd: 0.15, rho: 0.9 },
  },
];

export interface LoudTrial {
  /** Windows until it was found, the first is 1; null where a week did not show it. */
  readonly windows: number | null;
  /** Whether no other column was as surprising in the hour in which it was found. */
  readonly rightCulprit: boolean;
  /** Whether it was large enough to alarm when it was found. */
  readonly alarmed: boolean;
}

const WATCHED_HOURS = 168;
const endpoints = new Map<number, Endpoint>();

/** One change at an hour of its own in a column of its own; the endpoint is learnt once a course and thread. */
export function loudTrial(course: number, change: number, trial: number): LoudTrial {
  const endpoint = endpointOf(course);
  const { of, shift } = CHANGES[change]!;
  const choices = endpoint.columns.flatMap(({ cuts }, at) =>
    (cuts.kind === "numeric") === (of === "number") ? [at] : [],
  );
  const changed = choices[trial % choices.length]!;
  const from = endpoint.next + 5 * trial;
  const watch = (hours: number, only: (column: number) => boolean) =>
    judgeHours(endpoint, {
      from,
      hours,
      only,
      shiftOf: (column, t) => (column === changed ? shift(t - from) : undefined),
    });
  const own = watch(WATCHED_HOURS, (column) => column === changed);
  const first = own[0];
  if (first === undefined) return { windows: null, rightCulprit: false, alarmed: false };
  const windows = first.hour - from + 1;
  // The others are asked for the hour in which it was found: what they said before is a false alarm of another table.
  const others = watch(windows, (column) => column !== changed).filter(({ hour }) => hour === first.hour);
  return {
    windows,
    rightCulprit: others.every(({ chance }) => chance > first.chance),
    alarmed: own.some(({ hour, effect }) => hour === first.hour && effect > EFFECT),
  };
}

function endpointOf(course: number): Endpoint {
  let endpoint = endpoints.get(course);
  if (endpoint === undefined) {
    endpoint = learnEndpoint(
      drawStream(COURSES[course]!, seededRandom(77_777 + course)),
      COURSES[course]!.columns ?? COLUMNS,
      BASELINE_HOURS,
    );
    endpoints.set(course, endpoint);
  }
  return endpoint;
}
