/**
 * Scanned rows into a profile: what `DatasetProfile.addRow` does with the same rows, to the byte, without a row, a cell or a pointer
 * being made. How cells become columns is asked of the plain way once for each form that rows have.
 */
import type { RowNote } from "../capture/join-rows.ts";
import type { Row } from "../capture/row.ts";
import { joinSides, MOST_ABSENT_CELLS, type RowOptions } from "../capture/rows.ts";
import { BOOLEAN, MISSING, ODD, TEXT, WITHOUT_SIGN } from "../scan/cell-columns.ts";
import { cellText } from "../scan/cell-text.ts";
import type { ScannedRecords, ScannedSide } from "../scan/scanned-records.ts";
import { cellType } from "./cell-type.ts";
import { ColumnIntake } from "./column-intake.ts";
import type { ColumnProfile } from "./column-profile.ts";
import type { DatasetProfile } from "./dataset-profile.ts";

/** Where the cells of rows of one form go. */
interface Layout {
  readonly inputNames: readonly string[] | undefined;
  readonly outputNames: readonly string[] | undefined;
  readonly inputPacked: boolean;
  readonly outputPacked: boolean;
  readonly inputTyped: boolean;
  readonly outputTyped: boolean;
  readonly inputWidth: number;
  readonly outputWidth: number;
  /** The columns of the input's cells. */
  readonly ofInputs: readonly ColumnIntake[];
  readonly ofOutputs: readonly ColumnIntake[];
  readonly notes: readonly RowNote[];
  readonly isOtherWidth: boolean;
}

/** A width without a side. */
const NO_SIDE = 0;
const NOTHING = new Uint8Array(0);
/** More forms than a client has. */
const MOST_LAYOUTS = 64;

export class RowIntake {
  readonly profile: DatasetProfile;
  readonly #options: RowOptions;
  /** The one that was used last comes first. */
  readonly #layouts: Layout[] = [];
  /** That of the rows that are gathered. */
  #gathered: Layout | undefined;
  /** What their texts lie in: the bytes of the line, or those of base64. */
  #inputBytes: Uint8Array = NOTHING;
  #outputBytes: Uint8Array = NOTHING;

  constructor(profile: DatasetProfile, options: RowOptions) {
    this.profile = profile;
    this.#options = options;
  }

  /** Whether the record can be taken in and has the form of the ones that are gathered: otherwise `take` those, and ask again. */
  fits(records: ScannedRecords): boolean {
    return this.#gathered !== undefined && isOfForm(this.#gathered, records);
  }

  /** The first record of those that will be gathered; whether its rows can be taken in. */
  begin(records: ScannedRecords): boolean {
    this.#gathered = undefined;
    if (!this.isTakeable(records)) return false;
    this.#gathered = this.#layoutOf(records);
    return this.#gathered !== undefined;
  }

