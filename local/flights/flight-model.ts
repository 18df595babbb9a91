/** The trained model as `model.json` holds it, and what it predicts. */
import * as v from "valibot";
import type { Cell } from "../../shared/capture/row.ts";
import { UnusableInput } from "../../shared/errors.ts";

const number = v.pipe(v.number(), v.finite());
const numeric = v.strictObject({
  name: v.string(),
  /** Values beyond these are taken as these: the 1st and 99th percentile of the training rows. */
  low: number,
  high: number,
  mean: number,
  deviation: v.pipe(number, v.minValue(Number.MIN_VALUE)),
  /** Of the standardized value. */
  weight: number,
  /** Of a missing value, which takes the place of the mean. */
  missing: number,
});
const categorical = v.strictObject({ name: v.string(), weights: v.record(v.string(), number) });
const schema = v.strictObject({
  model: v.literal("logistic-regression"),
  version: v.literal(1),
  /** Column that was learnt. */
  label: v.string(),
  intercept: number,
  numeric: v.array(numeric),
  categorical: v.array(categorical),
  trainRows: number,
  holdoutRows: number,
  /** On the hold-out rows, the last ones in time; null when they had one class only. */
  auc: v.nullable(number),
});

/** A logistic regression over numeric columns, standardized, and categories, one weight each. */
export type FlightModel = v.InferOutput<typeof schema>;

/** The columns that a model looks at. */
export function modelColumns(model: FlightModel): string[] {
  return [...model.numeric, ...model.categorical].map((column) => column.name);
}

/** The model in the text of a `model.json`. Throws `UnusableInput` with the first fault. */
export function parseFlightModel(text: string, source = "model.json"): FlightModel {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), schema), text);
  if (parsed.success) return parsed.output;
  const issue = parsed.issues[0];
  const where = issue.path?.map((item) => String(item.key)).join(".") ?? "(top)";
  throw new UnusableInput(
    `${source} cannot be used: ${where}: got ${issue.received}, expected ${issue.expected}. Train it again with local/flights/train.ts.`,
  );
}

/**
 * A function from a row, its cells in the order of `columns`, to the probability of the label, 0 to 1. A cell that
 * is empty or no number counts as missing, a category that training never saw has no weight. Throws `UnusableInput`
 * when one of the model's columns is not among `columns`.
 */
export function flightPredictor(
  model: FlightModel,
  columns: readonly string[],
): (cells: readonly Cell[]) => number {
  const missing = modelColumns(model).filter((name) => !columns.includes(name));
  if (missing.length > 0)
    throw new UnusableInput(
      `Got rows with the columns ${columns.join(", ")}; the model also needs ${missing.join(", ")}. Add them to the rows, or train a model without them.`,
    );
  const numbers = model.numeric.map((column) => ({ ...column, at: columns.indexOf(column.name) }));
  const categories = model.categorical.map(({ name, weights }) => ({
    weights: new Map(Object.entries(weights)),
    at: columns.indexOf(name),
  }));
  return (cells) => {
    let sum = model.intercept;
    for (const column of numbers) sum += contribution(column, numberOf(cells[column.at]));
    for (const { weights, at } of categories) sum += weights.get(String(cells[at] ?? "")) ?? 0;
    return 1 / (1 + Math.exp(-sum));
  };
}

function contribution(column: FlightModel["numeric"][number], value: number): number {
  if (Number.isNaN(value)) return column.missing;
  return (
    (column.weight * (Math.min(Math.max(value, column.low), column.high) - column.mean)) / column.deviation
  );
}

/** The number in a cell; NaN when it is missing or something else. */
function numberOf(cell: Cell): number {
  if (typeof cell === "number") return cell;
  return typeof cell === "string" && cell.trim() !== "" ? Number(cell) : Number.NaN;
}
