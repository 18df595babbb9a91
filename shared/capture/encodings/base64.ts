import type { Decoded } from "../row.ts";
import { csv } from "./csv.ts";
import { json } from "./json.ts";
import type { PayloadEncoding } from "./payload-encoding.ts";
import { payloadSizeFault } from "./payload-size.ts";

const ALPHABET = /^[A-Za-z0-9+/]*={0,2}$/;
const JSON_TYPE = /^application\/(?:json|jsonlines|x-jsonlines|x-ndjson|[a-z0-9.-]+\+json)$/;
/** Registered top-level types (RFC 6838); another text in the header could be anything. */
const MEDIA_TYPE = /^(?:application|audio|font|image|message|model|multipart|text|video)\/[a-z0-9.+-]{1,60}$/;
const UNPRINTABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;

/**
 * The raw bytes of a payload whose content type the endpoint's configuration does not list. Read as CSV or
 * JSON where the content type says so; otherwise by its first character, because servers send rows as
 * `text/html` or `application/octet-stream` too: `[` and `{` begin JSON, `<` begins markup, other printable
 * text is CSV.
 */
export const base64: PayloadEncoding = {
  name: "BASE64",
  decode(data, contentType) {
    if (!ALPHABET.test(data))
      return { ok: false, reason: "BASE64 data has a character outside its alphabet" };
    if (!hasPossibleLength(data)) return { ok: false, reason: "BASE64 data has an impossible length" };
    return textRows(utf8(Buffer.from(data, "base64")), mediaType(contentType));
  },
};

/** What a content type says that the bytes are; undefined where they have to be looked at. */
export function textTypeOf(contentType: string | undefined): "CSV" | "JSON" | undefined {
  const type = mediaType(contentType);
  if (type === "text/csv") return "CSV";
  return type !== undefined && JSON_TYPE.test(type) ? "JSON" : undefined;
}

/** The bytes that the text holds; undefined where it is no base64. */
export function payloadBytes(data: string): Buffer | undefined {
  return ALPHABET.test(data) && hasPossibleLength(data) ? Buffer.from(data, "base64") : undefined;
}

/** The text of a payload's bytes; undefined when it is not base64, or the bytes are not UTF-8. */
export function payloadText(data: string): string | undefined {
  return ALPHABET.test(data) && hasPossibleLength(data) ? utf8(Buffer.from(data, "base64")) : undefined;
}

/**
 * Four characters hold three bytes; the last group may go without its padding, but one character alone holds
 * no byte.
 */
function hasPossibleLength(data: string): boolean {
  return data.endsWith("=") ? data.length % 4 === 0 : data.length % 4 !== 1;
}

function textRows(text: string | undefined, type: string | undefined): Decoded {
  const reason = text === undefined ? undefined : payloadSizeFault(text);
  if (reason !== undefined) return { ok: false, reason: `BASE64 ${reason}` };
  const isCsv = type === "text/csv";
  const isJson = type !== undefined && JSON_TYPE.test(type);
  if (text === undefined && (isCsv || isJson))
    return { ok: false, reason: `BASE64 payload of type ${type} is not UTF-8` };
  if (text !== undefined && isCsv) return csv.decode(text, type);
  if (text !== undefined && isJson) return json.decode(text, type);
  const first = text === undefined ? undefined : (/\S/.exec(text)?.[0] ?? "");
  if (text === undefined || first === "<" || UNPRINTABLE.test(text))
    return {
      ok: false,
      reason: `BASE64 payload of ${type === undefined ? "unknown type" : `type ${type}`} is not rows`,
    };
  return first === "[" || first === "{" ? json.decode(text, type) : csv.decode(text, type);
}

/** The text of the bytes, a byte order mark left out; undefined when they are not UTF-8. */
function utf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** `type/subtype` in lower case, without parameters; undefined when the header holds none. */
function mediaType(contentType: string | undefined): string | undefined {
  const type = contentType?.split(";", 1)[0]?.trim().toLowerCase();
  return type !== undefined && MEDIA_TYPE.test(type) ? type : undefined;
}
