/**
 * What becomes of Parquet's values. A column's class is its type's, as Deequ takes it (ColumnProfiler.scala, knownTypes):
 * integers are Integral, floats and decimals Fractional whatever their values, booleans Boolean, the rest text.
 */
import type { FileMetaData, SchemaElement } from "hyparquet";
import type { Cell } from "../shared/capture/row.ts";
import { SpelledNumber } from "../shared/capture/spelled-number.ts";

/** How the cells of a column are made, and whether a text among them is one (true) or the spelling of a number. */
export interface ParquetCells {
  readonly typed: boolean;
  cell(value: unknown): Cell;
}

/** Times and the like as text; hyparquet would make dates of them, which know no microseconds. */
export const textParsers = {
  timestampFromMilliseconds: (millis: bigint | undefined) => isoTime(millis, 1000n),
  timestampFromMicroseconds: (micros: bigint | undefined) => isoTime(micros, 1_000_000n),
  timestampFromNanoseconds: (nanos: bigint | undefined) => isoTime(nanos, 1_000_000_000n),
  dateFromDays: (days: number | undefined) =>
    isoTime(days === undefined ? undefined : BigInt(days) * 86_400n, 1n)?.slice(0, 10),
  jsonFromBytes: (bytes: Uint8Array | undefined) => bytes && new TextDecoder().decode(bytes),
};

/** The cells of a top-level column without children. */
export function cellsOf({ type, converted_type, logical_type, scale }: SchemaElement): ParquetCells {
  const meaning = converted_type ?? logical_type?.type ?? "";
  if (meaning === "DECIMAL") return { typed: false, cell: (value) => decimal(value, scale ?? 0) };
  if (type === "FLOAT" || type === "DOUBLE" || meaning === "FLOAT16")
    return { typed: false, cell: fractional };
  const isTime = /^(DATE|TIMESTAMP)/.test(meaning);
  if ((type === "INT32" || type === "INT64") && !isTime) return { typed: false, cell: integral };
  return { typed: true, cell: text };
}

/**
 * The metadata without what makes hyparquet turn decimals into doubles, which lose digits: `cellsOf` reads the integers
 * that they are.
 */
export function withPlainDecimals(metadata: FileMetaData): FileMetaData {
  const schema = metadata.schema.map((element) => {
    if (element.converted_type !== "DECIMAL" && element.logical_type?.type !== "DECIMAL") return element;
    const { converted_type: _converted, logical_type: _logical, ...plain } = element;
    return plain;
  });
  return { ...metadata, schema };
}

/** A value of a nested column as JSON would have it. */
export function jsonValue(value: unknown): unknown {
  if (value === undefined) return null;
  if (typeof value === "bigint") return spelled(integral(value));
  if (value instanceof Uint8Array) return bytesText(value);
  if (Array.isArray(value)) return value.map(jsonValue);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, jsonValue(each)]));
}

/** A cell whose text is the spelling of a number, marked as such. */
export const spelled = (cell: Cell): Cell | SpelledNumber =>
  typeof cell === "string" ? new SpelledNumber(Number(cell), cell) : cell;

/** A number where a double holds it, otherwise its digits. Times are texts already. */
function integral(value: unknown): Cell {
  if (typeof value !== "bigint") return (value as Cell) ?? null;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : String(value);
}

/** `1.0` for 1: a column of doubles holds no integers. */
function fractional(value: unknown): Cell {
  if (value === undefined || value === null) return null;
  if (!Number.isInteger(value)) return value as number;
  return Math.abs(value as number) < 1e21 ? `${value as number}.0` : String(value); // from there on 1e+21
}

function decimal(value: unknown, scale: number): Cell {
  if (value === undefined || value === null) return null;
  const digits = value instanceof Uint8Array ? bigEndian(value) : BigInt(value as number | bigint);
  const text = String(digits < 0n ? -digits : digits).padStart(scale + 1, "0");
  const cut = text.length - scale;
  return `${digits < 0n ? "-" : ""}${text.slice(0, cut)}.${scale === 0 ? "0" : text.slice(cut)}`;
}

/** Two's complement. */
function bigEndian(bytes: Uint8Array): bigint {
  let value = 0n;
  for (const byte of bytes) value = (value << 8n) | BigInt(byte);
  return BigInt.asIntN(8 * bytes.length, value);
}

function text(value: unknown): Cell {
  if (value === undefined || value === null) return null;
  if (value instanceof Uint8Array) return bytesText(value);
  return typeof value === "object" ? JSON.stringify(value) : (value as Cell);
}

/** Bytes that no annotation explains: text where they are UTF-8, as old writers have it, otherwise base64. */
function bytesText(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return Buffer.from(bytes).toString("base64");
  }
}

/** ISO 8601 in UTC with the digits that there are; undefined for null and for a time that no calendar has. */
function isoTime(value: bigint | undefined, perSecond: bigint): string | undefined {
  if (value === undefined) return undefined;
  const fraction = ((value % perSecond) + perSecond) % perSecond;
  const date = new Date(Number((value - fraction) / perSecond) * 1000);
  if (Number.isNaN(date.getTime())) return undefined;
  const digits = String(fraction)
    .padStart(String(perSecond).length - 1, "0")
    .replace(/0+$/, "");
  const second = date.toISOString().replace(".000Z", "");
  return `${second}.${digits.padEnd(3, "0")}Z`;
}
