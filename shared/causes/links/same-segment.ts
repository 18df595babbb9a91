import { shownName } from "../../report/inert-text.ts";
import type { CauseLink } from "./cause-link.ts";

/** The drift of both is that of one segment: without its rows neither would be one. */
export const sameSegment: CauseLink = {
  name: "same segment",
  link(leader, other) {
    const common = leader.segments.find((value) => other.segments.includes(value));
    return common === undefined ? undefined : `segment ${shownName(common)} explains them`;
  },
};
