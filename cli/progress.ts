import { inertText } from "../shared/report/inert-text.ts";
import type { Io } from "./io.ts";
import { paintFor } from "./paint.ts";

/** How far a run is, on standard error: on a terminal one line that is written over, elsewhere one plain line a stage. */
export interface Progress {
  /** A part of the run begins. */
  stage(text: string): void;
  /** How far the part is; shown on a terminal only. */
  update(text: string): void;
  /** Takes the line away. */
  end(): void;
}

/** Carriage return, erase to the end of the line (ECMA-48 EL). */
const FRESH_LINE = "\r\u001b[K";

export function progressOn({ stderr, env }: Pick<Io, "stderr" | "env">): Progress {
  if (stderr.isTTY !== true) {
    return { stage: (text) => stderr.write(`${inertText(text, 500)}\n`), update: () => {}, end: () => {} };
  }
  const paint = paintFor(stderr, env);
  const most = Math.max(20, (stderr.columns ?? 80) - 1);
  let current = "";
  const show = (text: string) => stderr.write(`${FRESH_LINE}${paint("dim", inertText(text, most - 1))}`);
  return {
    stage(text) {
      current = text;
      show(text);
    },
    update: (text) => show(`${current}: ${text}`),
    end: () => stderr.write(FRESH_LINE),
  };
}
