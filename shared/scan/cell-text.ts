import { BACKSLASH, COMMA, QUOTE } from "./bytes.ts";
import { BOOLEAN, type CellColumns, MISSING, ODD, TEXT, WITHOUT_SIGN } from "./cell-columns.ts";
import { asciiText } from "./string-bytes.ts";

/** What a cell of CSV says, for whoever needs it as a text: null where it is missing. The cells keep their starts. */
export function cellText(cells: CellColumns, at: number): string | null {
  const kind = cells.forms[at]! & WITHOUT_SIGN;
  const start = cells.starts[at]!;
  if (kind === MISSING) return null;
  if (kind === ODD) return cells.texts[cells.mantissas[at]!]!;
  if (kind === TEXT || kind === BOOLEAN) return asciiText(cells.bytes, start, cells.ends[at]!);
  let end = start;
  while (![COMMA, QUOTE, BACKSLASH].includes(cells.bytes[end]!)) end++;
  return asciiText(cells.bytes, start, end);
}
