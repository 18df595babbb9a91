import type { PayloadForm } from "./envelope.ts";
import { isSameTemplate, type JsonTemplate, jsonTemplateOf } from "./json-template.ts";
import { NO_ROOM, NOT_SCANNED } from "./not-scanned.ts";
import { scanCsv } from "./scan-csv.ts";
import { scanJson } from "./scan-json.ts";
import type { ScannedSide } from "./scanned-records.ts";

/** Forms of JSON that are tried. */
const MOST_TEMPLATES = 16;

/**
 * Reads the payload that begins at `from`, inside a JSON string, and returns the place of the quote that ends it, `NO_ROOM` or `NOT_SCANNED`.
 * Its rows are gathered from row `first` on.
 */
export function scanPayload(
  side: ScannedSide,
  { text, isBase64 }: PayloadForm,
  bytes: Uint8Array,
  from: number,
  first: number,
): number {
  if (text === "other") return NOT_SCANNED;
  side.packed = isBase64;
  if (!isBase64) return scanText(side, text, bytes, from, first);
  const packed = side.base64.unpack(bytes, from);
  if (packed === undefined) return NOT_SCANNED;
  if (packed === NO_ROOM) return NO_ROOM;
  const end = scanText(side, text, packed.bytes, packed.start, first);
  return end < 0 ? end : packed.end;
}

/** Learns the form of a payload of JSON from `start` to `end`. */
export function learnPayload(
  side: ScannedSide,
  { text, isBase64 }: PayloadForm,
  bytes: Uint8Array,
  start: number,
  end: number,
): void {
  if (text !== "JSON") return;
  const packed = isBase64 ? side.base64.unpack(bytes, start) : { bytes, start, length: end - start };
  if (packed === undefined || packed === NO_ROOM) return;
  const template = jsonTemplateOf(packed.bytes, packed.start, packed.start + packed.length);
  if (template === undefined || side.templates.some((known) => isSameTemplate(known, template))) return;
  side.templates.unshift(template);
  if (side.templates.length > MOST_TEMPLATES) side.templates.pop();
}

function scanText(
  side: ScannedSide,
  text: "CSV" | "JSON",
  bytes: Uint8Array,
  from: number,
  first: number,
): number {
  if (text === "JSON") return scanTemplates(side, bytes, from, first);
  side.names = undefined;
  side.typed = false;
  return scanCsv(side.cells, bytes, from, first);
}

function scanTemplates(side: ScannedSide, bytes: Uint8Array, from: number, first: number): number {
  const { templates, cells } = side;
  side.typed = true;
  for (let tried = 0; tried < templates.length; tried++) {
    const template = templates[tried]!;
    const end = scanJson(cells, template, bytes, from, first);
    if (end === NOT_SCANNED) continue;
    if (end === NO_ROOM) return end;
    side.names = template.names;
    if (tried > 0) toFront(templates, tried);
    return end;
  }
  return NOT_SCANNED;
}

function toFront(templates: JsonTemplate[], tried: number): void {
  const [template] = templates.splice(tried, 1);
  templates.unshift(template!);
}
