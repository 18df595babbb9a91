/**
 * Which model answered at an endpoint variant, and since when: `deployments/<endpoint>/<variant>.json`. On AWS the
 * closing windows write down what SageMaker says; on a laptop `plumbline push --deployed` or the user does.
 */
import * as v from "valibot";
import { UnusableInput } from "../errors.ts";

const instant = v.pipe(
  v.string(),
  v.check((text) => !Number.isNaN(Date.parse(text)), "expected a time such as 2026-11-23T00:00:00Z"),
);
const deployment = v.object({
  /** When it took effect, ISO 8601. */
  since: instant,
  /** `churn/8` of a model package group, otherwise the model's name. */
  modelVersion: v.pipe(v.string(), v.minLength(1, "expected the version's name")),
  /** Every name that a baseline may be bound by: the version, the model's name, the ARN of its package. */
  names: v.optional(v.array(v.string()), []),
  /** The endpoint configuration that brought it; null where nobody said. */
  endpointConfig: v.optional(v.nullable(v.string()), null),
});
const history = v.object({ version: v.literal(1), deployments: v.array(deployment) });

export type Deployment = v.InferOutput<typeof deployment>;
/** Ascending in time. */
export type DeploymentHistory = v.InferOutput<typeof history>;

/** A version under its names. */
interface NamedModel {
  readonly modelVersion: string;
  readonly names: readonly string[];
}

export const NO_DEPLOYMENTS: DeploymentHistory = { version: 1, deployments: [] };

/** Revisions reach back two weeks at most; of an endpoint that is deployed ten times a day this is three. */
const MOST_KEPT = 200;

/** A history from parsed JSON, in order of time. Throws `UnusableInput` with the first thing that is wrong. */
export function parseDeploymentHistory(value: unknown, source: string): DeploymentHistory {
  const parsed = v.safeParse(history, value);
  if (parsed.success) return { version: 1, deployments: inOrder(parsed.output.deployments) };
  const [issue] = parsed.issues;
  throw new UnusableInput(
    `${source} cannot be used: ${v.getDotPath(issue) ?? "the file"}: ${issue.message}. Its shape is in docs/file-formats.md; remove it, then say which model answers with: plumbline push --deployed VERSION`,
  );
}

/**
 * The history with one more observation; the same object where it says nothing new. An endpoint that is scaled, or
 * gets a configuration with the same model, has not been deployed anew, whatever time SageMaker gives.
 */
export function withDeployment(known: DeploymentHistory, seen: Deployment): DeploymentHistory {
  const before = known.deployments.findLast(({ since }) => Date.parse(since) <= Date.parse(seen.since));
  if (before !== undefined && isSameModel(before, seen)) return known;
  return { version: 1, deployments: inOrder([...known.deployments, seen]).slice(-MOST_KEPT) };
}

/**
 * Whether two descriptions are of one model. A version is the same under any of its names, so that a package which
 * could not be read once makes no second model; models that merely share a name differ (a pipeline's containers, a
 * name that was given again).
 */
export const isSameModel = (one: NamedModel, other: NamedModel): boolean =>
  namesOf(one).includes(other.modelVersion) || namesOf(other).includes(one.modelVersion);

/** Every name of a deployed version. */
export const namesOf = ({ modelVersion, names }: NamedModel): string[] => [
  ...new Set([modelVersion, ...names]),
];

const inOrder = (deployments: readonly Deployment[]) =>
  [...deployments].sort((a, b) => Date.parse(a.since) - Date.parse(b.since));
