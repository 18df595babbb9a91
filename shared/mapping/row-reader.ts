import type { CaptureRecord } from "../capture/capture-record.ts";
import type { RecordRows, RowOptions } from "../capture/rows.ts";
import {
  namesAt,
  type VersionedNames,
  type VersionedRows,
  versionedRows,
} from "../capture/versioned-rows.ts";
import type { CompiledExpression } from "../expression/compile-expression.ts";
import { BASE_STEPS } from "../expression/meter.ts";
import type { MonitorDefinition } from "../monitors/monitor-definition.ts";
import { versionedNames } from "../monitors/versioned-names.ts";
import { profileConfig } from "../profile/profile-config.ts";
import { compileMapping } from "./compile-mapping.ts";
import { mappedRows } from "./mapped-rows.ts";
import { mappingDocument, UnreadableRows } from "./mapping-document.ts";

/** Beside `BASE_STEPS`: a payload of thousands of rows takes as many steps for each of them. */
const STEPS_A_CHARACTER = 10;

/** A record as a kind of captures yields it. */
export interface DecodableRecord {
  /** Undefined where what stands there is no record. */
  readonly record: CaptureRecord | undefined;
  /** Its rows with these names of positional cells, or the reason why it has none. */
  decode(options: RowOptions): RecordRows;
}

/** How records of a monitor become rows: by their encodings, and by the definition's mapping where it has one. */
export interface RowReader {
  /** How records are decoded, whatever is made of them afterwards. */
  readonly options: RowOptions;
  /** Whether a record's rows depend on nothing but its payloads and `options`. */
  readonly isPlain: boolean;
  /** Names at a time of the columns of rows that have none of their own. */
  namesAt(time: number): readonly string[] | undefined;
  /** The rows of a record of that time, epoch milliseconds. */
  rows(captured: DecodableRecord, time: number): VersionedRows;
}

/**
 * The one way from records to rows, for whoever profiles, shows or trains on them. Throws when the mapping of a
 * definition that was not parsed cannot be used.
 */
export function rowReader(definition: MonitorDefinition): RowReader {
  const named = versionedNames(definition);
  const { options } = named;
  const { mapping, sorted = false } = profileConfig(definition);
  if (mapping === undefined)
    return {
      options,
      isPlain: named.versions === undefined && options.targetModel === undefined,
      namesAt: (time) => namesAt(named, time),
      rows: ({ decode }, time) => versionedRows(decode, time, named),
    };
  const compiled = compileMapping(mapping);
  if (!compiled.ok) throw compiled.fault;
  const { expression } = compiled;
  return {
    options,
    isPlain: false,
    namesAt: () => undefined,
    rows: (captured, time) => mapped(expression, captured, { named, time, sorted }),
  };
}

interface MappingOptions {
  readonly named: VersionedNames;
  readonly time: number;
  readonly sorted: boolean;
}

function mapped(
  expression: CompiledExpression,
  { record, decode }: DecodableRecord,
  { named, time, sorted }: MappingOptions,
): VersionedRows {
  const read = () => versionedRows(decode, time, named);
  const rows = record === undefined ? read() : mappedRecord(expression, record, read, sorted);
  return { ...rows, names: undefined, otherVersion: false };
}

function mappedRecord(
  expression: CompiledExpression,
  record: CaptureRecord,
  decode: () => VersionedRows,
  sorted: boolean,
): RecordRows {
  const { document, read } = mappingDocument(record, decode);
  const payloads = [record.input, record.output, record.batch];
  const characters = payloads.reduce((sum, payload) => sum + (payload?.data.length ?? 0), 0);
  try {
    const result = expression.evaluate(document, { steps: BASE_STEPS + STEPS_A_CHARACTER * characters });
    const decoded = result.ok ? mappedRows(result.value, { sorted }) : result;
    if (!decoded.ok) return { ok: false, reason: `mapping: ${decoded.reason}` };
    const notes = read.rows?.ok ? read.rows.notes : [];
    return decoded.rows.length > 0
      ? { ok: true, rows: decoded.rows, notes }
      : { ok: true, rows: [], notes: [...notes, "recordsDroppedByMapping"] };
  } catch (fault) {
    if (!(fault instanceof UnreadableRows)) throw fault;
    return { ok: false, reason: fault.message };
  }
}
