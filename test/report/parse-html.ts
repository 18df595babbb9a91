export interface ParsedElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** Text directly inside, entities not decoded. */
  text: string;
}

const VOID = new Set(["meta", "!doctype"]);
const TAG = /<(\/?)([A-Za-z!][\w-]*)((?:\s+[\w:-]+(?:="[^"<>]*")?)*)\s*(\/?)>/y;
const ATTRIBUTE = /([\w:-]+)(?:="([^"]*)")?/g;

/**
 * A strict reader of the subset of HTML that reports are written in: every tag closed in order, every attribute
 * quoted, no comment. Throws at the first place that a browser would have to guess.
 */
export function parseHtml(text: string): ParsedElement[] {
  const found: ParsedElement[] = [];
  const open: ParsedElement[] = [];
  for (let at = 0; at < text.length; ) {
    const next = text.indexOf("<", at);
    const words = text.slice(at, next < 0 ? text.length : next);
    if (words.includes(">") && open.at(-1)?.name !== "style")
      throw new Error(`stray > near "${words.slice(0, 60)}"`);
    const inside = open.at(-1);
    if (inside !== undefined) inside.text += words;
    if (next < 0) break;
    TAG.lastIndex = next;
    const tag = TAG.exec(text);
    if (tag === null) throw new Error(`no tag at ${next}: "${text.slice(next, next + 60)}"`);
    at = TAG.lastIndex;
    takeTag(tag, open, found);
  }
  if (open.length > 0) throw new Error(`never closed: ${open.map(({ name }) => name).join(", ")}`);
  return found;
}

function takeTag(
  [, closing, written, attributes, self]: RegExpExecArray,
  open: ParsedElement[],
  found: ParsedElement[],
): void {
  const name = written!.toLowerCase();
  if (closing === "/") {
    const last = open.pop();
    if (last?.name !== name) throw new Error(`</${name}> closes <${last?.name}>`);
    return;
  }
  const pairs = [...attributes!.matchAll(ATTRIBUTE)].map(([, key, value]) => [key!, value ?? ""]);
  const element = { name, attributes: Object.fromEntries(pairs), text: "" };
  found.push(element);
  if (self !== "/" && !VOID.has(name)) open.push(element);
}
