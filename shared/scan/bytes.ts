/** The bytes that scanners look for. */
export const QUOTE = 34;
export const COMMA = 44;
export const PLUS = 43;
export const MINUS = 45;
export const DOT = 46;
export const SPACE = 32;
export const ZERO = 48;
export const BACKSLASH = 92;
export const NEWLINE = 10;
export const RETURN = 13;
export const LOWER_CASE = 32;
export const LETTER_E = 101;
export const LETTER_N = 110;
export const LETTER_R = 114;
export const LETTER_T = 116;
export const LETTER_U = 117;

/** What a byte is inside a JSON string that holds CSV. */
export const PLAIN = 0;
/** A comma, a quote or a backslash: a cell may end here. */
export const DELIMITER = 1;
/** Not allowed in a JSON string. */
export const CONTROL = 2;
/** Part of a character beyond ASCII, or DEL, which is rare enough to go the same way. */
export const BEYOND_ASCII = 3;

export const CLASS_IN_CSV = Uint8Array.from({ length: 256 }, (_, byte) => {
  if (byte === QUOTE || byte === COMMA || byte === BACKSLASH) return DELIMITER;
  if (byte < SPACE) return CONTROL;
  return byte > 126 ? BEYOND_ASCII : PLAIN;
});
