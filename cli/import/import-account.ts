import type { Description } from "./description.ts";
import { accountFor, type FieldAccount, left } from "./field-fate.ts";
import { fieldsOf } from "./fields/index.ts";
import type { ImportedMonitor } from "./imported-monitor.ts";

/** The fate of every field of every description, and what there is to say about the baseline. */
export function importAccount(
  descriptions: readonly Description[],
  imported: ImportedMonitor,
): FieldAccount[] {
  return [
    ...descriptions.flatMap((description) =>
      accountFor(description, fieldsOf(description, imported.sources), imported),
    ),
    ...baselineAccount(imported),
  ];
}

/** What no field of a description says: that there is no baseline. */
function baselineAccount({ baselineSource }: ImportedMonitor): FieldAccount[] {
  if (baselineSource !== undefined) return [];
  return [
    {
      of: "baseline",
      name: "",
      field: "",
      ...left(
        "no description names statistics and constraints",
        "Suggest one: plumbline suggest-baseline DATASET --out FOLDER; or describe the model package too.",
      ),
    },
  ];
}
