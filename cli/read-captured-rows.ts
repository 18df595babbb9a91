import { parseCaptureKey } from "../shared/capture/capture-key.ts";
import { captureLocation } from "../shared/capture/capture-location.ts";
import { eventTime } from "../shared/capture/event-time.ts";
import type { EvidencePointer } from "../shared/capture/evidence.ts";
import type { Cell, Row } from "../shared/capture/row.ts";
import { ObjectNotFound } from "../shared/errors.ts";
import { type RowReader, rowReader } from "../shared/mapping/row-reader.ts";
import { allNames } from "../shared/monitors/compare-window.ts";
import type { MonitorDefinition } from "../shared/monitors/monitor-definition.ts";
import type { Captured, Stores } from "../steps/capture-kinds/capture-kind.ts";
import { captureKindOf } from "../steps/capture-kinds/index.ts";

/** What a captured record holds in one column: a cell a row, or why it cannot be read (any more). */
export interface CapturedCells {
  readonly pointer: EvidencePointer;
  readonly cells: readonly Cell[];
  /** The caller's own id of the request, where it gave one. */
  readonly inferenceId?: string;
  readonly fault?: string;
}

/** Reads the records that evidence points to from the capture files, each file once and no further than needed. */
export async function readCapturedRows(
  stores: Stores,
  pointers: readonly EvidencePointer[],
  column: string,
  definition: MonitorDefinition,
): Promise<CapturedCells[]> {
  const reader = rowReader(definition);
  const names = allNames(definition, [column]);
  const found: CapturedCells[] = [];
  for (const key of new Set(pointers.map((pointer) => pointer.key))) {
    const wanted = pointers.filter((pointer) => pointer.key === key);
    const lines = await readRecords(stores, key, new Set(wanted.map(({ line }) => line)), {
      definition,
      reader,
    });
    for (const pointer of wanted) found.push({ pointer, ...cellsOf(lines.get(pointer.line), names, reader) });
  }
  return found;
}

/** The records of the wanted lines, by their number; those that are not there are left out. */
async function readRecords(
  stores: Stores,
  key: string,
  wanted: ReadonlySet<number>,
  { definition, reader }: { readonly definition: MonitorDefinition; readonly reader: RowReader },
): Promise<Map<number, Captured>> {
  const last = Math.max(...wanted);
  const { bucket } = captureLocation(definition.capture.uri);
  const records = new Map<number, Captured>();
  try {
    for await (const captured of captureKindOf(definition).readEvidence(
      stores,
      { bucket, key },
      reader.options,
    )) {
      if (captured.at.line > last) break;
      if (wanted.has(captured.at.line)) records.set(captured.at.line, captured);
    }
  } catch (error) {
    if (!(error instanceof ObjectNotFound)) throw error;
  }
  return records;
}

function cellsOf(
  captured: Captured | undefined,
  column: readonly string[],
  reader: RowReader,
): Omit<CapturedCells, "pointer"> {
  if (captured === undefined) return { cells: [], fault: "the line is no longer there" };
  const read = reader.rows(captured, timeOf(captured));
  if (!read.ok) return { cells: [], fault: read.reason };
  const cells = read.rows.map((row) => row.cells[positionOf(column, row, read.names)]);
  const inferenceId = captured.record?.inferenceId;
  return inferenceId === undefined ? { cells } : { cells, inferenceId };
}

/** When the record was; before everything where neither it nor its file tells. */
function timeOf({ record, at }: Captured): number {
  const key = parseCaptureKey(at.key);
  if (key === undefined) return record?.inferenceTime ?? Number.NEGATIVE_INFINITY;
  return eventTime(record ?? {}, key).time;
}

/**
 * Where a row has the column, by one of its names: by the payload's own names, by the definition's, or by the position that
 * `_c3` tells.
 */
function positionOf(column: readonly string[], row: Row, names: readonly string[] | undefined): number {
  const own = row.names ?? names ?? [];
  const named = column.find((name) => own.includes(name));
  if (named !== undefined) return own.indexOf(named);
  const [, position] = /^_c(\d+)$/.exec(column[0] ?? "") ?? [];
  return position === undefined ? -1 : Number(position);
}
