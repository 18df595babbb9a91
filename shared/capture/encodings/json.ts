/** JSON payloads in the shapes that SageMaker's and TensorFlow Serving's requests and answers have. */
import { type JsonObject, jsonOf, objectOf } from "../json-type.ts";
import type { Cell, Decoded, Row } from "../row.ts";
import { SpelledNumber } from "../spelled-number.ts";
import { flattenRow, typedRow } from "./flatten-row.ts";
import { jsonWithSpelling, mayHideFraction } from "./json-spelling.ts";
import type { PayloadEncoding } from "./payload-encoding.ts";

/**
 * JSON or JSON Lines. An object is a row with names; a list of objects or of lists is a row each; a list of
 * scalars is one row, a scalar a row of one cell. `instances` and `predictions` hold one row an element (a
 * scalar element too: TensorFlow Serving's REST API), `features` one row. What is nested in a row is
 * flattened to `a.b[0]`. A number whose value would not tell its spelling (`1.0`, an integer beyond 2⁵³) is a cell
 * of text, whose type is its spelling.
 */
export const json: PayloadEncoding = {
  name: "JSON",
  decode(data) {
    const value = jsonOf(data);
    return value === undefined ? linesRows(data) : decodeJson(data, value, jsonRows);
  },
};

/**
 * What `read` makes of the value of a JSON text. It is asked again where numbers may have lost their spelling, with
 * those numbers in place.
 */
export function decodeJson<Rows extends Decoded>(
  text: string,
  value: unknown,
  read: (value: unknown) => Rows,
): Rows {
  const decoded = read(value);
  if (!decoded.ok || !losesSpelling(text, decoded.rows)) return decoded;
  const spelled = jsonWithSpelling(text);
  return spelled === undefined ? decoded : read(spelled);
}

/** Whether a cell is an integer beyond 2⁵³, which a double does not hold, or an integer that may be spelled as a fraction. */
function losesSpelling(text: string, rows: readonly Row[]): boolean {
  let integers = false;
  for (const { cells } of rows)
    for (const cell of cells)
      if (Number.isInteger(cell)) {
        if (!Number.isSafeInteger(cell)) return true;
        integers = true;
      }
  return integers && mayHideFraction(text);
}

function linesRows(data: string): Decoded {
  const rows: Row[] = [];
  const lines = data.split("\n").filter((line) => /\S/.test(line));
  for (const line of lines) {
    const value = jsonOf(line);
    if (value === undefined)
      return {
        ok: false,
        reason:
          lines.length === 1 ? "JSON payload is not JSON" : "JSON Lines payload has a line that is not JSON",
      };
    const decoded = decodeJson(line, value, jsonRows);
    if (!decoded.ok) return decoded;
    for (const row of decoded.rows) rows.push(row);
  }
  return { ok: true, rows };
}

/** The rows of a JSON value in one of the shapes above, or why it has none. */
export function jsonRows(value: unknown): Decoded {
  if (Array.isArray(value)) return listRows(value);
  const object = objectOf(value);
  if (object === undefined) return eachRow([value]);
  const instances = only(object, "instances") ?? only(object, "predictions");
  if (instances !== undefined) return eachRow(instances);
  const features = only(object, "features");
  return features === undefined ? eachRow([object]) : listRows(features);
}

/**
 * A list outside `instances` and `predictions`: its elements are rows, unless they are scalars, the cells of
 * one.
 */
function listRows(list: readonly unknown[]): Decoded {
  const kinds = new Set(list.map(kind));
  if (kinds.size > 1)
    return { ok: false, reason: "JSON list mixes objects, lists and scalars, expected one kind" };
  return kinds.has("scalar") ? eachRow([list]) : eachRow(list);
}

function kind(value: unknown): "object" | "array" | "scalar" {
  if (typeof value !== "object" || value === null || value instanceof SpelledNumber) return "scalar";
  return Array.isArray(value) ? "array" : "object";
}

function eachRow(elements: readonly unknown[]): Decoded {
  const rows: Row[] = [];
  for (const element of elements) {
    const object = objectOf(element);
    const content = (object && only(object, "features")) ?? element;
    const row = isScalars(content) ? typedRow(content) : flattenRow(content);
    if (typeof row === "string") return { ok: false, reason: row };
    rows.push(row);
  }
  return { ok: true, rows };
}

const isScalars = (value: unknown): value is (Cell | SpelledNumber)[] =>
  Array.isArray(value) && value.every((each) => kind(each) === "scalar");

/**
 * The list under `key` where the object has nothing else to say (`signature_name` chooses a model's
 * function).
 */
function only(object: JsonObject, key: string): readonly unknown[] | undefined {
  const value = object[key];
  if (!Array.isArray(value)) return undefined;
  return Object.keys(object).every((other) => other === key || other === "signature_name")
    ? value
    : undefined;
}
