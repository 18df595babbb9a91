import { createHash } from "node:crypto";
import type { Window } from "./window.ts";
import { windowId } from "./window.ts";

/** Step Functions: 1 to 80 characters; this alphabet needs no escaping anywhere. */
const MAX_NAME = 80;

/** Letters, digits and dashes of a text, at most `length`; it only makes a name readable, the hash makes it unique. */
export function slug(text: string, length: number): string {
  return text
    .replace(/[^A-Za-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, length)
    .replace(/-+$/, "");
}

/** The first `length` hex digits of the SHA-256 of the parts, NUL between them. */
export function hashOf(length: number, ...parts: readonly string[]): string {
  return createHash("sha256").update(parts.join("\0")).digest("hex").slice(0, length);
}

/** Name of the execution that analyzes revision `revision` of a window: the name is the lock. */
export function windowExecutionName(window: Window, revision: number): string {
  return name(`w-${windowId(window)}-r${revision}`, window.endpoint, window.variant);
}

/** Name of the retraining that a window may start: by window, not by revision, so that a window starts one at most. */
export function retrainingExecutionName(window: Window): string {
  return name(`t-${windowId(window)}`, window.endpoint, window.variant);
}

function name(head: string, endpoint: string, variant: string): string {
  const hash = hashOf(12, endpoint, variant);
  const room = Math.max(0, MAX_NAME - head.length - hash.length - 2);
  return [head, slug(`${endpoint}-${variant}`, Math.min(30, room)), hash]
    .filter((part) => part !== "")
    .join("-");
}
