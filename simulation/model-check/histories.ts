import type { Answer } from "./call.ts";
import { type Body, type Constants, HeldProcess, type Standing } from "./held-process.ts";

/** What runs under a name: the same role with the same history of answers stands at the same call. */
export interface Role {
  readonly name: string;
  readonly body: Body;
}

/** A process after some answers. */
export interface Moment {
  readonly id: number;
  readonly role: Role;
  /** What its clock shows. */
  readonly now: number;
  readonly standing: Standing;
}

interface Known extends Moment {
  readonly before: Known | undefined;
  readonly answer: Answer | undefined;
  readonly next: Map<string, Known>;
  /** A run that stands here and nobody has taken further. */
  run: HeldProcess | undefined;
}

/** Runs that are kept to be taken further; the others are made again from their answers. */
const RUNS_KEPT = 2000;

/**
 * Every history that some process ever had, as a tree by answers: a process is run for a history once, whatever else was
 * different in the world. Histories of one role that are told the same are one.
 */
export class Histories {
  private readonly constants: Constants;
  private readonly begun = new Map<string, Known>();
  private readonly runs: Known[] = [];
  private made = 0;

  constructor(constants: Constants) {
    this.constants = constants;
  }

  /** Histories so far. */
  get size(): number {
    return this.made;
  }

  /** A role that was told nothing yet. */
  async begin(role: Role, now: number): Promise<Moment> {
    const key = `${role.name} at ${now}`;
    const known = this.begun.get(key);
    if (known !== undefined) return known;
    const run = new HeldProcess(role.body, this.constants, now);
    const first = await this.know({ role, now, before: undefined, answer: undefined }, run);
    this.begun.set(key, first);
    return first;
  }

  /** The moment after an answer to the call at which `moment` stands, at a time by its clock. */
  async after(moment: Moment, answer: Answer, now: number): Promise<Moment> {
    const known = moment as Known;
    const key = now === known.now ? answer.told : `${answer.told} at ${now}`;
    const there = known.next.get(key);
    if (there !== undefined) return there;
    const run = known.run ?? (await this.again(known));
    known.run = undefined;
    run.answer(answer.value, now);
    const next = await this.know({ role: known.role, now, before: known, answer }, run);
    known.next.set(key, next);
    return next;
  }

  private async know(
    { role, now, before, answer }: Pick<Known, "role" | "now" | "before" | "answer">,
    run: HeldProcess,
  ): Promise<Known> {
    const standing = await run.standing();
    const known: Known = {
      id: this.made++,
      role,
      now,
      before,
      answer,
      standing,
      next: new Map(),
      run: undefined,
    };
    if (standing.at !== "call") return known;
    known.run = run;
    const place = known.id % RUNS_KEPT;
    const forgotten = this.runs[place];
    if (forgotten !== undefined) forgotten.run = undefined;
    this.runs[place] = known;
    return known;
  }

  /** Runs a role from its start up to this moment. */
  private async again(known: Known): Promise<HeldProcess> {
    const path: Known[] = [];
    for (let at: Known | undefined = known; at?.before !== undefined; at = at.before) path.unshift(at);
    const first = path[0]?.before ?? known;
    const run = new HeldProcess(known.role.body, this.constants, first.now);
    for (const { answer, now } of path) {
      await run.standing();
      run.answer(answer!.value, now);
    }
    await run.standing();
    return run;
  }
}
