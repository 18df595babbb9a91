import type { Finding } from "../constraints/constraint-check.ts";
import { shortNumber } from "../constraints/share-check.ts";
import { shownName } from "../report/inert-text.ts";
import { nameList } from "../report/name-list.ts";
import { onceInWords } from "../report/once-in-words.ts";
import { scaleInWords } from "../window/scale.ts";
import type { ChangedPair } from "./judge-pairs.ts";

/** Name of the check in verdicts and in `constraint_violations.json`; Model Monitor has none like it. */
export const CORRELATION_CHECK = "correlation_drift_check";

interface Held {
  readonly limit: number;
  readonly from: string;
  readonly threshold: number;
}

/** The first pair, what its change is held against, and which pairs hang together with it. */
export function describePairs(
  { scale, returnMonths }: Omit<Finding, "description">,
  [first, ...others]: readonly ChangedPair[],
  { limit, from, threshold }: Held,
): string {
  const { a, b, now, before } = first!;
  const change = Math.abs(now.rho - before.rho);
  const over = scale === undefined ? "" : `Over ${scaleInWords(scale)}: `;
  const exceeds = change > threshold ? "exceeds" : "does not exceed";
  const named = others.map((pair) => `${shownName(pair.a)} and ${shownName(pair.b)}`);
  const more = others.length === 0 ? "" : `; also changed: ${nameList(named)}`;
  return (
    `${over}Correlation drift: rank correlation of ${shownName(a)} and ${shownName(b)}: ` +
    `${now.rho.toFixed(2)} instead of ${before.rho.toFixed(2)}; the change ${shortNumber(change)} ${exceeds} threshold: ` +
    `${threshold} (limit ${shortNumber(limit)} ${from}; unchanged data looks like this ${onceInWords(returnMonths ?? 0)})${more}`
  );
}
