import { isDeepStrictEqual } from "node:util";
import type { ResultFiles } from "../../../steps/model-monitor-results.ts";
import type { DifferenceCause } from "./difference-cause.ts";

/** A sketch of one level holds every row in the order in which it came; Spark does not say in which order it reads several files. */
export const rowOrder: DifferenceCause = {
  name: "row-order",
  means: "The sketch holds the same values in another order: the rows came from several files.",
  explains({ kind, feature, field }, { service, plumbline, facts }) {
    if (kind !== "statistic" || field !== "kll.sketch.data" || (facts?.files ?? 0) < 2) return false;
    const [theirs, ours] = [sketchOf(service, feature), sketchOf(plumbline, feature)];
    return (
      theirs?.length === 1 && ours?.length === 1 && isDeepStrictEqual(sorted(theirs[0]), sorted(ours[0]))
    );
  },
};

/** The levels of a column's sketch, by the name that both give it. */
export function sketchOf(files: ResultFiles | undefined, feature: string | null) {
  const column = files?.statistics?.value.features.find(({ name }) => name === feature);
  return column?.numerical_statistics?.distribution?.kll?.sketch.data;
}

const sorted = (values: readonly number[] | undefined) => [...(values ?? [])].sort((a, b) => a - b);
