/** Texts from the bytes of a JSON string. */
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The text of bytes that are known to be ASCII. */
export function asciiText(bytes: Uint8Array, start: number, end: number): string {
  // Below some twenty characters faster than a call of the decoder.
  let text = "";
  for (let at = start; at < end; at++) text += String.fromCharCode(bytes[at]!);
  return text;
}

/** The text that the inside of a JSON string stands for; undefined where it is no JSON or no UTF-8. */
export function escapedText(bytes: Uint8Array, start: number, end: number): string | undefined {
  try {
    return JSON.parse(`"${decoder.decode(bytes.subarray(start, end))}"`) as string;
  } catch {
    return undefined; // the engine's message quotes the text, which is captured data
  }
}
