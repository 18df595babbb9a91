import type { Ports } from "../steps/ports.ts";

/** What a small world leaves out: nobody counts requests, knows models or trains them, and nobody listens. */
export const silentPorts: Pick<Ports, "traffic" | "deployments" | "trainingJobs" | "metrics" | "events"> = {
  traffic: { invocations: async () => undefined, errors: async () => undefined },
  deployments: { current: async () => ({ ok: false, reason: "Nobody says." }) },
  trainingJobs: { describe: async () => undefined, stop: async () => undefined },
  metrics: { put: async () => 0 },
  events: { put: async () => undefined },
};
