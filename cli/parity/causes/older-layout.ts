import type { ResultFiles } from "../../../steps/model-monitor-results.ts";
import type { DifferenceCause } from "./difference-cause.ts";

/** Fields that came with the analyzer of 2023. */
const SINCE_2023 = ["approximate_num_distinct_values", "completeness"];
const CONFIG_SINCE_2023 = ["categorical_comparison_threshold", "categorical_drift_method"];
const last = (field: string) => field.split(".").at(-1)!;

export const olderLayout: DifferenceCause = {
  name: "older-layout",
  means: "The service wrote its layout of before 2023, which has no such field.",
  explains({ kind, feature, field, service }, hour) {
    if (service !== null) return false;
    if (kind === "constraint") return feature === null && CONFIG_SINCE_2023.includes(last(field));
    return kind === "statistic" && SINCE_2023.includes(last(field)) && isOld(hour.service);
  },
};

/** No column has the newer fields. */
function isOld(files: ResultFiles | undefined): boolean {
  const features = files?.statistics?.value.features ?? [];
  return features.every(({ numerical_statistics, string_statistics }) =>
    SINCE_2023.every((key) => !Object.hasOwn(numerical_statistics ?? string_statistics ?? {}, key)),
  );
}
