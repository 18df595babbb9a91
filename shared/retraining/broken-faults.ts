import type { Acknowledgement } from "../acknowledgements/acknowledgement.ts";
import { confirms } from "../faults/fault-kinds.ts";
import type { FaultEntry, ToldEpisode } from "../faults/fault-state.ts";
import { parseWindowId } from "../window/window.ts";

export type BrokenFault = Pick<FaultEntry, "kind" | "column" | "told">;

/**
 * Hard faults with those of their episodes in which the data were broken: not one that a closed window withdrew, nor one that somebody has
 * answered as expected or as drift, for as long as the answer holds: a unit that was changed on purpose is what a model is to learn.
 */
export function brokenFaults(
  faults: readonly BrokenFault[],
  said: readonly Acknowledgement[],
): BrokenFault[] {
  return faults.map(({ kind, column, told }) => ({
    kind,
    column,
    told: told.filter(
      (episode) =>
        episode.state !== "withdrawn" && !said.some((each) => excuses(each, { kind, column }, episode)),
    ),
  }));
}

function excuses(
  { as, window, until, causes }: Acknowledgement,
  fault: Pick<FaultEntry, "kind" | "column">,
  { first, last }: ToldEpisode,
): boolean {
  if (as === "fault" || as === "withdrawn") return false;
  const [answered, from, to] = [window, first, last].map((id) => parseWindowId(id).start);
  if (answered! < from! || answered! > to! || to! >= Date.parse(until)) return false;
  return causes.some((cause) => confirms(cause, fault));
}
