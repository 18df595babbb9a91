import type { DifferenceCause } from "./difference-cause.ts";

export const excludedColumn: DifferenceCause = {
  name: "excluded-column",
  means: "The definition or the baseline leaves the column out of judging; the service judged it.",
  explains: ({ kind, feature, plumbline }, { excluded }) =>
    kind === "violation" && plumbline === null && feature !== null && excluded.has(feature),
};
