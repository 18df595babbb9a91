/**
 * Reads the environment once and builds the ports.
 *
 * `PLUMBLINE_STORE`: `s3://bucket` for AWS, a folder for this machine (default `.plumbline`).
 * `PLUMBLINE_MACHINES`: begin of the state machines' ARNs. `PLUMBLINE_EVENT_BUS`: default `default`.
 * `PLUMBLINE_SENSITIVE_KEY`: key of the hashes that stand for sensitive values.
 */
import { UnusableInput } from "../shared/errors.ts";
import type { Ports } from "../steps/ports.ts";
import type { AwsPart, Deployment } from "./aws/aws-part.ts";
import { diskPorts } from "./disk/disk-ports.ts";

type Both<Union> = (Union extends unknown ? (part: Union) => void : never) extends (
  both: infer Intersection,
) => void
  ? Intersection
  : never;

/** What `wire` gives: the clock, the sensitive key, and the ports of the named parts. */
export type Wired<Parts extends readonly AwsPart[]> = Pick<Ports, "clock" | "sensitiveKey"> &
  Both<ReturnType<Parts[number]>>;

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The ports of the named parts: on AWS when `PLUMBLINE_STORE` is an `s3://` address, otherwise the folder's. Throws
 * `UnusableInput` when the address is no bucket.
 */
export function wire<const Parts extends readonly AwsPart[]>(
  parts: Parts,
  environment: Environment = process.env,
): Wired<Parts> {
  const store = environment["PLUMBLINE_STORE"] || ".plumbline";
  if (!store.startsWith("s3://")) return diskPorts({ root: store }) as unknown as Wired<Parts>;
  const deployment = deploymentOf(store, environment);
  const own = {
    clock: { now: () => Date.now() },
    get sensitiveKey(): string {
      return required(environment, "PLUMBLINE_SENSITIVE_KEY");
    },
  };
  return Object.assign(own, ...parts.map((part) => part(deployment))) as Wired<Parts>;
}

function deploymentOf(store: string, environment: Environment): Deployment {
  const bucket = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])\/?$/.exec(store)?.[1];
  if (bucket === undefined)
    throw new UnusableInput(
      `Got PLUMBLINE_STORE="${store}"; expected s3://bucket without a prefix, or a folder.`,
    );
  return {
    bucket,
    get machines(): string {
      return required(environment, "PLUMBLINE_MACHINES");
    },
    eventBus: environment["PLUMBLINE_EVENT_BUS"] || "default",
  };
}

function required(environment: Environment, name: string): string {
  const value = environment[name];
  if (value) return value;
  throw new UnusableInput(
    `${name} is not set; expected the deployment's value. See serverless.yml, section functions.`,
  );
}
