/**
 * A quieter or a sharper setting, of what stored windows would have come to. Nothing here knows which of them were real: a
 * proposal keeps to the budget over the time that it was looked for in, and says what it costs.
 */
import { constraintChecks } from "../constraints/checks/index.ts";
import { type Fired, keyOf, type Outcome } from "./outcome.ts";

export const DIRECTIONS = ["quieter", "sharper"] as const;
export type Direction = (typeof DIRECTIONS)[number];

/** Keys of a definition that proposals turn. */
const KNOBS = ["drift.threshold", "shortfall.threshold", "falseAlarms.perMonth"] as const;
type Knob = (typeof KNOBS)[number];
export type Turned = Readonly<Partial<Record<Knob, number>>>;

export interface ProposalQuestion {
  readonly direction: Direction;
  /** What holds now. Of drift the largest threshold of a column for a quieter setting, the smallest for a sharper one. */
  readonly now: Readonly<Record<Knob, number>>;
  /** Alarms that the budget would have accepted in the time. */
  readonly accepted: number;
  /** What the windows came to. */
  readonly before: readonly Outcome[];
  /** What one of them would have come to. */
  judge(index: number, turned: Turned): Outcome;
}

/**
 * The least turn with which no more drifts would have been told than the budget accepts (or half of them, where that is less); or the
 * furthest turn that would have added no more alarms than that, one at least. Undefined where there is nothing to turn.
 */
export function propose(question: ProposalQuestion): Turned | undefined {
  const turned = question.direction === "quieter" ? quieter(question) : sharper(question);
  return Object.keys(turned).length === 0 ? undefined : turned;
}

const DRIFTS: ReadonlySet<string> = new Set(
  constraintChecks.filter(({ kind }) => kind === "drift").map(({ name }) => name),
);
const driftsOf = ({ fired }: Outcome) => fired.filter(({ check }) => DRIFTS.has(check)).length;

/** Faults of the data are left alone: they are seldom noise, and nobody wants to miss one. */
function quieter({ now, accepted, before, judge }: ProposalQuestion): Turned {
  // What is quiet stays quiet: the others need not be asked.
  const loud = before.flatMap((outcome, index) => (driftsOf(outcome) > 0 ? [index] : []));
  const count = (turned: Turned) => loud.reduce((sum, index) => sum + driftsOf(judge(index, turned)), 0);
  let left = before.reduce((sum, outcome) => sum + driftsOf(outcome), 0);
  const goal = Math.min(Math.floor(accepted), Math.floor(left / 2));
  let turned: Turned = {};
  while (left > goal) {
    const step = bestOf([
      fewer("drift.threshold", above(turned["drift.threshold"] ?? now["drift.threshold"])),
      fewer("falseAlarms.perMonth", below(turned["falseAlarms.perMonth"] ?? now["falseAlarms.perMonth"])),
    ]);
    if (step === undefined) break;
    ({ turned, left } = step);
  }
  return turned;

  /** The first value that leaves fewer. */
  function fewer(knob: Knob, ladder: readonly number[]): Step | undefined {
    for (const [index, value] of ladder.entries()) {
      const next = { ...turned, [knob]: value };
      const remaining = count(next);
      if (remaining < left) return { turned: next, left: remaining, gain: (left - remaining) / (index + 1) };
    }
    return undefined;
  }
}

interface Step {
  readonly turned: Turned;
  readonly left: number;
  /** Drifts fewer for each value that was passed. */
  readonly gain: number;
}

const bestOf = (steps: readonly (Step | undefined)[]) =>
  steps.reduce(
    (best, step) => (step !== undefined && step.gain > (best?.gain ?? 0) ? step : best),
    undefined,
  );

/** Size first: what is certain and small was reported all the while. Then evidence, which costs false alarms. */
function sharper({ now, accepted, before, judge }: ProposalQuestion): Turned {
  const most = Math.max(1, Math.floor(accepted));
  const old = before.map(({ fired }) => new Set(fired.map(keyOf)));
  const isNew = (index: number) => (fired: Fired) => !old[index]!.has(keyOf(fired));
  const added = (turned: Turned) => {
    let sum = 0;
    for (const index of before.keys()) {
      sum += judge(index, turned).fired.filter(isNew(index)).length;
      if (sum > most) break;
    }
    return sum;
  };
  let turned: Turned = {};
  let sum = 0;
  const ladders: readonly [Knob, readonly number[]][] = [
    ["drift.threshold", below(now["drift.threshold"])],
    ["shortfall.threshold", below(now["shortfall.threshold"])],
    ["falseAlarms.perMonth", above(now["falseAlarms.perMonth"]).slice(0, BUDGET_STEPS)],
  ];
  for (const [knob, ladder] of ladders)
    for (const value of ladder) {
      const next = added({ ...turned, [knob]: value });
      if (next > most) break;
      if (next > sum) [turned, sum] = [{ ...turned, [knob]: value }, next];
    }
  return turned;
}

/** Up to ten times as many false alarms. */
const BUDGET_STEPS = 6;
const STEPS = 8;
const STEPS_A_DECADE = [1, 1.5, 2, 3, 5, 7];

/** The next values above that people would write: 0.15, 0.2, 0.3, 0.5, 0.7, 1, … */
const above = (value: number) =>
  ladder(Math.floor(Math.log10(value)), 1)
    .filter((each) => each > value)
    .slice(0, STEPS);

/** The next ones below, the largest first. */
const below = (value: number) =>
  ladder(Math.floor(Math.log10(value)), -1)
    .filter((each) => each < value)
    .reverse()
    .slice(0, STEPS);

function ladder(decade: number, way: 1 | -1): number[] {
  if (!Number.isFinite(decade)) return [];
  const decades = way === 1 ? [decade, decade + 1, decade + 2] : [decade - 2, decade - 1, decade];
  return decades.flatMap((each) => STEPS_A_DECADE.map((step) => Number((step * 10 ** each).toPrecision(2))));
}
