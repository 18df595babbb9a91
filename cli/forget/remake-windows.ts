/** Windows that forgotten records had a share in, made again without them. */
import type { Window } from "../../shared/window/window.ts";
import { windowFolder } from "../../shared/window/work-keys.ts";
import type { CapturedFile } from "../../steps/capture-kinds/capture-kind.ts";
import { forgetAnswers } from "./answers.ts";
import type { FoundFile } from "./find-files.ts";
import type { RebuiltWindow, WindowPlace } from "./forgotten.ts";
import type { Ledger } from "./ledger.ts";
import type { Places } from "./places.ts";
import type { Rebuilder } from "./rebuild.ts";
import { isSwept, type StoredVersion, windowVersions } from "./stored-windows.ts";
import {
  currentOf,
  lostSources,
  missNothing,
  type TouchedWindow,
  touchedWindows,
} from "./windows-of-files.ts";

interface Making {
  readonly rebuilder: () => Promise<Rebuilder>;
  readonly stage: (text: string) => void;
}

/**
 * Runs the next revision of every window that the files had a share in and removes the earlier ones when it is the one that readers
 * see; what cannot be made again is removed and told.
 */
export async function remakeWindows(
  places: Places,
  ledger: Ledger,
  files: readonly FoundFile[],
  { rebuilder, stage }: Making,
): Promise<void> {
  const again: TouchedWindow[] = [];
  for (const touched of await touchedWindows(places, files)) {
    const reason = await whyNot(places, touched, files);
    if (reason === undefined) again.push(touched);
    else await removeWindow(places, ledger, touched, reason);
  }
  const before = new Map<TouchedWindow, RebuiltWindow["before"]>();
  for (const touched of again) before.set(touched, await shown(places, touched.window));
  if (ledger.dryRun) {
    for (const touched of again) {
      ledger.rebuilt.push({ ...placeOfWindow(touched), before: before.get(touched)!, after: null });
      const revisions = touched.stored.filter(({ rest }) => revisionOf(rest) !== undefined);
      await ledger.purge(
        places.work,
        "windows",
        revisions.map(({ version }) => version),
      );
    }
    return;
  }
  const making = await rebuilder();
  try {
    stage(`Making ${again.length} window${again.length === 1 ? "" : "s"} again`);
    for (const { window } of again) await missNothing(places, window, files);
    await making.profile(await present(places, files));
    // A file's own window first: where this machine cannot profile, its closing does, for the others too.
    for (const first of [true, false]) {
      const these = again.filter(({ home }) => home === first);
      const made = await making.rebuild(these.map(({ window }) => window));
      for (const [index, touched] of these.entries())
        await replaceRevisions(places, ledger, {
          touched,
          before: before.get(touched)!,
          made: made[index]!,
          making,
        });
    }
  } finally {
    await making.stop();
  }
}

/** Why a window cannot be made again; undefined where it can. */
async function whyNot(
  places: Places,
  { window, ofToday }: TouchedWindow,
  files: readonly FoundFile[],
): Promise<string | undefined> {
  if (!ofToday) return `windows of ${places.monitor.monitor} had another length then`;
  const lost = await lostSources(places, window, files);
  return lost === 0
    ? undefined
    : `${lost} of its capture files ${lost === 1 ? "is" : "are"} no longer there, so that it could not be made again as a whole`;
}

/**
 * All results of a window. Its markers stay while the sweep looks at it, which would take it for one that never ended; a reader that
 * `current.json` leads to no verdict takes it for one that has none.
 */
async function removeWindow(
  places: Places,
  ledger: Ledger,
  touched: TouchedWindow,
  reason: string,
): Promise<void> {
  const goes = ({ rest }: StoredVersion) =>
    revisionOf(rest) !== undefined || !isSwept(places, touched.window);
  const versions = touched.stored.filter(goes).map(({ version }) => version);
  await ledger.purge(places.work, "windows", versions);
  if (!isSwept(places, touched.window))
    await forgetAnswers(places, ledger, touched.window.variant, ({ window }) => window === touched.id);
  ledger.notRebuilt.push({ ...placeOfWindow(touched), reason });
}

async function shown(places: Places, window: Window): Promise<RebuiltWindow["before"]> {
  const current = await currentOf(places, window);
  return current === undefined
    ? null
    : {
        revision: current.revision,
        verdict: current.verdict?.verdict ?? null,
        records: current.verdict?.records ?? null,
      };
}

/** Captures that are still there, for a profile. */
async function present(places: Places, files: readonly FoundFile[]): Promise<CapturedFile[]> {
  const there: CapturedFile[] = [];
  for (const { kind, bucket, key } of files)
    if (kind === "captures" && (await places.bucket(bucket).store.head(key)) !== undefined)
      there.push({ bucket, key });
  return there;
}

interface Remade {
  readonly touched: TouchedWindow;
  readonly before: RebuiltWindow["before"];
  /** The revision that was opened after the files were rewritten; one that began before may hold what they held. */
  readonly made: number;
  readonly making: Rebuilder;
}

/** Earlier revisions go when the one that was made, or a later one, is shown. */
async function replaceRevisions(
  places: Places,
  ledger: Ledger,
  { touched, before, made, making }: Remade,
): Promise<void> {
  const { window, id } = touched;
  const place = placeOfWindow(touched);
  const after = await shown(places, window);
  if (after === null || after.verdict === null || after.revision < made) {
    ledger.rebuilt.push({ ...place, before, after: null });
    ledger.again(
      windowFolder({ window }),
      "its next revision did not come to its end, so that what readers see is the earlier one; run this again, and look at failure.json there",
    );
    return;
  }
  ledger.rebuilt.push({
    ...place,
    before,
    after: { ...after, verdict: after.verdict, records: after.records! },
  });
  for (let revision = Math.max(0, after.revision - LOOKED_AT); revision < after.revision; revision++)
    if (await making.isRunning(window, revision))
      ledger.again(
        `${windowFolder({ window })}r${revision}/`,
        "it is still being made; run this again when it is over",
      );
  const prefix = windowFolder({ window }).slice(0, -id.length - 1);
  const day = { from: window.start, to: window.start };
  const earlier = [];
  for await (const stored of windowVersions(places.work, prefix, day))
    if (stored.id === id && (revisionOf(stored.rest) ?? after.revision) < after.revision)
      earlier.push(stored.version);
  await ledger.purge(places.work, "windows", earlier);
}

/** Executions of older revisions ended long ago: a machine ends after eight days. */
const LOOKED_AT = 8;

/** `r3/verdict.json` → 3; undefined for a marker. */
function revisionOf(rest: string): number | undefined {
  const [, revision] = /^r(\d+)\//.exec(rest) ?? [];
  return revision === undefined ? undefined : Number(revision);
}

const placeOfWindow = ({ window, id }: TouchedWindow): WindowPlace => ({
  variant: window.variant,
  window: id,
});
