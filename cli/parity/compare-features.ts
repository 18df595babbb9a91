import { compareJson } from "./compare-json.ts";
import type { Difference } from "./difference.ts";

interface Feature {
  readonly name: string;
}

/** The differences of two lists of columns, by position as the service goes. Beyond the shorter list each column is one. */
export function compareFeatures<F extends Feature>(
  kind: Difference["kind"],
  theirs: readonly F[],
  ours: readonly F[],
  compare: (service: F, plumbline: F) => readonly Omit<Difference, "feature">[],
): Difference[] {
  const longest = Math.max(theirs.length, ours.length);
  return Array.from({ length: longest }, (_, position): Difference[] => {
    const [service, plumbline] = [theirs[position], ours[position]];
    const feature = (service ?? plumbline)!.name;
    if (service === undefined || plumbline === undefined)
      return [{ kind, feature, field: "column", service: present(service), plumbline: present(plumbline) }];
    return compare(service, plumbline).map((difference) => ({ ...difference, feature }));
  }).flat();
}

const present = (feature: Feature | undefined) => (feature === undefined ? null : "present");

/** The differing fields of a pair of columns, their own levels left out of the names: `mean`, `kll.sketch.data`. */
export function compareFields<K extends Difference["kind"]>(
  kind: K,
  service: unknown,
  plumbline: unknown,
): Omit<Difference, "feature">[] {
  return compareJson(service, plumbline).map(({ field, ...said }) => ({
    kind,
    field: field.replace(/\b(?:(?:numerical|string)_statistics|distribution|common)\.(?=\w)/g, ""),
    ...said,
  }));
}
