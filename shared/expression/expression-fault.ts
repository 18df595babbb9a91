/** Why a text is not an expression that can be used. Data for whoever reads a definition: no captured text is in it. */
export class ExpressionFault extends Error {
  /** UTF-16 units from the begin of the text. */
  readonly at: number;

  constructor(message: string, at: number) {
    super(message);
    this.name = "ExpressionFault";
    this.at = at;
  }
}

const SHOWN = 72;

/** `line 2, column 7`, both from 1. */
export function placeIn(text: string, at: number): string {
  const before = text.slice(0, at).split("\n");
  return `line ${before.length}, column ${before.at(-1)!.length + 1}`;
}

/** The fault with its place, and below it the line with a caret under the place (a part of the line where that is long). */
export function renderFault(text: string, { at, message }: ExpressionFault): string {
  const begin = text.lastIndexOf("\n", at - 1) + 1;
  const newline = text.indexOf("\n", at);
  const line = text.slice(begin, newline < 0 ? text.length : newline);
  const from = Math.max(0, at - begin - SHOWN / 2);
  const shown = line.slice(from, from + SHOWN).replaceAll("\t", " ");
  return `${placeIn(text, at)}: ${message}\n    ${shown}\n    ${" ".repeat(at - begin - from)}^`;
}
