import { formatNoun } from "../../shared/report/format-number.ts";
import type { ReadFile, ResultFiles } from "../../steps/model-monitor-results.ts";
import { compareConstraints } from "./compare-constraints.ts";
import { compareStatistics } from "./compare-statistics.ts";
import { compareViolations } from "./compare-violations.ts";
import type { Difference } from "./difference.ts";

/**
 * In what the service's files of an hour and Plumbline's differ. `service` is undefined where no job has written anything. A side
 * without violations has no file of them. Values of the columns in `sensitive` are left out.
 */
export function compareHour(
  service: ResultFiles | undefined,
  plumbline: ResultFiles,
  sensitive: ReadonlySet<string>,
): Difference[] {
  if (service === undefined || !hasResult(plumbline)) return compareAbsence(service, plumbline);
  return [
    ...compareFile("constraints.json", service.constraints, plumbline.constraints, compareConstraints),
    ...compareFile("statistics.json", service.statistics, plumbline.statistics, compareStatistics),
    ...compareViolations(violationsOf(service), violationsOf(plumbline)),
  ].map((difference) => withheld(difference, sensitive));
}

export const violationsOf = ({ violations }: ResultFiles) => violations?.value.violations ?? [];

/** Whether a side has said anything: violations alone are all there is where the columns are others. */
export const hasResult = ({ statistics, constraints, violations }: ResultFiles): boolean =>
  (statistics ?? constraints ?? violations) !== undefined;

function compareAbsence(service: ResultFiles | undefined, plumbline: ResultFiles): Difference[] {
  const [theirs, ours] = [service && saidOf(service), hasResult(plumbline) ? saidOf(plumbline) : undefined];
  if (theirs === undefined && ours === undefined) return [];
  return [{ kind: "hour", feature: null, field: "result", service: theirs ?? null, plumbline: ours ?? null }];
}

function saidOf({ statistics, violations }: ResultFiles): string {
  if (statistics !== undefined) return formatNoun(statistics.value.dataset.item_count, "row");
  return violations === undefined ? "a result" : formatNoun(violations.value.violations.length, "violation");
}

function compareFile<T>(
  field: string,
  service: ReadFile<T> | undefined,
  plumbline: ReadFile<T> | undefined,
  compare: (service: T, plumbline: T) => Difference[],
): Difference[] {
  if (service === undefined && plumbline === undefined) return [];
  if (service !== undefined && plumbline !== undefined)
    return service.text === plumbline.text ? [] : compare(service.value, plumbline.value);
  const there = (file: ReadFile<T> | undefined) => (file === undefined ? null : "present");
  return [{ kind: "file", feature: null, field, service: there(service), plumbline: there(plumbline) }];
}

function withheld(difference: Difference, sensitive: ReadonlySet<string>): Difference {
  if (difference.kind === "violation" || !sensitive.has(difference.feature ?? "")) return difference;
  const hide = (said: string | null) => (said === null ? null : "withheld");
  return { ...difference, service: hide(difference.service), plumbline: hide(difference.plumbline) };
}
