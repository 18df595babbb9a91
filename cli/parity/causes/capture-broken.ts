import type { DifferenceCause } from "./difference-cause.ts";

export const captureBroken: DifferenceCause = {
  name: "capture-broken",
  means: "More than a fifth of the lines cannot be read: Plumbline says so and judges nothing.",
  explains: ({ kind, plumbline }, { verdict }) =>
    kind === "violation" && plumbline === null && verdict?.verdict === "CaptureBroken",
};
