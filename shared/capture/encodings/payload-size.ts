/** How much one record may hold: a line of 8 MB can spell millions of rows, each of which takes a hundred times its two characters. */
import type { Decoded, Row } from "../row.ts";

/** Cells of a row: as many as a profile holds columns. */
export const MOST_ROW_CELLS = 10_000;
/** Rows and cells of a payload, about. A million rows of one cell on both sides take 700 MB while they are read; a function has 1,769. */
export const MOST_PAYLOAD_CELLS = 1_000_000;

const SEPARATORS = new Set([..."\n,[{"].map((sign) => sign.charCodeAt(0)));

/**
 * Why a payload's text is not even parsed, undefined where it is: every cell but the first stands behind a comma or a line
 * break of CSV, or a comma or a bracket of JSON. The ones inside texts count too.
 */
export function payloadSizeFault(text: string): string | undefined {
  if (text.length <= MOST_PAYLOAD_CELLS) return undefined;
  let separators = 0;
  for (let at = 0; at < text.length; at++) if (SEPARATORS.has(text.charCodeAt(at))) separators++;
  return separators > MOST_PAYLOAD_CELLS ? `payload has more than ${MOST_PAYLOAD_CELLS} cells` : undefined;
}

/** The rows of a record, or a reason where one of them is no row of a table. A line of answers, one an input row, may be as wide as it likes. */
export function ofPossibleWidth<Rows extends Decoded>(read: Rows): Rows | Unreadable {
  return read.ok && read.rows.some(isTooWide) ? { ok: false, reason: TOO_WIDE } : read;
}

type Unreadable = Extract<Decoded, { ok: false }>;

export const isTooWide = ({ cells }: Pick<Row, "cells">): boolean => cells.length > MOST_ROW_CELLS;
export const TOO_WIDE = `row has more than ${MOST_ROW_CELLS} cells`;