  /** Whether a record of the form of the gathered ones has no row that needs the plain way. */
  isTakeable(records: ScannedRecords): boolean {
    const { input, output, hasInput, hasOutput, rows } = records;
    if (hasInput && hasOutput && input.cells.rows !== output.cells.rows) return false;
    // The plain way knows whether a side that is not there leaves too many cells empty.
    if (hasInput !== hasOutput && rows * (this.#options.names?.length ?? 0) > MOST_ABSENT_CELLS) return false;
    return rows === 1 || !this.#mayHaveHeader(records);
  }

  /** Counts a record that is gathered. */
  count(records: ScannedRecords): void {
    const { rows, input, output } = records;
    this.#inputBytes = input.cells.bytes;
    this.#outputBytes = output.cells.bytes;
    const layout = this.#gathered!;
    const profile = this.profile;
    profile.countRecord();
    for (const note of layout.notes) profile.note(note);
    if (layout.isOtherWidth) profile.note("rowsOfOtherWidth", rows);
  }

  /** Takes in the rows that are gathered and were not taken yet. */
  take(records: ScannedRecords): void {
    const { ofInputs, ofOutputs } = this.#gathered!;
    const { taken, first: end } = records;
    const [ofInput, ofOutput] = [records.input.cells.bytes, records.output.cells.bytes];
    records.input.cells.bytes = this.#inputBytes;
    records.output.cells.bytes = this.#outputBytes;
    const sides = [
      { cells: records.input.cells, columns: ofInputs },
      { cells: records.output.cells, columns: ofOutputs },
    ];
    for (const { cells, columns } of sides)
      for (const intake of columns) intake.take(cells, taken, end, records);
    this.profile.countRows(taken, end, sides, records);
    // The record behind them may have been scanned already.
    records.input.cells.bytes = ofInput;
    records.output.cells.bytes = ofOutput;
    records.taken = end;
    this.#gathered = undefined;
  }

  /** A first line of CSV that may repeat the definition's names; the plain way knows whether it does. */
  #mayHaveHeader({ input, output, hasInput, hasOutput, first }: ScannedRecords): boolean {
    if (this.#options.names === undefined) return false;
    return (
      (hasInput && beginsWithName(input, first, this.#options)) ||
      (hasOutput && beginsWithName(output, first, this.#options))
    );
  }

  #layoutOf(records: ScannedRecords): Layout | undefined {
    const known = this.#layouts.findIndex((layout) => isOfForm(layout, records));
    const layout = known < 0 ? this.#newLayout(records) : this.#layouts.splice(known, 1)[0];
    if (layout !== undefined) this.#layouts.unshift(layout);
    return layout;
  }

  /** Joins rows of numbered cells in the plain way, and looks where each of them came to be. */
  #newLayout(records: ScannedRecords): Layout | undefined {
    if (this.#layouts.length >= MOST_LAYOUTS) return undefined;
    const { input, output, hasInput, hasOutput } = records;
    const inputWidth = widthOf(input, hasInput);
    const notes = new Set<RowNote>();
    const sides = {
      input: hasInput ? numbered(input, 0) : undefined,
      output: hasOutput ? numbered(output, inputWidth) : undefined,
    };
    const joined = joinSides(sides, this.#options, notes);
    const row = joined.ok ? joined.rows[0] : undefined;
    const found = row && this.profile.columnsOf(row);
    if (row === undefined || found === undefined) return undefined;
    const columns: ColumnProfile[] = [];
    for (const [at, cell] of row.cells.entries())
      if (cell !== undefined) columns[cell as number] = found[at]!;
    const { names } = this.profile;
    return {
      inputNames: hasInput ? input.names : undefined,
      outputNames: hasOutput ? output.names : undefined,
      inputPacked: input.packed,
      outputPacked: output.packed,
      inputTyped: input.typed,
      outputTyped: output.typed,
      inputWidth,
      outputWidth: widthOf(output, hasOutput),
      ofInputs: columns.slice(0, inputWidth).map((column, at) => new ColumnIntake(column, at, input.typed)),
      ofOutputs: columns.slice(inputWidth).map((column, at) => new ColumnIntake(column, at, output.typed)),
      notes: [...notes],
      isOtherWidth: row.names === undefined && names.length > 0 && row.cells.length !== names.length,
    };
  }
}

/** Whether a header may begin with a number: only then is it told from a row of numbers by their texts. */
export function namesSpellNumbers({ names = [] }: RowOptions): boolean {
  return names.some((name) => ["integral", "fractional"].includes(cellType(name, false)));
}

const widthOf = ({ cells }: ScannedSide, has: boolean) => (has ? cells.width : NO_SIDE);

function isOfForm(layout: Layout, { input, output, hasInput, hasOutput }: ScannedRecords): boolean {
  if (layout.inputWidth !== widthOf(input, hasInput) || layout.outputWidth !== widthOf(output, hasOutput))
    return false;
  const isInputSame =
    !hasInput ||
    (layout.inputNames === input.names &&
      layout.inputTyped === input.typed &&
      layout.inputPacked === input.packed);
  return (
    isInputSame &&
    (!hasOutput ||
      (layout.outputNames === output.names &&
        layout.outputTyped === output.typed &&
        layout.outputPacked === output.packed))
  );
}

/** One row of a side whose cells are their own numbers, from `first` on. */
function numbered({ names, typed, cells: { width } }: ScannedSide, first: number) {
  const cells = Array.from({ length: width }, (_, at) => first + at);
  const row: Row = { cells, typed, ...(names === undefined ? {} : { names }) };
  return { ok: true as const, rows: [row] };
}

function beginsWithName({ cells, typed }: ScannedSide, row: number, { names = [] }: RowOptions): boolean {
  const kind = cells.forms[row]! & WITHOUT_SIGN;
  if (typed || kind === MISSING) return false;
  // The text of a number is kept where one of the names is a number (`namesSpellNumbers`).
  const isText = kind === TEXT || kind === BOOLEAN || kind === ODD;
  if (!isText && !cells.keepsStarts) return false;
  const first = cellText(cells, row)!.trim();
  return names[0] === first || names[names.length - cells.width] === first;
}
