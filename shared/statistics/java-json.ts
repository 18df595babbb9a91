/**
 * JSON as Model Monitor's analyzer writes it (Jackson's default pretty printer, Java's `Double.toString`),
 * so that a file read and written again keeps every byte.
 */

/**
 * The fields of the analyzer's files that are Java integers, as the end of their path (keys joined by dots,
 * array positions left out). Every other number is a Java double, the `count` of a KLL bucket included.
 */
const INTEGER_FIELDS = [
  ".dataset.item_count",
  ".common.num_present",
  ".common.num_missing",
  ".numerical_statistics.approximate_num_distinct_values",
  ".categorical.buckets.count",
];
/** Java prints doubles of this span plainly and all others with an exponent (`Double.toString`). */
const PLAIN_FROM = 1e-3;
const PLAIN_BELOW = 1e7;
const SHORT_ESCAPES: Readonly<Record<string, string>> = {
  '"': '\\"',
  "\\": "\\\\",
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
};

/**
 * The text of Java's `Double.toString`: shortest digits that read back as `x`, at least one decimal,
 * `d.dddE[-]n` outside [0.001, 10⁷); `NaN`, `Infinity`, `-Infinity` by name.
 */
export function javaDouble(x: number): string {
  if (!Number.isFinite(x)) return String(x);
  if (x === 0) return Object.is(x, -0) ? "-0.0" : "0.0";
  const size = Math.abs(x);
  if (size >= PLAIN_FROM && size < PLAIN_BELOW) return Number.isInteger(x) ? `${x}.0` : String(x);
  const [digits, exponent] = x.toExponential().split("e") as [string, string];
  return `${digits.includes(".") ? digits : `${digits}.0`}E${Number(exponent)}`;
}

/**
 * `statistics.json`, `constraints.json` or `constraint_violations.json` as the analyzer prints it: two blanks
 * an object level, arrays inline, `"key" : value`, no newline at the end. JSON does not say which numbers are
 * integers; the shape of these files does. `undefined` fields are left out; NaN and infinities become
 * strings, as Jackson's do.
 */
export function renderJavaJson(value: unknown): string {
  return renderAt(value, "", "");
}

function renderAt(value: unknown, path: string, indent: string): string {
  if (value === null || value === undefined) return "null";
  if (typeof value === "number") return renderNumber(value, path);
  if (typeof value === "string") return quote(value);
  if (typeof value === "boolean") return String(value);
  if (Array.isArray(value)) {
    const items = value.map((item) => renderAt(item, path, indent));
    return items.length === 0 ? "[ ]" : `[ ${items.join(", ")} ]`;
  }
  const inner = `${indent}  `;
  const fields = Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .map(([key, field]) => `${inner}${quote(key)} : ${renderAt(field, `${path}.${key}`, inner)}`);
  return fields.length === 0 ? "{ }" : `{\n${fields.join(",\n")}\n${indent}}`;
}

function renderNumber(value: number, path: string): string {
  if (Number.isSafeInteger(value) && INTEGER_FIELDS.some((field) => path.endsWith(field)))
    return String(value);
  return Number.isFinite(value) ? javaDouble(value) : quote(javaDouble(value));
}

/**
 * Jackson escapes quotes, backslashes and control characters (upper-case hex), nothing else. Half a surrogate pair, for which
 * it throws, is escaped too: it has no UTF-8, and a name that is read back has to be the same.
 */
function quote(text: string): string {
  const escaped = text.replace(
    /["\\\u0000-\u001f\p{Cs}]/gu,
    (c) => SHORT_ESCAPES[c] ?? `\\u${c.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`,
  );
  return `"${escaped}"`;
}
