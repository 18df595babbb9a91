/** A process of `everyOrder`: it awaits `turn()` before each call that others could see. */
export type Process = (turn: () => Promise<void>) => Promise<void>;

/**
 * Runs some processes once in every order in which their calls can happen, each time from the start: `begin` makes a fresh world and
 * its processes, and gives what to check when all have ended. Resolves with the number of orders. For a handful of calls a process:
 * the number of orders grows with their factorial (simulation/model-check/ is for more).
 */
export async function everyOrder(
  begin: () => { readonly processes: readonly Process[]; readonly end: () => void | Promise<void> },
): Promise<number> {
  let choices: { taken: number; of: number }[] = [];
  for (let orders = 1; ; orders++) {
    const { processes, end } = begin();
    choices = await runInOrder(processes, choices);
    await end();
    // The next order differs in the last choice that had another way.
    while (choices.length > 0 && choices.at(-1)!.taken + 1 === choices.at(-1)!.of) choices.pop();
    if (choices.length === 0) return orders;
    choices.at(-1)!.taken += 1;
  }
}

/** Follows the given choices and takes the first way from there on. Resolves with all that were made. */
async function runInOrder(
  processes: readonly Process[],
  given: readonly { readonly taken: number; readonly of: number }[],
): Promise<{ taken: number; of: number }[]> {
  const waiting = new Map<number, () => void>();
  let running = processes.length;
  const ended = Promise.all(
    processes.map((process, at) =>
      process(() => new Promise((resolve) => waiting.set(at, resolve))).finally(() => running--),
    ),
  );
  ended.catch(() => {}); // awaited below
  const made: { taken: number; of: number }[] = [];
  for (;;) {
    // Until nobody can go on by itself: what the steps await besides is answered at once.
    await new Promise((resolve) => setImmediate(resolve));
    if (running === 0) break;
    if (waiting.size < running) continue;
    const ready = [...waiting.keys()].sort((a, b) => a - b);
    const taken = given[made.length]?.taken ?? 0;
    made.push({ taken, of: ready.length });
    const next = ready[taken]!;
    const go = waiting.get(next)!;
    waiting.delete(next);
    go();
  }
  await ended;
  return made;
}
