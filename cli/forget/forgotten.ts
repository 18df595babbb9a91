import type { VerdictName } from "../../shared/report/verdict.ts";
import type { ObjectVersion } from "../../steps/ports.ts";

/** Objects that go, with what their older versions take up. */
export interface Tally {
  readonly objects: number;
  readonly versions: number;
  readonly bytes: number;
}

export interface LinesOfFile {
  readonly key: string;
  readonly lines: number;
}

export interface WindowPlace {
  readonly variant: string;
  readonly window: string;
}

export interface RebuiltWindow extends WindowPlace {
  readonly before: {
    readonly revision: number;
    readonly verdict: VerdictName | null;
    readonly records: number | null;
  } | null;
  /** null before it was rebuilt: a dry run, or one that did not come to its end. */
  readonly after: {
    readonly revision: number;
    readonly verdict: VerdictName;
    readonly records: number;
  } | null;
}

/** What `plumbline forget` did, or would do. */
export interface Forgotten {
  readonly version: 1;
  readonly dryRun: boolean;
  readonly monitor: string;
  /** What was read to find the records. */
  readonly read: { readonly files: number; readonly bytes: number };
  /** Capture files that lines were taken out of. */
  readonly captures: readonly LinesOfFile[];
  /** Ground truth files, the same. */
  readonly labels: readonly LinesOfFile[];
  /** Whole capture files, and older versions of those that stay. */
  readonly captureObjects: Tally;
  readonly partials: Tally;
  readonly windows: Tally;
  readonly replays: Tally;
  readonly trainingSets: Tally & { readonly jobs: readonly string[] };
  readonly rebuilt: readonly RebuiltWindow[];
  /** Windows whose results are gone and not made again, each with the reason. */
  readonly notRebuilt: readonly (WindowPlace & { readonly reason: string })[];
  /** What still holds what was to be forgotten, and why. */
  readonly left: readonly { readonly what: string; readonly why: string }[];
  /** What this command cannot see. */
  readonly notes: readonly string[];
}

export const NOTHING: Tally = { objects: 0, versions: 0, bytes: 0 };

/** Objects, versions and bytes; a marker is no version. */
export function tallyOf(versions: readonly ObjectVersion[]): Tally {
  return {
    objects: new Set(versions.map(({ key }) => key)).size,
    versions: versions.length,
    bytes: versions.reduce((sum, { size }) => sum + size, 0),
  };
}

export const added = (one: Tally, other: Tally): Tally => ({
  objects: one.objects + other.objects,
  versions: one.versions + other.versions,
  bytes: one.bytes + other.bytes,
});
