import type { ObjectVersion } from "../../steps/ports.ts";
import { added, type Forgotten, NOTHING, tallyOf } from "./forgotten.ts";
import type { VersionedStore } from "./places.ts";

type Part = "captureObjects" | "partials" | "windows" | "replays" | "trainingSets";
type Lists = Pick<Forgotten, "captures" | "labels" | "rebuilt" | "notRebuilt" | "left" | "notes">;
type Growing = { readonly [Key in keyof Lists]: Lists[Key][number][] };

/** Removes and writes down what was removed; in a dry run it only writes down. */
export class Ledger implements Growing {
  readonly captures: Growing["captures"] = [];
  readonly labels: Growing["labels"] = [];
  readonly rebuilt: Growing["rebuilt"] = [];
  readonly notRebuilt: Growing["notRebuilt"] = [];
  readonly left: Growing["left"] = [];
  readonly notes: Growing["notes"] = [];
  readonly dryRun: boolean;
  /** Whether another run has something to do: then the journal stays. */
  unfinished = false;
  private readonly tallies = {
    captureObjects: NOTHING,
    partials: NOTHING,
    windows: NOTHING,
    replays: NOTHING,
    trainingSets: NOTHING,
  };
  private readonly jobs = new Set<string>();

  constructor(dryRun: boolean) {
    this.dryRun = dryRun;
  }

  async purge(store: VersionedStore, part: Part, versions: readonly ObjectVersion[]): Promise<void> {
    if (versions.length === 0) return;
    const kept = this.dryRun ? [] : await store.versions.purge(versions);
    for (const { key, reason } of kept) this.again(key, reason);
    const failed = new Set(kept.map(({ key }) => key));
    const gone = versions.filter(({ key }) => !failed.has(`${store.store.name}/${key}`));
    this.tallies[part] = added(this.tallies[part], tallyOf(gone));
  }

  /** Something that is left for another run. */
  again(what: string, why: string): void {
    this.left.push({ what, why });
    this.unfinished = true;
  }

  trainingSet(job: string): void {
    this.jobs.add(job);
  }

  result(monitor: string, read: Forgotten["read"]): Forgotten {
    const { captures, labels, rebuilt, notRebuilt, left, notes, dryRun } = this;
    const trainingSets = { ...this.tallies.trainingSets, jobs: [...this.jobs].sort() };
    const found = { captures, labels, rebuilt, notRebuilt, left, notes };
    return { version: 1, dryRun, monitor, read, ...this.tallies, trainingSets, ...found };
  }
}
