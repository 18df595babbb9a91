import { eventTime } from "../../shared/capture/event-time.ts";
import { rowReader } from "../../shared/mapping/row-reader.ts";
import { decodeProfile } from "../../shared/profile/profile-codec.ts";
import { configHash } from "../../shared/profile/profile-config.ts";
import { captureKindOf } from "../../steps/capture-kinds/index.ts";
import type { FoundFile } from "./find-files.ts";
import type { Ledger } from "./ledger.ts";
import type { Places } from "./places.ts";
import { daysOf, replayIds, type StoredVersion, windowVersions } from "./stored-windows.ts";
import { byVariant, partialEnding, storedAt } from "./windows-of-files.ts";

/**
 * Every partial of the files, in every configuration. The home partial goes first: while it is there, the file counts as wholly
 * profiled, and nobody would make the others again.
 */
export async function removePartials(
  places: Places,
  ledger: Ledger,
  files: readonly FoundFile[],
): Promise<void> {
  const isHome = ({ time }: FoundFile, { start, end }: StoredVersion) => time >= start && time < end;
  for (const file of files) {
    const all = await partialsOf(places, file);
    for (const home of [true, false]) {
      const these = all.filter((each) => isHome(file, each) === home);
      await ledger.purge(
        places.work,
        "partials",
        these.map(({ version }) => version),
      );
    }
  }
}

/**
 * Whoever had read a file before its lines went may have written a partial of it after. So older versions of the partials go again,
 * and what the present ones count is held against the file.
 */
export async function checkPartials(
  places: Places,
  ledger: Ledger,
  files: readonly FoundFile[],
): Promise<void> {
  const { monitor, work } = places;
  const today = `${configHash(monitor)}/`;
  for (const file of files) {
    const all = (await partialsOf(places, file)).filter(({ version }) => version.size > 0);
    const older = all.filter(({ version }) => !version.current).map(({ version }) => version);
    await ledger.purge(work, "partials", older);
    const made = all.filter(({ version, rest }) => version.current && rest.startsWith(today));
    if (made.length === 0) continue; // its windows are still open, and make it when they close
    let counted = 0;
    for (const { version } of made) {
      const body = (await work.store.get(version.key))?.body;
      counted += body === undefined ? 0 : decodeProfile(body).records;
    }
    const there = await recordsOf(places, file);
    if (counted !== there)
      ledger.again(
        `partials of ${file.key}`,
        `they count ${counted} records and the file has ${there}: somebody profiled it as it was; run this again`,
      );
  }
}

/** Records of a capture file that have rows, as profiling counts them. */
async function recordsOf({ monitor, bucket }: Places, file: FoundFile): Promise<number> {
  const kind = captureKindOf(monitor);
  const key = kind.parseKey(file.key, monitor);
  if (key === undefined || (await bucket(file.bucket).store.head(file.key)) === undefined) return 0;
  const reader = rowReader(monitor);
  let records = 0;
  for await (const each of kind.read((name) => bucket(name).store, file, reader.options))
    if (reader.rows(each, eventTime(each.record ?? {}, key).time).ok) records += 1;
  return records;
}

async function partialsOf({ monitor, work }: Places, file: FoundFile, above = ""): Promise<StoredVersion[]> {
  const found: StoredVersion[] = [];
  if (file.variant === null) return found;
  const ending = partialEnding(file);
  for (const days of daysOf(around(file)))
    for await (const stored of windowVersions(
      work,
      `${above}partials/${monitor.endpoint}/${file.variant}/`,
      days,
    ))
      if (stored.rest.endsWith(ending)) found.push(stored);
  return found;
}

const HOUR_MS = 3_600_000;
/** Content that the file had before may have reached further (shared/capture/event-time.ts). */
const around = ({ time, slots }: FoundFile) => [time - 2 * HOUR_MS, ...slots, time + 3 * HOUR_MS];

/** Windows of replays that the files had a share in, and the replays' own partials of them: replays are made again when somebody asks. */
export async function removeReplays(
  places: Places,
  ledger: Ledger,
  files: readonly FoundFile[],
): Promise<void> {
  const { monitor, work } = places;
  for (const id of await replayIds(work))
    for (const [variant, ofVariant] of byVariant(files)) {
      for (const file of ofVariant) {
        const own = await partialsOf(places, file, `replays/${id}/`);
        await ledger.purge(
          work,
          "replays",
          own.map(({ version }) => version),
        );
      }
      const slots = new Set(ofVariant.flatMap((file) => file.slots));
      const prefix = `replays/${id}/windows/${monitor.endpoint}/${variant}/`;
      for (const stored of (await storedAt(work, prefix, slots)).values())
        await ledger.purge(
          work,
          "replays",
          stored.map(({ version }) => version),
        );
    }
}
