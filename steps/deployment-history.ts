import {
  type DeploymentHistory,
  NO_DEPLOYMENTS,
  parseDeploymentHistory,
  withDeployment,
} from "../shared/monitors/deployment-history.ts";
import { deploymentsKey } from "../shared/window/work-keys.ts";
import { getJson, swapJson } from "./json-object.ts";
import type { DeployedModel, ObjectStore } from "./ports.ts";

/** An endpoint variant. */
interface Deployable {
  readonly endpoint: string;
  readonly variant: string;
}

/** Which models answered at an endpoint variant, as far as it was written down. Throws `UnusableInput` when the file cannot be read. */
export async function deploymentHistory(work: ObjectStore, of: Deployable): Promise<DeploymentHistory> {
  const key = deploymentsKey(of.endpoint, of.variant);
  return parsed(work, key, (await getJson<unknown>(work, key))?.value);
}

/** Writes a deployment down where it is news, and gives the whole history. */
export async function recordDeployment(
  work: ObjectStore,
  of: Deployable,
  { modelVersion, names, since, endpointConfig }: DeployedModel,
): Promise<DeploymentHistory> {
  const key = deploymentsKey(of.endpoint, of.variant);
  const deployment = {
    since: new Date(since).toISOString(),
    modelVersion,
    names: [...names],
    endpointConfig,
  };
  const there = await swapJson<unknown>(work, key, (value) => {
    const known = parsed(work, key, value);
    const wanted = withDeployment(known, deployment);
    return wanted === known ? undefined : wanted;
  });
  return parsed(work, key, there);
}

const parsed = (work: ObjectStore, key: string, value: unknown): DeploymentHistory =>
  value === undefined ? NO_DEPLOYMENTS : parseDeploymentHistory(value, `${work.name}/${key}`);
