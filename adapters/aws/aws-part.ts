/**
 * The ports on AWS, in parts: one part a service. A function names the parts that its step asks for, so that its
 * package holds no other client (each is 200 to 400 kB and 10 to 60 ms of a cold start) and its role grants no other
 * service (resources/function-roles.cjs; test/serverless.test.ts holds the two together).
 *
 * Nothing of the SDK is imported before a part is wired, so that a function on a folder never reads it. On AWS loading
 * begins with `wire`: it belongs to the start of the function and not to its first event.
 */
import type { Ports } from "../../steps/ports.ts";

/** What the environment says about the deployment. */
export interface Deployment {
  /** The work bucket. */
  readonly bucket: string;
  /** Begin of the state machines' ARNs: `arn:…:stateMachine:plumbline-dev-`. */
  readonly machines: string;
  /** The event bus that verdicts and decisions go to. */
  readonly eventBus: string;
}

/** Some of the ports, given a deployment. */
export type AwsPart<P extends Partial<Ports> = Partial<Ports>> = (deployment: Deployment) => P;
