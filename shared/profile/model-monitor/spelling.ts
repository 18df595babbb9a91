/**
 * Numbers as a service sees them that reads every cell as text and casts it: Spark casts an integral column to 64-bit
 * integers, where there is no −0, and a fractional one to doubles, where there is.
 */
import { javaDouble } from "../../statistics/java-json.ts";
import { cellNumber } from "../cell-type.ts";

/** The text of a numeric cell: CSV text as it stands, a JSON number as Java prints it. */
export function spelling(cell: string | number, type: "integral" | "fractional"): string {
  if (typeof cell === "string") return cell;
  return type === "integral" ? String(cell) : javaDouble(cell);
}

/**
 * The number of a numeric cell; −0 only where a fraction spells it. NaN for a blank after the sign (`- 17`), which Spark
 * casts to null: the cell is present and in no sum. (An integer beyond 64 bits is one of those in a column of integers
 * and a double in a column with fractions. A cell does not know its column: here it is a double.)
 */
export function numberAsSpelled(cell: string | number, type: "integral" | "fractional"): number {
  if (typeof cell === "string" && cell[1] === " ") return Number.NaN;
  const value = cellNumber(cell);
  return value === 0 && type === "fractional" && isNegative(cell) ? -0 : value;
}

const isNegative = (cell: string | number) =>
  typeof cell === "string" ? cell.startsWith("-") : Object.is(cell, -0);
