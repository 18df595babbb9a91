import type { Row } from "../capture/row.ts";
import type { CellColumns } from "./cell-columns.ts";
import { cellText } from "./cell-text.ts";

/** Rows of CSV that were scanned: to be summarized by columns, or to be read as rows by whoever needs some of them. */
export class ScannedRows implements Iterable<Row> {
  readonly cells: CellColumns;
  readonly names: readonly string[];
  readonly length: number;

  /** The first rows of `cells`, which hold them until the next ones are scanned. They keep their starts. */
  constructor(cells: CellColumns, names: readonly string[]) {
    this.cells = cells;
    this.names = names;
    this.length = cells.rows;
  }

  row(at: number): Row {
    const { width } = this.cells;
    return {
      names: this.names,
      cells: Array.from({ length: width }, (_, column) => this.cell(column, at)),
      typed: false,
    };
  }

  /** The text of a cell, null where it is missing. */
  cell(column: number, row: number): string | null {
    return cellText(this.cells, column * this.cells.stride + row);
  }

  *[Symbol.iterator](): Generator<Row> {
    for (let at = 0; at < this.length; at++) yield this.row(at);
  }
}
