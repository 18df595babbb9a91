import type { Row } from "../capture/row.ts";
import { namedRow, type VersionedRows } from "../capture/versioned-rows.ts";
import { columnHistory, everyName, traceName, versionAt } from "../columns/column-history.ts";
import type { MonitorDefinition } from "../monitors/monitor-definition.ts";

/** The columns of a training set, and captured rows under their names. */
export interface TrainingColumns {
  /** Undefined where the definition names none: they go by position. */
  readonly names: readonly string[] | undefined;
  rowsOf(rows: Extract<VersionedRows, { ok: true }>, time: number): readonly Row[];
}

/**
 * Columns as they are at `now`: rows from before a declared change give their cells under today's names, so that one
 * header is true of all rows. A column that was dropped is left out, one that was added later is empty. Without declared
 * changes, and of a mapping, rows are as they stand.
 */
export function trainingColumns({ columns, mapping }: MonitorDefinition, now: number): TrainingColumns {
  const history = columnHistory(columns);
  const newest = versionAt(history, now);
  const names = history.names[newest];
  if (mapping !== undefined) return { names: undefined, rowsOf: ({ rows }) => rows };
  if (names === undefined || history.changes.length === 0) return { names, rowsOf: ({ rows }) => rows };
  return {
    names,
    rowsOf({ rows, names: positional }, time) {
      const version = versionAt(history, time);
      const called = names.map((name) => [
        traceName(history, name, newest, version) ?? name,
        ...everyName(history, name),
      ]);
      return rows.map((row) => {
        const { names: own = [], cells } = namedRow(row, positional);
        const found = called.map((each) => cells[own.indexOf(each.find((name) => own.includes(name)) ?? "")]);
        return { cells: found, names, typed: row.typed };
      });
    },
  };
}
