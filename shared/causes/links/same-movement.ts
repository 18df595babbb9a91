import type { CauseLink } from "./cause-link.ts";

/**
 * From here on a column that moves takes the other with it, half as far: "large" in Cohen's words (Statistical Power Analysis for the
 * Behavioral Sciences, 1988, p. 80).
 */
const STRONG = 0.5;

/** Both fail the same check, and their ranks go together in the baseline: who earns more lives elsewhere. */
export const sameMovement: CauseLink = {
  name: "same movement",
  link(leader, other, { related }) {
    const correlation = related(leader.name, other.name);
    const isStrong = correlation !== undefined && Math.abs(correlation) >= STRONG;
    return isStrong && !leader.checks.isDisjointFrom(other.checks)
      ? "they go together in the baseline too"
      : undefined;
  },
};
