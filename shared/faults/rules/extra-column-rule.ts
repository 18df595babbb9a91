import { columnSetChange } from "../../constraints/column-set-change.ts";
import { formatCount, formatShare } from "../../report/format-number.ts";
import { shownName } from "../../report/inert-text.ts";
import { expectedShare, isBeyondChance } from "../chance.ts";
import type { HardFault, HardFaultRule } from "../hard-fault.ts";

/**
 * A column that the baseline does not know, in most rows: a ticket, because somebody may have meant it. Where columns are missing as
 * well it is one change, and the rule of the missing ones speaks of it.
 */
export const extraColumnRule: HardFaultRule = {
  kind: "extra-column",
  find({ context, whole, records }) {
    const change = columnSetChange(context);
    if (change === undefined || change.shifted || change.missing.length > 0) return [];
    const { baseline, current } = context;
    const seen = whole.rows || baseline.profile.rows || baseline.statistics?.dataset.item_count || 0;
    const expected = expectedShare([{ count: 0, rows: seen }]);
    return change.extra.flatMap(({ column, share }): HardFault[] => {
      const found = { share, rows: current.rows, expected };
      if (!isBeyondChance(found, records)) return [];
      const description = `${shownName(column)} is in ${formatShare(share)} of ${formatCount(current.rows)} rows; the baseline does not know it.`;
      return [{ kind: "extra-column", column, severity: "ticket", ...found, description }];
    });
  },
};
