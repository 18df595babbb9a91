import type { Moment } from "./histories.ts";
import type { World } from "./world.ts";

/** A process that has not come to its end. */
export interface Running {
  /** `twin`: a function of an execution that nobody waits for any longer and that runs all the same. */
  readonly kind: "profiler" | "execution" | "twin" | "sweep";
  readonly name: string;
  readonly moment: Moment;
  /** Files of a profiler's events. */
  readonly files: readonly number[];
  /** Does nothing before the model's clock is here (index into its times): its own clock has shown that time. */
  readonly from: number;
}

/** How often something may still happen. */
export interface Budget {
  readonly crashes: number;
  readonly buried: number;
  readonly deaths: number;
  readonly retries: number;
  readonly sweeps: number;
}

/** Everything that what follows depends on. */
export interface State {
  readonly world: World;
  readonly running: readonly Running[];
  /** Index into the model's times. */
  readonly time: number;
  readonly budget: Budget;
  /** Files whose profiler has begun, a bit each. */
  readonly begun: number;
  /** The world when the last of the quiet sweeps began. */
  readonly sweptAt: string;
}

/**
 * A text that two states have in common when they are one; of store and executions it has 128 bits, so that two different states share it once in
 * 10^25 pairs. Processes stand in it by where they are, not by who they are: two of one role at one moment are interchangeable.
 */
export function keyOf({ world, running, time, budget, begun, sweptAt }: State): string {
  const standing = running.map(
    ({ kind, moment, from }) => (moment.id * 8 + from) * 2 + (kind === "twin" ? 1 : 0),
  );
  const { crashes, buried, deaths, retries, sweeps } = budget;
  const landed = world.landed.length === 0 ? "" : world.landed.map(({ name }) => name).join("");
  return `${world.digest.toString(36)} ${landed} ${world.alarms.join()} ${standing.sort((a, b) => a - b).join()} ${time} ${crashes}${buried}${deaths}${retries}${sweeps} ${begun} ${sweptAt}`;
}
