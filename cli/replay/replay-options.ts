import { UnusableInput } from "../../shared/errors.ts";
import type { ReplaySource } from "../../steps/window-input.ts";

/** What the command line says. */
export interface ReplayOptions {
  readonly monitor?: string;
  readonly store?: string;
  readonly from?: string;
  readonly to?: string;
  readonly source?: ReplaySource;
  readonly resume?: string;
  readonly promote?: string;
  readonly workers?: number;
  readonly dryRun?: true;
  readonly json?: true;
}

/** One of the three things that the command does. */
export type ReplayTask =
  | {
      readonly kind: "range";
      readonly monitor: string;
      readonly from: string;
      readonly to: string;
      readonly source: ReplaySource;
      readonly dryRun: boolean;
    }
  | { readonly kind: "resume"; readonly id: string }
  | { readonly kind: "promote"; readonly id: string; readonly dryRun: boolean };

/** Which one is meant. Throws `UnusableInput` where it is none of them, or several. */
export function replayTask(options: ReplayOptions): ReplayTask {
  const { monitor, from, to, source, resume, promote, dryRun = false } = options;
  const id = resume ?? promote;
  if (id !== undefined) {
    const more = Object.entries({ monitor, from, to, source, ...(resume && { promote }) });
    const [given] = more.find(([, value]) => value !== undefined) ?? [];
    if (given !== undefined)
      throw new UnusableInput(
        `Got --${given} beside --${resume === undefined ? "promote" : "resume"}; expected it alone: the replay has its own. Leave --${given} out.`,
      );
    if (promote !== undefined) return { kind: "promote", id, dryRun };
    if (dryRun)
      throw new UnusableInput("Got --dry-run beside --resume; expected it alone. Leave --dry-run out.");
    return { kind: "resume", id };
  }
  const missing = Object.entries({ monitor, from, to }).filter(([, value]) => value === undefined);
  if (missing.length > 0)
    throw new UnusableInput(
      `Got no ${missing.map(([name]) => `--${name}`).join(", ")}; expected --monitor, --from and --to, or --resume or --promote with the id of a replay. See: plumbline replay --help`,
    );
  return { kind: "range", monitor: monitor!, from: from!, to: to!, source: source ?? "partials", dryRun };
}
