import { nameList } from "./name-list.ts";
import { onceInWords } from "./once-in-words.ts";
import type { Cause, Verdict, Violation } from "./verdict.ts";

/** A cause with what is told of it. */
export interface ToldCause extends Cause {
  /** Violations of the leader, in the order of rank. */
  readonly violations: readonly Violation[];
  /** The other columns. */
  readonly followers: readonly string[];
}

/** The causes of a verdict; of one from before there were any, each column is its own. */
export function causesOf({ causes, violations }: Pick<Verdict, "causes" | "violations">): ToldCause[] {
  const byColumn = Map.groupBy(violations, ({ column }) => column);
  const known =
    causes ?? [...byColumn.keys()].map((column) => ({ leader: column, columns: [column], why: null }));
  return known.map((cause) => ({
    ...cause,
    violations: byColumn.get(cause.leader) ?? [],
    followers: cause.columns.slice(1),
  }));
}

/** More causes in a sentence are not read. */
const MOST_TOLD = 3;

/** `income, once in 41 months, with it zip, age`; of several `first income, once in 41 months, with it zip, age; then plan`. */
export function causesInWords(given: Pick<Verdict, "causes" | "violations">): string {
  const causes = causesOf(given);
  const [only, ...others] = causes;
  if (only === undefined) return "";
  if (others.length === 0) return causeInWords(only);
  const told = causes.slice(0, MOST_TOLD).map(causeInWords).join("; then ");
  const left = causes.length - MOST_TOLD;
  return `first ${told}${left > 0 ? `; and ${left} more` : ""}`;
}

function causeInWords({ leader, followers, violations }: ToldCause): string {
  const [first] = violations;
  const once = first?.returnMonths === undefined ? "" : `, ${onceInWords(first.returnMonths)}`;
  return `${leader}${once}${followers.length === 0 ? "" : `, with it ${nameList(followers)}`}`;
}
