import { formatCount } from "../../report/format-number.ts";
import { isSameNumber } from "../affected-rows.ts";
import type { CauseLink } from "./cause-link.ts";

/**
 * As many rows are affected in both: a join that finds no partner takes the cells of all its columns in the same rows, whatever each
 * column makes of that. Which rows they are nobody has kept; that two faults meet in their number by accident is rare.
 */
export const sameRows: CauseLink = {
  name: "same rows",
  link(leader, other) {
    const found = leader.affected.find((mine) =>
      other.affected.some((theirs) => mine.scale === theirs.scale && isSameNumber(mine, theirs)),
    );
    return found === undefined
      ? undefined
      : `as many rows are affected (${formatCount(Math.round(found.rows))} of ${formatCount(found.of)})`;
  },
};
