/**
 * Scanned rows into a profile: what `DatasetProfile.addRow` does with the same rows, to the byte, without a row, a cell or a pointer
 * being made. How cells become columns is asked of the plain way once for each form that rows have.
 */
import { EVIDENCE_KEPT, type EvidencePointer } from "../capture/evidence.ts";
import type { RowNote } from "../capture/join-rows.ts";
import type { Row } from "../capture/row.ts";
import { joinSides, type RowOptions } from "../capture/rows.ts";
import {
  BOOLEAN,
  CELL_KINDS,
  DECIMAL,
  INTEGER,
  LONG_DECIMAL,
  LONG_INTEGER,
  MISSING,
  NEGATIVE,
  ODD,
  TEXT,
} from "../scan/cell-buffer.ts";
import { cellText } from "../scan/cell-text.ts";
import type { ScannedRecord, ScannedSide } from "../scan/scanned-record.ts";
import type { CellType } from "./cell-type.ts";
import type { ColumnProfile } from "./column-profile.ts";
import type { DatasetProfile } from "./dataset-profile.ts";
import type { NumberBlock } from "./number-block.ts";

/** The class of cell of each kind; an odd one is classed by its text. */
const CLASSES: readonly (CellType | undefined)[] = Array.from({ length: CELL_KINDS }, (_, kind) => {
  switch (kind & ~NEGATIVE) {
    case MISSING:
      return "missing";
    case INTEGER:
    case LONG_INTEGER:
      return "integral";
    case DECIMAL:
    case LONG_DECIMAL:
      return "fractional";
    case TEXT:
      return "string";
    case BOOLEAN:
      return "boolean";
    default:
      return undefined;
  }
});

/** Where the cells of rows of one form go. */
interface Layout {
  readonly inputNames: readonly string[] | undefined;
  readonly outputNames: readonly string[] | undefined;
  readonly inputWidth: number;
  readonly outputWidth: number;
  /** The columns of the input's cells, then of the output's. */
  readonly columns: readonly ColumnProfile[];
  /** Their blocks; undefined for a column that takes texts one by one. */
  readonly blocks: readonly (NumberBlock | undefined)[];
  /** Cells by place and kind, since they were last told to the columns. */
  readonly counts: Int32Array;
  readonly notes: readonly RowNote[];
  readonly isOtherWidth: boolean;
}

/** A width without a side. */
const NO_SIDE = -1;

export class RowIntake {
  readonly #profile: DatasetProfile;
  readonly #options: RowOptions;
  readonly #layouts: Layout[] = [];
  /** Most rows of one line. */
  #mostRows = 1;

  constructor(profile: DatasetProfile, options: RowOptions) {
    this.#profile = profile;
    this.#options = options;
  }

