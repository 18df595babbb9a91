/** Training sets: captured rows in clear, without an id, so that a set goes as a whole. */
import type { RetrainingState } from "../../shared/retraining/retraining-state.ts";
import { retrainingStateKey } from "../../shared/window/work-keys.ts";
import { getJson } from "../../steps/json-object.ts";
import type { ObjectVersion } from "../../steps/ports.ts";
import type { Ledger } from "./ledger.ts";
import type { Places } from "./places.ts";

/**
 * Removes the endpoint's training sets that may hold rows which `concerns` says by the time at which the retraining began (undefined
 * where nobody remembers), and on this machine the copies that their jobs were given. The models that were trained stay and are told.
 */
export async function forgetTrainingSets(
  places: Places,
  ledger: Ledger,
  concerns: (begun: number | undefined) => boolean,
): Promise<void> {
  const { work, monitor } = places;
  const state = (await getJson<RetrainingState>(work.store, retrainingStateKey(monitor.endpoint)))?.value;
  const begun = new Map((state?.history ?? []).map(({ job, startedAt }) => [job, Date.parse(startedAt)]));
  const sets = `training-sets/${monitor.endpoint}/`;
  const byJob = new Map<string, ObjectVersion[]>();
  for await (const version of work.versions.list(sets)) {
    const job = version.key.slice(sets.length).split("/")[0]!;
    byJob.set(job, [...(byJob.get(job) ?? []), version]);
  }
  const concerned = [...new Set([...byJob.keys(), ...begun.keys()])].filter((job) =>
    concerns(begun.get(job)),
  );
  for (const job of concerned) {
    const versions = [...(byJob.get(job) ?? []), ...(await copies(places, job))];
    if (versions.length > 0) ledger.trainingSet(job);
    await ledger.purge(work, "trainingSets", versions);
  }
  if (concerned.length > 0)
    ledger.notes.push(
      `A set of rows cannot be told row by row, so it goes as a whole. What the training jobs learnt stays in their models: ${concerned.map((job) => `retraining/${monitor.endpoint}/${job}/`).join(", ")}`,
    );
  const running = state?.owner == null ? undefined : (state.trainingJobName ?? undefined);
  if (running !== undefined && concerned.includes(running))
    ledger.again(
      `${sets}${running}/`,
      "a retraining is under way and may write its set from captures that it has read already; run this again when it has ended",
    );
}

/** What a training job on this machine was given, and what it wrote beside its model: a log may quote a row. */
async function copies({ work }: Places, job: string): Promise<ObjectVersion[]> {
  const found: ObjectVersion[] = [];
  for (const folder of ["input/data", "output"])
    for await (const version of work.versions.list(`training/${job}/opt/ml/${folder}/`)) found.push(version);
  return found;
}
