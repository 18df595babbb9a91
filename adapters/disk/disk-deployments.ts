import { UnusableInput } from "../../shared/errors.ts";
import type { Clock, Deployed, Deployments, ObjectStore } from "../../steps/ports.ts";

/** `deployments/<endpoint>/<variant>.json` of the work store, as `plumbline push --deployed` or the user writes it. */
export class DiskDeployments implements Deployments {
  private readonly work: ObjectStore;
  private readonly clock: Clock;

  constructor(work: ObjectStore, clock: Clock) {
    this.work = work;
    this.clock = clock;
  }

  /** The deployment that has taken effect by now; a later one may stand in the file already. */
  async current(endpoint: string, variant: string): Promise<Deployed> {
    // Loaded here: one function of all asks, and the shape of the file takes a library.
    const { deploymentHistory } = await import("../../steps/deployment-history.ts");
    try {
      const { deployments } = await deploymentHistory(this.work, { endpoint, variant });
      const now = this.clock.now();
      const there = deployments.findLast(({ since }) => Date.parse(since) <= now);
      if (there !== undefined) return { ok: true, model: { ...there, since: Date.parse(there.since) } };
      return {
        ok: false,
        reason: `Nobody said which model answers at ${endpoint}/${variant}; say it with: plumbline push --deployed VERSION.`,
      };
    } catch (fault) {
      if (!(fault instanceof UnusableInput)) throw fault;
      return { ok: false, reason: fault.message };
    }
  }
}
