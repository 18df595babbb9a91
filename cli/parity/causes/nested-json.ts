import type { DifferenceCause } from "./difference-cause.ts";

/** "We currently only support flat json at the moment." */
export const nestedJson: DifferenceCause = {
  name: "nested-json",
  means: "The job fails on JSON that holds an object or a list; Plumbline flattens it.",
  explains: ({ kind, service }, { facts }) =>
    kind === "hour" && service === null && facts !== undefined && facts.nestedJson > 0,
};
