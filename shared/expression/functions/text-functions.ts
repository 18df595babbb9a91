import { type CallContext, textOf } from "../expression-value.ts";
import { EvaluationFault } from "../meter.ts";
import { builtin } from "./builtin.ts";

export const textFunctions = {
  string: builtin("x-", ({ meter, at }, value: unknown) => textOf(value, meter, at)),
  length: builtin("s-", (call, text: string) => characters(text, call).length),
  substring: builtin("s-nn?", substring),
  substringBefore: builtin("s-s", (call, text: string, sign: string) => {
    const at = find(text, sign, call);
    return at < 0 ? text : text.slice(0, at);
  }),
  substringAfter: builtin("s-s", (call, text: string, sign: string) => {
    const at = find(text, sign, call);
    return at < 0 ? text : text.slice(at + sign.length);
  }),
  uppercase: builtin("s-", (call, text: string) => paid(text, call).toUpperCase()),
  lowercase: builtin("s-", (call, text: string) => paid(text, call).toLowerCase()),
  trim: builtin("s-", (call, text: string) =>
    paid(text, call)
      .replace(/[ \t\n\r]+/g, " ")
      .replace(/^ | $/g, ""),
  ),
  contains: builtin("s-s", (call, text: string, sign?: string) =>
    sign === undefined ? undefined : find(text, sign, call) >= 0,
  ),
  split: builtin("s-sn?", split),
  join: builtin("a<s>s?", join),
  replace: builtin("s-ssn?", replace),
};

function paid(text: string, { meter, at }: CallContext): string {
  meter.spendText(text.length, at);
  return text;
}

const find = (text: string, sign: string | undefined, call: CallContext) =>
  sign === undefined ? -1 : paid(text, call).indexOf(sign);

/** A character outside the basic plane is one character. */
function characters(text: string, { meter, at }: CallContext): string[] {
  meter.spend(text.length, at);
  return [...text];
}

/** Some characters from a place on, from the end where it is negative. */
function substring(call: CallContext, text: string, start: number, length?: number): string {
  const all = characters(text, call);
  const from = all.length + start < 0 ? 0 : start;
  if (length === undefined) return all.slice(from).join("");
  if (length <= 0) return "";
  return all.slice(from, from >= 0 ? from + length : all.length + from + length).join("");
}

function split(call: CallContext, text: string, separator: string, limit?: number): string[] {
  const most = wholeLimit(limit, call);
  call.meter.spend(text.length, call.at);
  return text.split(separator, most);
}

function join({ meter, at }: CallContext, texts: readonly string[], separator = ""): string {
  for (const text of texts) meter.spendText(text.length + separator.length, at);
  return texts.join(separator);
}

/** Every occurrence of a text, or the first ones, replaced by another text; signs in it mean nothing. */
function replace(call: CallContext, text: string, sign: string, replacement: string, limit?: number): string {
  const { meter, at } = call;
  if (sign === "") throw new EvaluationFault("$replace of an empty text; expected what to replace", at);
  const most = wholeLimit(limit, call) ?? Number.POSITIVE_INFINITY;
  meter.spend(text.length, at);
  const pieces = text.split(sign);
  const replaced = Math.min(most, pieces.length - 1);
  meter.spendText(replaced * replacement.length, at);
  const head = pieces.slice(0, replaced + 1).join(replacement);
  return [head, ...pieces.slice(replaced + 1)].join(sign);
}

/** How many pieces or replacements at most, undefined for all. */
function wholeLimit(limit: number | undefined, { at }: CallContext): number | undefined {
  if (limit !== undefined && !(limit >= 0)) throw new EvaluationFault("a limit is negative", at);
  return limit === undefined ? undefined : Math.floor(limit);
}
