import { inertText } from "./inert-text.ts";

export interface TableColumn {
  readonly title: string;
  /** `right` for numbers. */
  readonly align?: "left" | "right";
  /** Cells are never cut below this many terminal columns (8, or the title where that is shorter). */
  readonly least?: number;
}

const GAP = "  ";
const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;
const ZERO = /\p{M}/u;

/**
 * A plain table for a terminal: a header, a rule, one line a row, no trailing blanks, no final newline. At most
 * `width` terminal columns wide while every column keeps its least width: the widest left-aligned columns are
 * cut first. Control characters and escape sequences in cells are made visible.
 */
export function renderTable(
  columns: readonly TableColumn[],
  rows: readonly (readonly string[])[],
  { width = 100 }: { readonly width?: number } = {},
): string {
  const cells = rows.map((row) => columns.map((_, i) => inertText(row[i] ?? "")));
  const widths = fit(columns, cells, width - GAP.length * Math.max(0, columns.length - 1));
  const line = (row: readonly string[]) =>
    row
      .map((cell, i) => pad(cell, widths[i]!, columns[i]!.align))
      .join(GAP)
      .trimEnd();
  const rule = widths.map((length) => "─".repeat(length)).join(GAP);
  return [line(columns.map((column) => column.title)), rule, ...cells.map(line)].join("\n");
}

/** Terminal columns of a text: East Asian wide characters and emoji take two, combining marks none. */
export function terminalWidth(text: string): number {
  let width = 0;
  for (const character of text) width += WIDE.test(character) ? 2 : ZERO.test(character) ? 0 : 1;
  return width;
}

function fit(columns: readonly TableColumn[], rows: readonly (readonly string[])[], room: number): number[] {
  const widths = columns.map((column, i) =>
    Math.max(terminalWidth(column.title), ...rows.map((row) => terminalWidth(row[i]!))),
  );
  const least = columns.map((column, i) =>
    Math.min(widths[i]!, column.align === "right" ? widths[i]! : (column.least ?? 8)),
  );
  for (let over = widths.reduce((a, b) => a + b, 0) - room; over > 0; ) {
    const widest = indexOfWidest(widths, least);
    if (widest < 0) break;
    const second = Math.max(
      least[widest]!,
      ...widths.filter((_, i) => i !== widest && widths[i]! > least[i]! && widths[i]! < widths[widest]!),
    );
    const taken = Math.max(1, Math.min(over, widths[widest]! - second));
    widths[widest]! -= taken;
    over -= taken;
  }
  return widths;
}

function indexOfWidest(widths: readonly number[], least: readonly number[]): number {
  let widest = -1;
  for (let i = 0; i < widths.length; i++)
    if (widths[i]! > least[i]! && (widest < 0 || widths[i]! > widths[widest]!)) widest = i;
  return widest;
}

function pad(cell: string, width: number, align: TableColumn["align"]): string {
  const shown = terminalWidth(cell) <= width ? cell : shorten(cell, width);
  const blank = " ".repeat(Math.max(0, width - terminalWidth(shown)));
  return align === "right" ? blank + shown : shown + blank;
}

function shorten(text: string, width: number): string {
  let kept = "";
  let used = 0;
  for (const character of text) {
    used += terminalWidth(character);
    if (used > width - 1) break;
    kept += character;
  }
  return `${kept}…`;
}
