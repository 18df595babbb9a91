import type { DifferenceCause } from "./difference-cause.ts";

export const capturesNotGiven: DifferenceCause = {
  name: "captures-not-given",
  means: "The captures of the hour are not among those that were given: nothing can be judged again.",
  explains: ({ kind, plumbline }, { facts }) =>
    kind === "hour" && plumbline === null && (facts === undefined || facts.files + facts.movedIn === 0),
};
