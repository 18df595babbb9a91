/** The registry of links: a new one is a file and its line here. The first that holds is told. */
import type { CauseLink } from "./cause-link.ts";
import { sameMovement } from "./same-movement.ts";
import { sameRows } from "./same-rows.ts";
import { sameSegment } from "./same-segment.ts";

export const causeLinks: readonly CauseLink[] = [sameSegment, sameRows, sameMovement];
