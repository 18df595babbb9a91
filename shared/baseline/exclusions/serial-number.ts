import { count, distinctValues, type ExclusionRule, LEAST_ROWS } from "./exclusion-rule.ts";

/**
 * Of R whole numbers n drawn at random hold R·(1 − e^(−n/R)) different ones. Where half of the R are there, that is 72 different
 * ones of 100 draws: 95 and more, beyond the 3 % that the count may be off, were given out and not drawn.
 */
const DENSE = 0.5;
const UNIQUE = 0.95;

/**
 * A key of a table, whatever the order of its rows: whole numbers that hardly repeat although they lie close together. A new
 * row has a number that no baseline knows. Amounts repeat where they lie close, and lie far apart where they do not.
 */
export const serialNumber: ExclusionRule = {
  name: "serial number",
  reason({ whole }) {
    const { present } = whole.types;
    const { min, max } = whole.moments;
    if (whole.types.inferredType() !== "Integral" || present < LEAST_ROWS) return undefined;
    if (min === undefined || max === undefined) return undefined;
    const [distinct, possible] = [distinctValues(whole), max - min + 1];
    if (distinct < UNIQUE * present || distinct < DENSE * possible) return undefined;
    return `about ${count(distinct)} different whole numbers in ${count(present)} rows, of ${count(possible)} between the smallest and the largest: it numbers rows, it does not describe them`;
  },
};
