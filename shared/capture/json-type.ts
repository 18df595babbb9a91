/** What a value parsed from JSON is; the words of every reason that says what came. */
export type JsonType = "missing" | "null" | "array" | "object" | "string" | "number" | "boolean";

export type JsonObject = { readonly [key: string]: unknown };

/** The name of a value's JSON type; `missing` when there is no value. */
export function jsonType(value: unknown): JsonType {
  if (value === undefined) return "missing";
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  const type = typeof value;
  return type === "string" || type === "number" || type === "boolean" ? type : "object";
}

/** The value where it is an object (neither null nor an array), otherwise undefined. */
export function objectOf(value: unknown): JsonObject | undefined {
  return jsonType(value) === "object" ? (value as JsonObject) : undefined;
}

/** The value where it is a string that is not empty, otherwise undefined. */
export function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** What a JSON text begins with. Two million lines of rubbish took 31 s by the exceptions that they cost. */
const BEGINS = /^[\t\n\r ]*["[{\-0-9tfn]/;

/** A JSON text's value, or undefined when the text is not JSON. (JSON has no undefined of its own.) */
export function jsonOf(text: string): unknown {
  if (!BEGINS.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // the engine's message quotes the text, which is captured data
  }
}
