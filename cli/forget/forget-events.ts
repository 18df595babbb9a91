/**
 * Takes single events out: their lines out of the capture files, and everything that was made of those files, which is then made
 * again. The order is what makes a crash harmless: the journal before the first line, a new revision before the old ones go, and
 * the journal last. A partial is replaced under its key, so that no window ever counts a record twice.
 */
import { parseCaptureKey } from "../../shared/capture/capture-key.ts";
import { tellBaselines } from "./baselines.ts";
import { type FileLines, readLines, textOfLine, writeLines } from "./file-lines.ts";
import { findBatchRecords } from "./find-batch-records.ts";
import { type FoundFile, findFiles, type Span, slotsOf } from "./find-files.ts";
import type { Forgotten } from "./forgotten.ts";
import { closeJournal, type OpenJournal, openJournal, openJournals } from "./journal.ts";
import { Ledger } from "./ledger.ts";
import type { Places } from "./places.ts";
import { versionsOf } from "./purge.ts";
import type { Rebuilder } from "./rebuild.ts";
import { remakeWindows } from "./remake-windows.ts";
import { checkPartials, removePartials, removeReplays } from "./remove-derived.ts";
import { forgetTrainingSets } from "./training-sets.ts";
import type { WantedIds } from "./wanted-ids.ts";

export interface EventsToForget {
  readonly wanted: WantedIds;
  readonly span: Span;
  readonly dryRun: boolean;
  /** What goes on, for a person who waits. */
  readonly stage: (text: string) => void;
  readonly update: (text: string) => void;
}

export async function forgetEvents(
  places: Places,
  rebuilder: () => Promise<Rebuilder>,
  request: EventsToForget,
): Promise<Forgotten> {
  const { wanted, span, dryRun, stage, update } = request;
  const ledger = new Ledger(dryRun);
  stage("Looking for the events in the captures");
  const searched = await findFiles(places, wanted, span, (files, bytes) =>
    update(`${files} files, ${(bytes / 1e6).toFixed(1)} MB`),
  );
  ledger.left.push(...searched.unreadable);
  if (places.monitor.capture.kind === "batch-transform")
    ledger.left.push(...(await findBatchRecords(places, wanted, span)));
  for (const { bucket, key } of searched.found) await versionsOf(places.bucket(bucket), key); // may they be seen?
  if (!dryRun && searched.found.length > 0) await openJournal(places, searched.found);
  // Labels first: their ids are known from the captures, as long as these hold them.
  const labels = searched.found.filter(({ kind }) => kind === "labels");
  const captures = searched.found.filter(({ kind }) => kind === "captures");
  for (const file of [...labels, ...captures]) await takeOut(places, ledger, wanted, file);
  const { files, journals } = await begun(places, ledger, dryRun ? searched.found : []);
  if (files.length > 0) {
    stage(dryRun ? "Counting what was made of them" : "Removing what was made of them");
    await removeOldVersions(places, ledger, files);
    await removePartials(places, ledger, files);
    await remakeWindows(places, ledger, files, { rebuilder, stage });
    if (!dryRun) await checkPartials(places, ledger, files);
    await removeReplays(places, ledger, files);
    const first = Math.min(...files.flatMap(({ slots }) => slots));
    await forgetTrainingSets(places, ledger, (began) => began === undefined || began > first);
  }
  await tellBaselines(places, files, ledger);
  if (!dryRun && !ledger.unfinished) for (const journal of journals) await closeJournal(places, journal);
  return ledger.result(places.monitor.monitor, { files: searched.files, bytes: searched.bytes });
}

/** Takes the lines out of one file, however often somebody else writes it in between. */
async function takeOut(places: Places, ledger: Ledger, wanted: WantedIds, file: FoundFile): Promise<void> {
  const { store } = places.bucket(file.bucket);
  const goes = (text: string) => (file.kind === "captures" ? wanted.isRecord(text) : wanted.isLabel(text));
  for (let turn = 0; turn < 20; turn++) {
    const there = await readLines(store, file.key);
    const kept = there?.lines.filter((line) => !goes(textOfLine(line))) ?? [];
    const lines = (there?.lines.length ?? 0) - kept.length;
    if (there === undefined || lines === 0) return;
    const grown = grownSlots(file, slotsNow(file, there));
    if (grown !== undefined && !ledger.dryRun) await openJournal(places, [grown]);
    if (ledger.dryRun || (await writeLines(store, file.key, there, kept))) {
      ledger[file.kind].push({ key: `${store.name}/${file.key}`, lines });
      return;
    }
  }
  throw new Error(
    `${store.name}/${file.key} changed twenty times while lines were taken out of it. Run the command again.`,
  );
}

function slotsNow(file: FoundFile, there: FileLines): readonly number[] {
  const key = file.kind === "captures" ? parseCaptureKey(file.key) : undefined;
  return key === undefined ? file.slots : slotsOf(there, key);
}

/** The file with more slots, where somebody has written more into it since it was found. */
function grownSlots(file: FoundFile, now: readonly number[]): FoundFile | undefined {
  const more = now.filter((slot) => !file.slots.includes(slot));
  return more.length === 0 ? undefined : { ...file, slots: [...file.slots, ...more].sort((a, b) => a - b) };
}

/**
 * The files that lines were taken out of, by this run or by one that did not come to its end, and the journals that end with this
 * run. `found`: those of a dry run.
 */
async function begun(
  places: Places,
  ledger: Ledger,
  found: readonly FoundFile[],
): Promise<{ files: FoundFile[]; journals: OpenJournal[] }> {
  const files = new Map(found.map((file) => [placeOf(file), file]));
  const journals: OpenJournal[] = [];
  for (const journal of await openJournals(places)) {
    const waiting: string[] = [];
    for (const file of journal.files) {
      const { store } = places.bucket(file.bucket);
      const known = files.get(placeOf(file));
      if ((await store.head(file.key))?.etag === file.etag) waiting.push(`${store.name}/${file.key}`);
      else files.set(placeOf(file), { ...file, slots: union(file.slots, known?.slots ?? []) });
    }
    if (waiting.length === 0) journals.push(journal);
    else if (!ledger.dryRun)
      for (const what of waiting)
        ledger.left.push({
          what,
          why: "an earlier run for other events was interrupted before it had taken its lines out; run that one again",
        });
  }
  return { files: [...files.values()], journals };
}

const placeOf = ({ bucket, key }: FoundFile) => `${bucket}\0${key}`;
const union = (one: readonly number[], other: readonly number[]) =>
  [...new Set([...one, ...other])].sort((a, b) => a - b);

/** Older versions of the files, and the whole of those that have no line left. */
async function removeOldVersions(places: Places, ledger: Ledger, files: readonly FoundFile[]): Promise<void> {
  for (const file of files) {
    const at = places.bucket(file.bucket);
    const lines = ledger.dryRun ? 1 : ((await readLines(at.store, file.key))?.lines.length ?? 0);
    const versions = await versionsOf(at, file.key);
    await ledger.purge(
      at,
      "captureObjects",
      lines === 0 ? versions : versions.filter(({ current }) => !current),
    );
  }
}
