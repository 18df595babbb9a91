import type { Cause, Violation } from "../report/verdict.ts";
import { changedColumn } from "./changed-column.ts";
import type { ChangedColumn, ColumnRelations } from "./links/cause-link.ts";
import { causeLinks } from "./links/index.ts";

/** Columns of a lower rank stand alone: so many causes are not read, and each is held against all that come behind it. */
const MOST_LEADERS = 100;

/**
 * The columns in violation by what changed them. The column that ranks first leads a cause, and all that a link ties to it belong
 * to it; of those that are left again the first leads. Only ties to the leader count: a chain of ties would have made one cause of two
 * in the end. Every column is in one cause. `violations`: in the order of rank.
 */
export function groupCauses(violations: readonly Violation[], relations: ColumnRelations): Cause[] {
  let left = changedColumns(violations);
  const causes: Cause[] = [];
  for (let [leader] = left; leader !== undefined; [leader] = left) {
    if (causes.length === MOST_LEADERS) return [...causes, ...left.map(alone)];
    const columns = [leader.name];
    const why = new Set<string>();
    const others: ChangedColumn[] = [];
    for (const other of left.slice(1)) {
      const tie = tieOf(leader, other, relations);
      if (tie === undefined) others.push(other);
      else {
        columns.push(other.name);
        why.add(tie);
      }
    }
    causes.push({ leader: leader.name, columns, why: why.size === 0 ? null : [...why].join("; ") });
    left = others;
  }
  return causes;
}

function tieOf(leader: ChangedColumn, other: ChangedColumn, relations: ColumnRelations): string | undefined {
  for (const { link } of causeLinks) {
    const tie = link(leader, other, relations);
    if (tie !== undefined) return tie;
  }
  return undefined;
}

/** In the order of the first violation of each. */
const changedColumns = (violations: readonly Violation[]): ChangedColumn[] =>
  [...Map.groupBy(violations, ({ column }) => column)].map(([name, own]) => changedColumn(name, own));

const alone = ({ name }: ChangedColumn): Cause => ({ leader: name, columns: [name], why: null });
