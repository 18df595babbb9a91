import { captureBroken } from "./capture-broken.ts";
import { capturesNotGiven } from "./captures-not-given.ts";
import { columnCount } from "./column-count.ts";
import type { DifferenceCause } from "./difference-cause.ts";
import { excludedColumn } from "./excluded-column.ts";
import { mergedSketches } from "./merged-sketches.ts";
import { mixedEncodings } from "./mixed-encodings.ts";
import { nestedJson } from "./nested-json.ts";
import { olderLayout } from "./older-layout.ts";
import { orderOfSets } from "./order-of-sets.ts";
import { resultsNotGiven } from "./results-not-given.ts";
import { rounding } from "./rounding.ts";
import { rowOrder } from "./row-order.ts";
import { sensitiveColumn } from "./sensitive-column.ts";
import { unalignedWindow } from "./unaligned-window.ts";

/** Every known cause; of several that explain a difference the first is told. To add one: write its file, add its line. */
export const differenceCauses: readonly DifferenceCause[] = [
  unalignedWindow,
  capturesNotGiven,
  resultsNotGiven,
  columnCount,
  mixedEncodings,
  nestedJson,
  captureBroken,
  excludedColumn,
  sensitiveColumn,
  olderLayout,
  orderOfSets,
  rounding,
  rowOrder,
  mergedSketches,
];
