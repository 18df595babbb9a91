import { formatClock, formatDate } from "../report/format-time.ts";
import { nameList } from "../report/name-list.ts";
import type { Acknowledged, MutedViolation } from "../report/verdict.ts";

/** `income, age: muted until 4 Feb 2026, 14:00 UTC, acknowledged as expected.` for each answer; empty where nothing is muted. */
export function mutedInWords(muted: readonly MutedViolation[]): string {
  const groups = new Map<string, Set<string>>();
  for (const { column, acknowledged } of muted) {
    const words = acknowledgedInWords(acknowledged);
    groups.set(words, (groups.get(words) ?? new Set()).add(column));
  }
  return [...groups].map(([words, columns]) => ` ${nameList([...columns])}: ${words}.`).join("");
}

/** `muted until 4 Feb 2026, 14:00 UTC, acknowledged as expected`. */
export const acknowledgedInWords = ({ as, until }: Pick<Acknowledged, "as" | "until">): string =>
  `muted until ${timeInWords(Date.parse(until))}, acknowledged as ${as}${as === "drift" ? " (counts for retraining)" : ""}`;

/** `4 Feb 2026, 14:00 UTC`. */
export const timeInWords = (time: number): string => `${formatDate(time)}, ${formatClock(time)} UTC`;
