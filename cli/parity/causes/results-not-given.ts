import { isStructural } from "./column-count.ts";
import type { DifferenceCause } from "./difference-cause.ts";

/** Every run writes statistics and constraints, unless the number of columns was another. */
export const resultsNotGiven: DifferenceCause = {
  name: "results-not-given",
  means: "The file is not among the results that were given, although every run writes it.",
  explains: ({ kind, service }, hour) => kind === "file" && service === null && !isStructural(hour),
};
