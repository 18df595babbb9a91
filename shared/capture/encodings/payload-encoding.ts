import type { Decoded } from "../row.ts";

/**
 * A way in which capture files hold payloads. To add one: a file, and its line in `index.ts`; the law suite
 * then holds it (any text gives rows or a reason, never a throw, and no reason quotes the text).
 */
export interface PayloadEncoding {
  /** As capture files spell it in `encoding`. */
  readonly name: string;
  /**
   * The rows of a payload, in its order (none when it is empty), or why it has none. `contentType` is the
   * observed header with its parameters; only an encoding that does not say what the bytes mean looks at it.
   */
  decode(data: string, contentType: string | undefined): Decoded;
}