  /** Whether the rows were taken; those of a record that needs the plain way were not, and nothing of them. */
  add(record: ScannedRecord): boolean {
    const { input, output, hasInput, hasOutput } = record;
    const rows = hasInput ? input.cells.rows : output.cells.rows;
    if (hasInput && hasOutput && output.cells.rows !== rows) return false;
    if (rows > 1 && this.#mayHaveHeader(record)) return false;
    const layout = this.#layoutOf(record);
    if (layout === undefined) return false;
    if (rows > this.#mostRows) this.#mostRows = rows;
    if (hasInput) this.#addSide(layout, 0, input, record);
    if (hasOutput) this.#addSide(layout, hasInput ? input.cells.width : 0, output, record);
    const profile = this.#profile;
    profile.countRecord();
    for (const note of layout.notes) profile.note(note);
    if (layout.isOtherWidth) profile.note("rowsOfOtherWidth", rows);
    profile.countRows(rows, layout.columns, layout.columns.length, record);
    return true;
  }

  /** Tells the columns how many cells of each class they had; to be called before the profile is read. */
  finish(): void {
    for (const { columns, counts } of this.#layouts) {
      for (const [place, { types }] of columns.entries())
        for (let kind = 0; kind < CELL_KINDS; kind++) {
          const count = counts[place * CELL_KINDS + kind]!;
          const type = CLASSES[kind];
          if (type === undefined) continue;
          types[type] += count;
          if ((kind & NEGATIVE) !== 0) types.negative += count;
        }
      counts.fill(0);
    }
  }

  #addSide(layout: Layout, offset: number, { cells, typed }: ScannedSide, record: ScannedRecord): void {
    const { rows, width, kinds, mantissas, decimals, doubles } = cells;
    const { counts, columns, blocks } = layout;
    // Five lines have a class of cell once it came this often.
    const watched = EVIDENCE_KEPT * this.#mostRows;
    for (let place = 0; place < width; place++) {
      const block = blocks[offset + place];
      const base = (offset + place) * CELL_KINDS;
      if (block === undefined) {
        const column = columns[offset + place]!;
        for (let at = place; at < rows * width; at += width)
          column.update(cellText(cells, at), typed && isText(kinds[at]!), record.pointer);
        continue;
      }
      for (let at = place, end = rows * width; at < end; at += width) {
        const kind = kinds[at]!;
        const count = counts[base + kind]! + 1;
        counts[base + kind] = count;
        if (count <= watched) witness(columns[offset + place]!, kind, record);
        switch (kind & 7) {
          case INTEGER:
          case DECIMAL:
            block.addDecimal(mantissas[at]!, decimals[at]!);
            break;
          case LONG_INTEGER:
          case LONG_DECIMAL:
            block.addDouble(doubles[at]!);
            break;
          case TEXT:
          case BOOLEAN:
            columns[offset + place]!.updateAscii(cells.bytes, cells.starts[at]!, cells.ends[at]!, cells.hashes[at]!);
            break;
          case ODD:
            columns[offset + place]!.update(cells.texts[at]!, typed, record.pointer);
            break;
        }
      }
    }
  }

  /** A first line of CSV that may repeat the definition's names; the plain way knows whether it does. */
  #mayHaveHeader({ input, output, hasInput, hasOutput }: ScannedRecord): boolean {
    if (this.#options.names === undefined) return false;
    return (hasInput && beginsWithName(input, this.#options)) || (hasOutput && beginsWithName(output, this.#options));
  }

  #layoutOf(record: ScannedRecord): Layout | undefined {
    const { input, output, hasInput, hasOutput } = record;
    const inputWidth = hasInput ? input.cells.width : NO_SIDE;
    const outputWidth = hasOutput ? output.cells.width : NO_SIDE;
    for (const layout of this.#layouts)
      if (
        layout.inputWidth === inputWidth &&
        layout.outputWidth === outputWidth &&
        layout.inputNames === input.names &&
        layout.outputNames === output.names
      )
        return layout;
    const layout = this.#newLayout(record, inputWidth, outputWidth);
    if (layout !== undefined) this.#layouts.push(layout);
    return layout;
  }

  /** Joins rows of numbered cells in the plain way, and looks where each of them came to be. */
  #newLayout(record: ScannedRecord, inputWidth: number, outputWidth: number): Layout | undefined {
    if (this.#layouts.length >= MOST_LAYOUTS) return undefined;
    const { input, output } = record;
    const notes = new Set<RowNote>();
    const sides = {
      input: inputWidth === NO_SIDE ? undefined : numbered(input, inputWidth, 0),
      output: outputWidth === NO_SIDE ? undefined : numbered(output, outputWidth, Math.max(0, inputWidth)),
    };
    const joined = joinSides(sides, this.#options, notes);
    const row = joined.ok ? joined.rows[0] : undefined;
    const found = row && this.#profile.columnsOf(row);
    if (row === undefined || found === undefined) return undefined;
    const columns: ColumnProfile[] = [];
    for (const [at, cell] of row.cells.entries()) if (cell !== undefined) columns[cell as number] = found[at]!;
    const { names } = this.#profile;
    return {
      inputNames: input.names,
      outputNames: output.names,
      inputWidth,
      outputWidth,
      columns,
      blocks: columns.map((column) => (column.sensitive ? undefined : column.block)),
      counts: new Int32Array(columns.length * CELL_KINDS),
      notes: [...notes],
      isOtherWidth: row.names === undefined && names.length > 0 && row.cells.length !== names.length,
    };
  }
}

/** More forms than a client has. */
const MOST_LAYOUTS = 64;

/** One row of a side whose cells are their own numbers, from `first` on. */
function numbered({ names, typed }: ScannedSide, width: number, first: number) {
  const cells = Array.from({ length: width }, (_, at) => first + at);
  const row: Row = { cells, typed, ...(names === undefined ? {} : { names }) };
  return { ok: true as const, rows: [row] };
}

function beginsWithName({ cells, typed }: ScannedSide, { names = [] }: RowOptions): boolean {
  if (typed || !isText(cells.kinds[0]!)) return false;
  const first = cellText(cells, 0)!.trim();
  return names[0] === first || names[names.length - cells.width] === first;
}

const isText = (kind: number) => kind === TEXT || kind === BOOLEAN || kind === ODD;

/** One of the first cells of its kind: its line may be kept as evidence. */
function witness(column: ColumnProfile, kind: number, record: { readonly pointer: EvidencePointer }): void {
  const type = CLASSES[kind];
  if (type === undefined) return;
  column.evidence.update(type, record.pointer);
  if ((kind & NEGATIVE) !== 0) column.evidence.update("negative", record.pointer);
}
