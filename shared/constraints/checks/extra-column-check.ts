import { columnSetCheck } from "../column-set-check.ts";

/**
 * Whether the window has columns that the baseline does not know, in more than half of its rows. Where others are missing
 * it is one change, and the missing column check speaks of both.
 */
export const extraColumnCheck = columnSetCheck({
  name: "extra_column_check",
  severity: "ticket",
  what: "extra",
  speaksFor: ({ missing, shifted }, { now, expected }) => (shifted ? now > expected : missing.length === 0),
  isOff: ({ now, expected }) => now > expected,
  evaluated: ({ current }) => (current.rows === 0 ? 0 : 1),
});
