/** Training rows from CSV files: labels, numbers and categories in typed arrays, one column each. */
import { createReadStream } from "node:fs";
import { csv } from "../../shared/capture/encodings/csv.ts";
import type { Cell, Row } from "../../shared/capture/row.ts";
import { UnusableInput } from "../../shared/errors.ts";

export interface LabelledRows {
  readonly rows: number;
  /** Name of the label's column. */
  readonly label: string;
  /** 1 or 0. */
  readonly labels: Uint8Array;
  /** NaN where a cell is empty or no number. */
  readonly numeric: readonly { readonly name: string; readonly values: Float64Array }[];
  /** `codes` are indices into `values`, the texts as they stand in the files; an empty cell is the text "". */
  readonly categorical: readonly {
    readonly name: string;
    readonly codes: Uint16Array;
    readonly values: readonly string[];
  }[];
  /** Rows left out because their label is neither 0 nor 1, or because they have another number of cells. */
  readonly skipped: number;
  /** Rows kept of each file. */
  readonly perFile: readonly number[];
}

export interface RowColumns {
  /** Name of the label; without one the first column is it. */
  readonly label?: string;
  readonly numeric: readonly string[];
  readonly categorical: readonly string[];
}

interface Growing {
  label: string;
  rows: number;
  readonly labels: Uint8Array;
  readonly numbers: readonly Float64Array[];
  readonly codes: readonly Uint16Array[];
  readonly categories: readonly Map<string, number>[];
  skipped: number;
  readonly perFile: number[];
}

const MAX_CATEGORIES = 1000; // the fit keeps a square matrix of them: 8 MB for 1,000

/**
 * The rows of all files in their order; each file begins with a header, other columns are passed over. The files
 * are read twice, to count their lines and to keep their cells, so that memory is what the cells kept need: 8
 * bytes a number, 2 a category. Throws `UnusableInput` when a file lacks a column or is no CSV.
 */
export async function readLabelledRows(files: readonly string[], columns: RowColumns): Promise<LabelledRows> {
  let lines = 0;
  for (const file of files) lines += await countLines(file);
  const growing: Growing = {
    label: columns.label ?? "",
    rows: 0,
    labels: new Uint8Array(lines),
    numbers: columns.numeric.map(() => new Float64Array(lines)),
    codes: columns.categorical.map(() => new Uint16Array(lines)),
    categories: columns.categorical.map(() => new Map()),
    skipped: 0,
    perFile: [],
  };
  for (const file of files) {
    const before = growing.rows;
    await readFile(file, columns, growing);
    growing.perFile.push(growing.rows - before);
  }
  return tableOf(growing, columns);
}

function tableOf(
  { label, rows, labels, numbers, codes, categories, skipped, perFile }: Growing,
  columns: RowColumns,
): LabelledRows {
  return {
    rows,
    label,
    labels: labels.subarray(0, rows),
    numeric: columns.numeric.map((name, k) => ({ name, values: numbers[k]!.subarray(0, rows) })),
    categorical: columns.categorical.map((name, k) => ({
      name,
      codes: codes[k]!.subarray(0, rows),
      values: [...categories[k]!.keys()],
    })),
    skipped,
    perFile,
  };
}

/** Line breaks and one: no file has more rows. */
async function countLines(file: string): Promise<number> {
  let lines = 1;
  for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>)
    for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, at + 1)) lines++;
  return lines;
}

async function readFile(file: string, columns: RowColumns, growing: Growing): Promise<void> {
  let header: Header | undefined;
  for await (const text of wholeLines(file)) {
    const decoded = csv.decode(text, "text/csv");
    if (!decoded.ok)
      throw new UnusableInput(
        `${file} is no CSV: ${decoded.reason}. Training reads CSV files with a header.`,
      );
    const [first, ...others] = decoded.rows;
    if (header === undefined && first === undefined) continue;
    const rows = header === undefined ? others : decoded.rows;
    header ??= headerOf(first!, columns, file);
    growing.label = header.labelName;
    for (const row of rows) take(row, header, growing);
  }
}

/** The file's text in pieces that end with a line; a line break inside quotes ends none. */
async function* wholeLines(file: string): AsyncGenerator<string> {
  let rest = "";
  for await (const chunk of createReadStream(file, "utf8") as AsyncIterable<string>) {
    const text = rest + chunk;
    const cut = lastLineEnd(text);
    rest = text.slice(cut);
    if (cut > 0) yield text.slice(0, cut);
  }
  if (rest !== "") yield rest;
}

function lastLineEnd(text: string): number {
  if (!text.includes('"')) return text.lastIndexOf("\n") + 1;
  let end = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 34) quoted = !quoted;
    else if (code === 10 && !quoted) end = at + 1;
  }
  return end;
}

/** Where the columns stand in a file. */
interface Header {
  readonly cells: number;
  readonly label: number;
  readonly labelName: string;
  readonly numeric: readonly number[];
  readonly categorical: readonly number[];
}

function headerOf(row: Row, columns: RowColumns, file: string): Header {
  const names = row.cells.map((cell) => String(cell ?? "").replace(/^\ufeff/, ""));
  const place = (name: string) => {
    const at = names.indexOf(name);
    if (at >= 0) return at;
    throw new UnusableInput(
      `Got ${file} with the columns ${names.join(", ")}; expected a column ${name}. Check the hyperparameters label, features and categorical.`,
    );
  };
  const label = columns.label === undefined ? 0 : place(columns.label);
  return {
    cells: names.length,
    label,
    labelName: names[label]!,
    numeric: columns.numeric.map(place),
    categorical: columns.categorical.map(place),
  };
}

function take({ cells }: Row, header: Header, growing: Growing): void {
  const label = numberOf(cells[header.label]);
  if (cells.length !== header.cells || (label !== 0 && label !== 1)) {
    growing.skipped++;
    return;
  }
  const row = growing.rows++;
  growing.labels[row] = label;
  for (const [k, at] of header.numeric.entries()) growing.numbers[k]![row] = numberOf(cells[at]);
  for (const [k, at] of header.categorical.entries())
    growing.codes[k]![row] = codeOf(String(cells[at] ?? ""), growing.categories[k]!);
}

function numberOf(cell: Cell): number {
  return cell == null || cell === "" ? Number.NaN : Number(cell);
}

function codeOf(category: string, categories: Map<string, number>): number {
  const known = categories.get(category);
  if (known !== undefined) return known;
  if (categories.size === MAX_CATEGORIES)
    throw new UnusableInput(
      `Got a categorical column with more than ${MAX_CATEGORIES} values; expected fewer. Leave identifiers out of the hyperparameter categorical.`,
    );
  categories.set(category, categories.size);
  return categories.size - 1;
}
