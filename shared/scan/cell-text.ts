import { BACKSLASH, COMMA, QUOTE } from "./bytes.ts";
import { BOOLEAN, type CellBuffer, MISSING, NEGATIVE, ODD, TEXT } from "./cell-buffer.ts";
import { asciiText } from "./string-bytes.ts";

/** What a cell of CSV says, for whoever needs it as a text: null where it is missing. */
export function cellText(cells: CellBuffer, at: number): string | null {
  const kind = cells.kinds[at]! & ~NEGATIVE;
  const start = cells.starts[at]!;
  if (kind === MISSING) return null;
  if (kind === ODD) return cells.texts[at]!;
  if (kind === TEXT || kind === BOOLEAN) return asciiText(cells.bytes, start, cells.ends[at]!);
  let end = start;
  while (![COMMA, QUOTE, BACKSLASH].includes(cells.bytes[end]!)) end++;
  return asciiText(cells.bytes, start, end);
}
