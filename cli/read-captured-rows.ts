import { parseCaptureKey } from "../shared/capture/capture-key.ts";
import { parseCaptureRecord } from "../shared/capture/capture-record.ts";
import { eventTime } from "../shared/capture/event-time.ts";
import type { EvidencePointer } from "../shared/capture/evidence.ts";
import { splitLines } from "../shared/capture/lines.ts";
import type { Cell, Row } from "../shared/capture/row.ts";
import { type VersionedNames, versionedRows } from "../shared/capture/versioned-rows.ts";
import { ObjectNotFound } from "../shared/errors.ts";
import { allNames } from "../shared/monitors/compare-window.ts";
import type { MonitorDefinition } from "../shared/monitors/monitor-definition.ts";
import { profileConfig } from "../shared/profile/profile-config.ts";
import { plainBytes } from "../steps/plain-bytes.ts";
import type { ObjectStore } from "../steps/ports.ts";

/** What a captured record holds in one column: a cell a row, or why it cannot be read (any more). */
export interface CapturedCells {
  readonly pointer: EvidencePointer;
  readonly cells: readonly Cell[];
  readonly fault?: string;
}

/** Reads the records that evidence points to from the capture files, each file once and no further than needed. */
export async function readCapturedRows(
  captures: ObjectStore,
  pointers: readonly EvidencePointer[],
  column: string,
  definition: MonitorDefinition,
): Promise<CapturedCells[]> {
  const named = profileConfig(definition);
  const names = allNames(definition, [column]);
  const found: CapturedCells[] = [];
  for (const key of new Set(pointers.map((pointer) => pointer.key))) {
    const wanted = pointers.filter((pointer) => pointer.key === key);
    const lines = await readLines(captures, key, new Set(wanted.map(({ line }) => line)));
    for (const pointer of wanted)
      found.push({ pointer, ...cellsOf(lines.get(pointer.line), names, key, named) });
  }
  return found;
}

/** The text of the wanted lines, by their number; those that are not there are left out. */
export async function readLines(
  captures: ObjectStore,
  key: string,
  wanted: ReadonlySet<number>,
): Promise<Map<number, string>> {
  const last = Math.max(...wanted);
  const texts = new Map<number, string>();
  try {
    for await (const line of splitLines(plainBytes(captures, key))) {
      if (line.line > last) break;
      if (wanted.has(line.line) && "text" in line) texts.set(line.line, line.text);
    }
  } catch (error) {
    if (!(error instanceof ObjectNotFound)) throw error;
  }
  return texts;
}

function cellsOf(
  text: string | undefined,
  column: readonly string[],
  file: string,
  named: VersionedNames,
): Pick<CapturedCells, "cells" | "fault"> {
  if (text === undefined) return { cells: [], fault: "the line is no longer there" };
  const parsed = parseCaptureRecord(text);
  if (!parsed.ok) return { cells: [], fault: parsed.reason };
  const key = parseCaptureKey(file);
  const time = key === undefined ? Number.NEGATIVE_INFINITY : eventTime(parsed.record, key).time;
  const read = versionedRows(parsed.record, time, named);
  return read.ok
    ? { cells: read.rows.map((row) => row.cells[positionOf(column, row, read.names)]) }
    : { cells: [], fault: read.reason };
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
