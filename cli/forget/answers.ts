import type { Acknowledgement, AcknowledgementIndex } from "../../shared/acknowledgements/acknowledgement.ts";
import { acknowledgementsKey } from "../../shared/window/work-keys.ts";
import { acknowledgementsOf } from "../../steps/acknowledgements.ts";
import { swapJson } from "../../steps/json-object.ts";
import type { ObjectVersion } from "../../steps/ports.ts";
import type { Ledger } from "./ledger.ts";
import type { Places } from "./places.ts";

/**
 * What people have said of windows that go as a whole, taken out of what holds of the variant, and out of its older versions; beside the
 * windows it goes with them. It holds nothing captured, but a note may.
 */
export async function forgetAnswers(
  { monitor: { endpoint }, work }: Places,
  ledger: Ledger,
  variant: string,
  isGone: (answer: Acknowledgement) => boolean,
): Promise<void> {
  const gone = (await acknowledgementsOf(work.store, { endpoint, variant })).filter(isGone);
  const key = acknowledgementsKey(endpoint, variant);
  if (gone.length > 0 && !ledger.dryRun)
    await swapJson<AcknowledgementIndex>(work.store, key, (there) => ({
      version: 1,
      acknowledgements: (there?.acknowledgements ?? []).filter((answer) => !isGone(answer)),
    }));
  if (gone.length > 0)
    ledger.notes.push(
      `${gone.length} answer${gone.length === 1 ? "" : "s"} to alarms of ${variant} ${ledger.dryRun ? "would go" : "went"} with the windows: what was muted by ${gone.length === 1 ? "it" : "them"} alarms again.`,
    );
  // Of an earlier run that died, too: what holds was replaced, its older versions were not.
  const older: ObjectVersion[] = [];
  for await (const version of work.versions.list(key))
    if (version.key === key && !version.current) older.push(version);
  await ledger.purge(work, "windows", older);
}
