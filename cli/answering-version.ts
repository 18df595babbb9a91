import type { MonitorDefinition } from "../shared/monitors/monitor-definition.ts";
import type { Deployed, Ports } from "../steps/ports.ts";

/** What each production variant of a monitor answers with now. A transform job has no endpoint to ask. */
export async function deployedModels(
  { deployments }: Pick<Ports, "deployments">,
  { endpoint, variants, capture }: MonitorDefinition,
): Promise<{ readonly variant: string; readonly deployed: Deployed }[]> {
  if (capture.kind === "batch-transform") return [];
  return Promise.all(
    variants.map(async (variant) => ({ variant, deployed: await deployments.current(endpoint, variant) })),
  );
}

/** The version that answers at all production variants; undefined where they differ or one is not known. */
export async function answeringVersion(
  ports: Pick<Ports, "deployments">,
  definition: MonitorDefinition,
): Promise<string | undefined> {
  const versions = (await deployedModels(ports, definition)).map(({ deployed }) =>
    deployed.ok ? deployed.model.modelVersion : undefined,
  );
  return new Set(versions).size === 1 ? versions[0] : undefined;
}
