/** What a record has against its columns: the decisions of the checks, over numbers that were measured before. */
import { acceptedChance, returnMonths } from "../calibration/alarm-budget.ts";
import { SHARE_FAMILIES, type ShareFamily } from "../calibration/column-tally.ts";
import { constraintChecks } from "../constraints/checks/index.ts";
import type { ConstraintCheck, Finding, ShareCheckName } from "../constraints/constraint-check.ts";
import { driftThreshold } from "../constraints/drift-threshold.ts";
import type { JudgedColumn } from "../constraints/judged-columns.ts";
import { limitOfSurprise } from "../monitors/chance-limits.ts";
import { gapThreshold } from "../monitors/judge-spans.ts";
import { SPAN_CHECKS } from "../monitors/span-finding.ts";
import { shortMonths } from "../report/once-in-words.ts";
import type { Violation } from "../report/verdict.ts";
import { CUSTOM_RULE_CHECK } from "../rules/custom-rule-check.ts";
import type { Fired } from "./outcome.ts";
import type { Judging, RecordedColumn } from "./window-record.ts";

/** A finding as far as a record knows it. */
export type Found = Omit<Fired, "severity"> & Pick<Finding, "severity">;

/** What fires, and what is told beside it. */
export interface Sorted {
  readonly findings: readonly Found[];
  readonly reported: readonly Found[];
}

/** What the window has by itself, by check in the registry's order; what no threshold decides is as it was. */
export function sortedAlone(judging: Judging): Sorted {
  const { violations, reported } = judging.record.verdict;
  const checks: readonly ConstraintCheck[] = constraintChecks;
  const sorted = checks.map((check): Sorted => {
    if (check.structural) return { findings: kept(violations, check.name, judging), reported: [] };
    return check.shortfalls === undefined ? sortedDrift(check, judging) : sortedShares(check, judging);
  });
  return {
    findings: [
      ...sorted.flatMap(({ findings }) => findings),
      ...kept(violations, CUSTOM_RULE_CHECK, judging),
    ],
    reported: [...sorted.flatMap((each) => each.reported), ...kept(reported, CUSTOM_RULE_CHECK, judging)],
  };
}

function kept(violations: readonly Violation[], name: string, { definition }: Judging): Found[] {
  const check = (constraintChecks as readonly ConstraintCheck[]).find((each) => each.name === name);
  return violations
    .filter((violation) => violation.check === name && violation.scale === undefined)
    .map(({ column, distance, threshold, thresholdFrom }) => ({
      column,
      check: name,
      severity:
        check?.severity ??
        definition.rules?.find((rule) => rule.name === thresholdFrom)?.severity ??
        "ticket",
      distance,
      threshold,
    }));
}

function sortedShares(check: ConstraintCheck, { columns, limits, definition }: Judging): Sorted {
  const least = definition.shortfall.threshold ?? 0;
  const beyond = columns.flatMap(({ name, drift }) => {
    const share = drift.measured?.shares?.[check.name as ShareCheckName];
    if (share === undefined) return [];
    const measured = { ...share, m: share.m ?? Number.POSITIVE_INFINITY };
    const { limit, returnMonths } = limits.share(
      { name } as JudgedColumn,
      check.name as ShareCheckName,
      measured,
    )!;
    const distance = share.expected - share.observed;
    return distance > limit ? [found(check, name, { distance, threshold: limit, returnMonths })] : [];
  });
  return {
    findings: beyond.filter(({ distance }) => distance! > least),
    reported: beyond.filter(({ distance }) => distance! <= least),
  };
}

function sortedDrift(check: ConstraintCheck, judging: Judging): Sorted {
  const findings: Found[] = [];
  const reported: Found[] = [];
  for (const column of judging.columns) {
    const values = column.drift.measured?.values;
    const { distance } = column.drift;
    if (values === undefined || distance === null) continue;
    const threshold = driftThreshold(column.config, judging.thresholds, values.kind);
    const asked = limitOf(column, judging);
    const limit = asked?.limit ?? 0;
    const months = { distance, returnMonths: asked?.returnMonths };
    if (distance > Math.max(threshold, limit))
      findings.push(found(check, column.name, { ...months, threshold: Math.max(threshold, limit) }));
    else if (asked !== undefined && distance > limit)
      reported.push(found(check, column.name, { ...months, threshold: limit }));
  }
  return { findings, reported };
}

function limitOf({ name, drift: { distance, measured } }: RecordedColumn, { chance: options }: Judging) {
  const { kind, n, m, chance, nats, atOwnLevel } = measured!.values!;
  if (chance === undefined || nats === undefined || distance === null) return undefined;
  return limitOfSurprise(
    { name },
    { distance, kind, n, m, chance, nats: nats ?? Number.POSITIVE_INFINITY, atOwnLevel },
    options,
  );
}

interface FoundParts {
  readonly distance: number;
  readonly threshold: number;
  readonly returnMonths: number | undefined;
  readonly scale?: string;
}

const found = (
  { name, severity }: ConstraintCheck,
  column: string,
  { distance, threshold, returnMonths, scale }: FoundParts,
): Found => ({
  column,
  check: name,
  severity,
  ...(scale === undefined ? {} : { scale }),
  distance,
  threshold,
  ...(returnMonths === undefined ? {} : { returnMonths }),
});

/** Adds what longer spans show and nothing shorter does, as `withSpans`. */
export function withRecordedSpans(alone: Sorted, judging: Judging): Sorted {
  const findings = [...alone.findings];
  const reported = [...alone.reported];
  for (const { scale } of judging.record.verdict.spans ?? []) {
    const span = SHARE_FAMILIES.flatMap((family) => spanFindings(family, scale, judging));
    const told = new Set(findings.map(nameOf));
    findings.push(
      ...span
        .filter(({ isLarge }) => isLarge)
        .map((each) => each.found)
        .filter((each) => !told.has(nameOf(each))),
    );
    const known = new Set([...findings, ...reported].map(nameOf));
    reported.push(
      ...span
        .filter(({ isLarge }) => !isLarge)
        .map((each) => each.found)
        .filter((each) => !known.has(nameOf(each))),
    );
  }
  return { findings, reported };
}

const nameOf = ({ column, check }: Found) => `${check}\0${column}`;

function spanFindings(
  family: ShareFamily,
  scale: string,
  { columns, chance: { budget }, thresholds, definition }: Judging,
) {
  const accepted = acceptedChance(budget, scale, family);
  return columns.flatMap(({ name, config, drift }) => {
    const difference = drift.measured?.spans?.[scale]?.[family];
    if (difference === undefined || difference.chance >= accepted) return [];
    const { distance, chance, kind } = difference;
    const threshold =
      family === "values" ? gapThreshold(config, kind, thresholds) : (definition.shortfall.threshold ?? 0);
    const months = shortMonths(returnMonths(chance, budget, scale, family));
    return [
      {
        found: found(SPAN_CHECKS[family], name, { distance, threshold, returnMonths: months, scale }),
        isLarge: distance > threshold,
      },
    ];
  });
}
