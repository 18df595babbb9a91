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

/** What no field of a description says: that there is no baseline, or that it asks for a comparison that is not made. */
function baselineAccount({ baseline, baselineSource }: ImportedMonitor): FieldAccount[] {
  const of = { of: "baseline", name: "" } as const;
  if (baselineSource === undefined)
    return [
      {
        ...of,
        field: "",
        ...left(
          "no description names statistics and constraints",
          "Suggest one: plumbline suggest-baseline DATASET --out FOLDER; or describe the model package too.",
        ),
      },
    ];
  const config = baseline?.state === "copied" ? baseline.constraints.monitoring_config : undefined;
  if (config?.distribution_constraints?.categorical_drift_method !== "ChiSquared") return [];
  return [
    {
      ...of,
      field: "monitoring_config.distribution_constraints.categorical_drift_method",
      ...left(
        "categories were compared by ChiSquared; here Model Monitor's LInfinity judges them",
        "Look at the thresholds of columns with categories, or choose drift.statistic without compatibility.",
      ),
    },
  ];
}
