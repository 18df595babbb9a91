import { shownName } from "../report/inert-text.ts";
import { SEVERAL } from "./fault-kinds.ts";
import { type FaultLook, type HardFault, LEAST_RECORDS, LEAST_ROWS } from "./hard-fault.ts";
import { hardFaultRules } from "./rules/index.ts";

/** Columns of one kind of fault that are told one by one; more of them, as after a broken join, are one fault of the table. */
const MOST_ALONE = 3;
/** Names of those that the one fault tells, and as many of them in its sentence. */
const NAMED = 20;
const IN_WORDS = 10;
/** A name that is longer than this is a page of its own, which no event holds: the closed window speaks of it. */
const LONGEST_NAME = 1000;

/** Whether a part of a window says enough to be judged at once. */
export const isEnough = ({ rows, records }: { readonly rows: number; readonly records: number }): boolean =>
  rows >= LEAST_ROWS && records >= LEAST_RECORDS;

/** The hard faults of a part of a window, by kind and then by column; none of a part that is too small. Model Monitor knows none. */
export function findHardFaults(look: FaultLook): HardFault[] {
  const { context, records } = look;
  if (context.compat || !isEnough({ rows: context.current.rows, records })) return [];
  return hardFaultRules.flatMap((rule) =>
    together(rule.find(look).filter(({ column }) => column.length <= LONGEST_NAME)),
  );
}

function together(faults: readonly HardFault[]): readonly HardFault[] {
  if (faults.length <= MOST_ALONE) return faults;
  const [first] = faults as [HardFault];
  const names = faults.map(({ column }) => column).slice(0, NAMED);
  const shown = names.slice(0, IN_WORDS).map(shownName).join(", ");
  const more = faults.length > IN_WORDS ? ", …" : "";
  return [
    {
      ...first,
      column: SEVERAL,
      share: Math.min(...faults.map(({ share }) => share)),
      expected: Math.max(...faults.map(({ expected }) => expected)),
      description: `${faults.length} columns at once (${shown}${more}). ${first.description}`,
      columns: names,
    },
  ];
}
