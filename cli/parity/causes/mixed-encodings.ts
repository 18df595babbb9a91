import type { DifferenceCause } from "./difference-cause.ts";

/** "Encoding mismatch: Encoding is CSV for endpointInput, but Encoding is JSON for endpointOutput." */
export const mixedEncodings: DifferenceCause = {
  name: "mixed-encodings",
  means: "The job fails on a record whose input and output have different encodings; Plumbline reads it.",
  explains: ({ kind, service }, { facts }) =>
    kind === "hour" && service === null && facts !== undefined && facts.mixedEncodings > 0,
};
