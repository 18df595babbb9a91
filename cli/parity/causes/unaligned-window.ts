import type { DifferenceCause } from "./difference-cause.ts";

/** Told by `hour` differences that are made for it: nothing was judged to compare with. */
export const unalignedWindow: DifferenceCause = {
  name: "unaligned-window",
  means:
    "The job looked from an hour on at which no window of Plumbline begins: they are aligned to 00:00 UTC.",
  explains: ({ kind, field }) => kind === "hour" && field === "window",
};
