import type { Dice } from "./dice.ts";
import { randomCell, randomPlainCell } from "./random-cells.ts";

export interface Side {
  readonly encoding: string;
  readonly contentType: string | undefined;
  readonly width: number;
  readonly csv: CsvHabits;
}

export interface CsvHabits {
  readonly lineBreak: string;
  readonly ending: string;
  /** Shares of cells and rows that are out of the ordinary. */
  readonly oddCells: number;
  /** Of the odd cells, those with signs of CSV. */
  readonly specials: number;
  readonly quotes: number;
  readonly oddRows: number;
  readonly header: number;
}

/** A payload of so many rows in the encoding. */
export function randomPayload(
  dice: Dice,
  encoding: string,
  habits: CsvHabits,
  width: number,
  rows: number,
  named: readonly string[] | undefined,
): string {
  if (encoding === "JSON") return jsonPayload(dice, width, rows, habits.oddCells);
  const text = csvPayload(dice, habits, width, rows, named);
  if (encoding !== "BASE64") return text;
  const inner = dice.chance(0.3) ? jsonPayload(dice, width, rows, habits.oddCells) : text;
  const bytes = Buffer.from(inner);
  return bytes.toString(dice.chance(0.02) ? "base64url" : "base64");
}

function csvPayload(
  dice: Dice,
  { lineBreak, ending, oddRows, header, ...cells }: CsvHabits,
  width: number,
  rows: number,
  named: readonly string[] | undefined,
): string {
  const lines = Array.from({ length: rows }, () => {
    if (dice.chance(oddRows)) return dice.pick(["", " ", ",", '""', "1,2,3,4,5,6,7,8,9", '"open', '"a"b']);
    return Array.from({ length: width }, (_, column) => csvCell(dice, column, cells)).join(",");
  });
  if (named !== undefined && dice.chance(header))
    lines.unshift((dice.chance(0.5) ? named.slice(0, width) : named.slice(-width)).join(","));
  return lines.join(lineBreak) + ending;
}

type CellHabits = Pick<CsvHabits, "oddCells" | "specials" | "quotes">;

function csvCell(dice: Dice, column: number, { oddCells, specials, quotes }: CellHabits): string {
  if (dice.chance(oddCells * specials)) return randomCell(dice);
  const cell = dice.chance(oddCells) ? randomPlainCell(dice) : ordinaryCell(dice, column);
  if (dice.chance(quotes)) return `"${cell.replaceAll('"', '""')}"`;
  return cell;
}

function ordinaryCell(dice: Dice, column: number): string {
  switch (column % 6) {
    case 0:
      return (dice.next() * 1000 - 200).toFixed(2);
    case 1:
      return String(dice.upTo(100) - 10);
    case 2:
      return dice.pick(["gold", "silver", "basic", "true", "false"]);
    case 3:
      return String(dice.next());
    case 4:
      return dice.chance(0.2) ? "" : dice.next().toFixed(6);
    default:
      return `id-${dice.upTo(5000)}`;
  }
}

function jsonPayload(dice: Dice, width: number, rows: number, odd: number): string {
  const value = (column: number): string => {
    if (dice.chance(odd))
      return dice.pick([
        "null",
        "true",
        "1.0",
        "-0",
        "-0.0",
        "1e400",
        "9007199254740993",
        "1E5",
        '"5"',
        '""',
        '"\\u00e9"',
        dice.pick(["[1,[2]]", '{"a":1}', "tru", "05"]),
      ]);
    const cell = ordinaryCell(dice, column);
    return /^-?\d+(\.\d+)?(e-?\d+)?$/.test(cell) ? cell : cell === "" ? "null" : JSON.stringify(cell);
  };
  const list = () => `[${Array.from({ length: width }, (_, column) => value(column)).join(",")}]`;
  const object = () =>
    `{${Array.from({ length: width }, (_, column) => `"f${column}":${value(column)}`).join(",")}}`;
  const row = dice.chance(0.5) ? list : object;
  const each = Array.from({ length: rows }, row);
  switch (dice.upTo(6)) {
    case 0:
      return `{"instances":[${each.map((one) => (one[0] === "[" ? `{"features":${one}}` : one)).join(",")}]}`;
    case 1:
      return `{"predictions":[${each.join(",")}]}`;
    case 2:
      return each.join("\n");
    case 3:
      return rows === 1 ? each[0]! : `[${each.join(", ")}]`;
    case 4:
      return rows === 1 && dice.chance(0.5) ? value(0) : `[${each.join(",")}]`;
    default:
      return `{ "features" : ${list()} }`;
  }
}

/** A JSON string; some characters as escapes, seldom one that must not stand there as it is. */
export function jsonString(dice: Dice, text: string, escapes: number): string {
  let out = '"';
  for (const unit of text.split("")) {
    const code = unit.charCodeAt(0);
    const unicode = `\\u${code.toString(16).padStart(4, "0")}`;
    if (code >= 0xd800 && code < 0xe000) out += text.isWellFormed() && escapes === 0 ? unit : unicode;
    else if (dice.chance(escapes))
      out += unit === "/" ? "\\/" : dice.chance(0.5) ? unicode : unicode.toUpperCase().replace("U", "u");
    else if (code < 32 && dice.chance(0.001)) out += unit;
    else if (unit === '"' || unit === "\\" || code < 32) out += JSON.stringify(unit).slice(1, -1);
    else out += unit;
  }
  return `${out}"`;
}
