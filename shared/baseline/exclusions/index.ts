import { clock } from "./clock.ts";
import { clockInRows } from "./clock-in-rows.ts";
import { constantInWindow } from "./constant-in-window.ts";
import { counterInRows } from "./counter-in-rows.ts";
import type { ExclusionRule } from "./exclusion-rule.ts";
import { identifier } from "./identifier.ts";
import { keyTexts } from "./key-texts.ts";
import { numberedOn } from "./numbered-on.ts";
import { serialNumber } from "./serial-number.ts";
import { timeTexts } from "./time-texts.ts";
import { visit } from "./visit.ts";

/** Every kind of column that is proposed to be left out; the first that has a reason gives it. To add one: write its file, add its line. */
export const exclusionRules = [
  constantInWindow,
  clock,
  numberedOn,
  clockInRows,
  counterInRows,
  serialNumber,
  identifier,
  keyTexts,
  visit,
  timeTexts,
] as const satisfies readonly ExclusionRule[];
