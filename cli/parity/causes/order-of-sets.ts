import type { DifferenceCause } from "./difference-cause.ts";

export const orderOfSets: DifferenceCause = {
  name: "order-of-sets",
  means: "The same violations or categories in the order of another hash: they are sets.",
  explains: ({ kind }) => kind === "order",
};
