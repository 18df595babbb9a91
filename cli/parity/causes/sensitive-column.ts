import type { DifferenceCause } from "./difference-cause.ts";

export const sensitiveColumn: DifferenceCause = {
  name: "sensitive-column",
  means: "The column is sensitive: none of its values are in Plumbline's files.",
  explains: ({ kind, feature, plumbline }, { sensitive }) =>
    (kind === "statistic" || kind === "constraint") &&
    plumbline === null &&
    feature !== null &&
    sensitive.has(feature),
};
