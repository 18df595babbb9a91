import { isDeepStrictEqual } from "node:util";
import type { ConstraintViolations } from "../../shared/constraints/violations-file.ts";
import { relativeDifference } from "./compare-json.ts";
import type { Difference } from "./difference.ts";

type Violation = ConstraintViolations["violations"][number];

const idOf = ({ feature_name, constraint_check_type }: Violation) =>
  JSON.stringify([feature_name, constraint_check_type]);

/**
 * In what two lists of violations differ: those that one side lacks, those of the same column and check whose texts differ, and,
 * where neither is, their order.
 */
export function compareViolations(theirs: readonly Violation[], ours: readonly Violation[]): Difference[] {
  const [service, plumbline] = [theirs, ours].map(
    (violations) => new Map(violations.map((violation) => [idOf(violation), violation])),
  ) as [Map<string, Violation>, Map<string, Violation>];
  const ids = [...new Set([...service.keys(), ...plumbline.keys()])];
  const differing = ids.flatMap((id) => compareTexts(service.get(id), plumbline.get(id)));
  if (differing.length > 0 || isDeepStrictEqual([...service.keys()], [...plumbline.keys()])) return differing;
  return [
    {
      kind: "order",
      feature: null,
      field: "violations",
      service: `${theirs.length} violations`,
      plumbline: "the same in another order",
    },
  ];
}

function compareTexts(service: Violation | undefined, plumbline: Violation | undefined): Difference[] {
  const [theirs, ours] = [service?.description, plumbline?.description];
  if (theirs === ours) return [];
  const { feature_name, constraint_check_type } = (service ?? plumbline)!;
  const relative = theirs === undefined || ours === undefined ? undefined : numbersApart(theirs, ours);
  return [
    {
      kind: "violation",
      feature: feature_name,
      field: constraint_check_type,
      service: theirs ?? null,
      plumbline: ours ?? null,
      ...(relative === undefined ? {} : { relative }),
    },
  ];
}

const NUMBER = /-?\d+(?:\.\d+)?(?:E-?\d+)?/g;

/** How far the numbers of two texts are apart that say the same but for them; undefined where they say something else. */
function numbersApart(a: string, b: string): number | undefined {
  if (a.replace(NUMBER, "#") !== b.replace(NUMBER, "#")) return undefined;
  const numbers = (text: string) => [...text.matchAll(NUMBER)].map(([digits]) => Number(digits));
  return relativeDifference(numbers(a), numbers(b));
}
