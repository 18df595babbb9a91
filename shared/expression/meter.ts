/** An expression stops here: what went wrong, and where in its text. Never quotes a value. */
export class EvaluationFault extends Error {
  readonly at: number;

  constructor(message: string, at: number) {
    super(message);
    this.name = "EvaluationFault";
    this.at = at;
  }
}

/**
 * Steps that every evaluation may take, and a document of usual size never needs a hundredth of: about three
 * milliseconds. Callers add to it for large documents.
 */
export const BASE_STEPS = 100_000;
/** Expressions evaluated inside each other, recursion included; the engine's own stack holds several times as many. */
const DEEPEST_EVALUATION = 500;
/** Characters that one step pays for. */
const CHARACTERS_A_STEP = 16;

/**
 * What an evaluation may use. Everything is paid for before it is done: one step for each node that is evaluated,
 * each element that is touched or made, each 16 characters that are read or written. So steps bound time and memory
 * at once, and the same expression over the same document always stops at the same place: no clock is asked.
 */
export class Meter {
  #left: number;
  #depth = 0;

  constructor(steps: number) {
    this.#left = steps;
  }

  /** Begins a node; `leave` ends it. */
  enter(at: number): void {
    if (++this.#depth > DEEPEST_EVALUATION)
      throw new EvaluationFault(`more than ${DEEPEST_EVALUATION} expressions inside each other`, at);
    this.spend(1, at);
  }

  leave(): void {
    this.#depth--;
  }

  spend(steps: number, at: number): void {
    this.#left -= steps;
    // The other way round a size of NaN would be free.
    if (!(this.#left >= 0)) throw new EvaluationFault("it takes more steps than it may", at);
  }

  spendText(characters: number, at: number): void {
    this.spend(Math.ceil(characters / CHARACTERS_A_STEP), at);
  }
}
