/**
 * Explicit-state search over the interleavings of real steps (docs/architecture.md, the fence). A state is the store, the
 * executions and where every process stands; a step is one call, and then whatever follows from it that nobody else can see.
 * The search goes breadth first, so no counterexample is shorter than the one it shows.
 *
 * What it leaves out, and why nothing is lost by that:
 * - Private calls are done at once (private-calls.ts): they commute with everything.
 * - Two processes of one role at the same moment are interchangeable: a state knows moments, not names (state.ts).
 * - Files that no LIST of the raw folder finds are alike but for their names, and no step asks for an order of names before it
 *   plans: they begin in the order of their names (`alike` in successors.ts).
 * - With `atomicSwaps`, a compare-and-swap is one step: refused is the same as having read later (`settled` in successors.ts).
 * - A process is run once for each history of answers, not for each state (histories.ts): it can do nothing else.
 */
import { judgeEnd } from "./judge-end.ts";
import type { Setting } from "./setting.ts";
import { keyOf, type State } from "./state.ts";
import { type Step, Successors } from "./successors.ts";
import { ID } from "./window-model.ts";

export interface Explored {
  readonly states: number;
  readonly transitions: number;
  /** States in which nothing more happens. */
  readonly ends: number;
  /** Ends in which the sweep gave the window up after too many dead executions, with a verdict that says so. */
  readonly givenUp: number;
  /** Executions of the window at most. */
  readonly revisions: number;
  /** Runs of single processes, by their histories. */
  readonly runs: number;
  readonly violations: number;
  /** The first violation, with the steps to it. */
  readonly counterexample?: { readonly broken: string; readonly steps: readonly string[] };
}

/** Searches every state of a setting, or up to the first violation. `onProgress` hears the number of states now and then. */
export async function explore(
  setting: Setting,
  {
    atFirst = false,
    onProgress,
  }: { readonly atFirst?: boolean; readonly onProgress?: (states: number) => void } = {},
): Promise<Explored> {
  const successors = await Successors.of(setting);
  const tree = new SearchTree();
  const count = { transitions: 0, ends: 0, givenUp: 0, revisions: 0, violations: 0 };
  let counterexample: Explored["counterexample"];
  const violated = (broken: string, at: number, last?: Step) => {
    count.violations += 1;
    counterexample ??= { broken, steps: [...tree.pathTo(at), ...(last === undefined ? [] : [last.label()])] };
  };
  const first = await successors.first();
  tree.add(keyOf(first), -1, () => "");
  let level: { readonly id: number; readonly state: State }[] = [{ id: 0, state: first }];
  while (level.length > 0 && !(atFirst && counterexample !== undefined)) {
    const next: typeof level = [];
    for (const { id, state } of level) {
      const steps = await successors.from(state);
      if (steps.length === 0) {
        count.ends += 1;
        count.revisions = Math.max(count.revisions, revisionsOf(state));
        const judged = await judgeEnd(state.world, successors.model);
        if (judged === "given up") count.givenUp += 1;
        else if (judged !== "whole") violated(judged, id);
      }
      for (const step of steps) {
        count.transitions += 1;
        if (step.broken.length > 0) violated(step.broken[0]!, id, step);
        else {
          const found = tree.add(keyOf(step.to), id, step.label);
          if (found === undefined) continue;
          next.push({ id: found, state: step.to });
          if (tree.size % 50_000 === 0) onProgress?.(tree.size);
        }
      }
    }
    level = next;
  }
  return {
    states: tree.size,
    ...count,
    runs: successors.runs,
    ...(counterexample === undefined ? {} : { counterexample }),
  };
}

/** Executions of the window that were started. */
const revisionsOf = ({ world }: State) =>
  [...world.executions.keys()].filter((name) => name.includes(`-${ID}-`)).length;

/** The states that were seen, each with the step by which it was first reached. */
class SearchTree {
  private readonly seen = new Set<string>();
  private readonly parents: number[] = [];
  private readonly labels: string[] = [];
  /** One text for the many steps that read alike. */
  private readonly texts = new Map<string, string>();

  get size(): number {
    return this.seen.size;
  }

  /** The new state's number; undefined for a state that was seen. */
  add(key: string, parent: number, label: () => string): number | undefined {
    if (this.seen.has(key)) return undefined;
    this.seen.add(key);
    const text = label();
    if (!this.texts.has(text)) this.texts.set(text, text);
    this.labels.push(this.texts.get(text)!);
    return this.parents.push(parent) - 1;
  }

  pathTo(id: number): string[] {
    const path: string[] = [];
    for (let at = id; at > 0; at = this.parents[at]!) path.push(this.labels[at]!);
    return path.reverse();
  }
}
