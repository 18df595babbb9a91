import { styleText } from "node:util";
import type { Io, Output } from "./io.ts";

export type Style = Parameters<typeof styleText>[0];

/** Whether colours may be written there: on a terminal, unless NO_COLOR is set (no-color.org) or the terminal is dumb. */
export function hasColors(output: Output, env: Io["env"]): boolean {
  return output.isTTY === true && !env["NO_COLOR"] && env["TERM"] !== "dumb";
}

/** Gives a function that styles a text for an output, or leaves it as it is where there are no colours. */
export function paintFor(output: Output, env: Io["env"]): (style: Style, text: string) => string {
  if (!hasColors(output, env)) return (_style, text) => text;
  return (style, text) => styleText(style, text, { validateStream: false });
}
