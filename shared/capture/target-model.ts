/**
 * Which model of a multi-model endpoint (or which inference component) answered. Data capture does not record the
 * TargetModel header, and Model Monitor does not know such endpoints, so callers say it in the custom attributes, which
 * are captured.
 */
import { type JsonObject, textOf } from "./json-type.ts";
import type { Row } from "./row.ts";

/** A column for the target model. */
export interface TargetModelColumn {
  readonly column: string;
  /** What the custom attribute, or the field of `eventMetadata`, is called. */
  readonly attribute: string;
}

/**
 * The target model by a record's metadata: its text field of that name, otherwise `name=value` or `name: value` among
 * the custom attributes, of which a header holds several with commas or semicolons between. Undefined where none says.
 */
export function targetModelOf(metadata: JsonObject, attribute: string): string | undefined {
  const field = textOf(metadata[attribute]);
  if (field !== undefined) return field;
  const { customAttributes } = metadata;
  const texts = Array.isArray(customAttributes) ? customAttributes : [];
  return texts
    .flatMap((text) => (typeof text === "string" ? text.split(/[;,]/) : []))
    .map((pair) => valueIn(pair, attribute))
    .find((value) => value !== undefined);
}

function valueIn(pair: string, attribute: string): string | undefined {
  const cut = pair.search(/[=:]/);
  return cut !== -1 && pair.slice(0, cut).trim() === attribute
    ? textOf(pair.slice(cut + 1).trim())
    : undefined;
}

/**
 * The rows of a record with the target model as their last column, a text; missing where it is not known. Cells without
 * names get those of their positions, so that the column stands apart from them however wide the row is; of a name that the
 * row has already, the new column gets a mark (`_t.model`).
 */
export function withTargetModel(
  rows: readonly Row[],
  model: string | undefined,
  { column }: TargetModelColumn,
  names: readonly string[] = [],
): Row[] {
  // Rows of one width have the same names: a list for each of a million rows would be most of the memory that they take.
  const byWidth = new Map<number, Widened>();
  const widenedBy = (row: Row): Widened => {
    if (row.names !== undefined) return { names: withColumn(row.names, column), typedCells: untyped(row) };
    const width = row.cells.length;
    const known = byWidth.get(width) ?? {
      names: withColumn(
        row.cells.map((_, at) => names[at] ?? `_c${at}`),
        column,
      ),
      typedCells: untyped(row),
    };
    byWidth.set(width, known);
    return known;
  };
  return rows.map((row) => {
    const { names: widened, typedCells } = widenedBy(row);
    const { typed } = row;
    const cells = [...row.cells, model ?? null];
    if (typed) return { cells, names: widened, typed };
    return {
      cells,
      names: widened,
      typed,
      typedCells: row.typedCells ? [...row.typedCells, true] : typedCells,
    };
  });
}

interface Widened {
  readonly names: readonly string[];
  /** Of a row of CSV: a model that is called 7 is a text nevertheless. */
  readonly typedCells: readonly boolean[];
}

const untyped = ({ cells }: Row) => [...cells.map(() => false), true];

function withColumn(names: readonly string[], column: string): string[] {
  const taken = new Set(names);
  let name = column;
  while (taken.has(name)) name = `_t.${name}`;
  return [...names, name];
}
