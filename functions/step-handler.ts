import middy from "@middy/core";
import { logged } from "./log.ts";

/**
 * A Lambda handler that calls one step with the ports it was wired with and returns its result. `timeLeft` gives the
 * milliseconds until Lambda ends the invocation.
 */
export function stepHandler<Ports, Input, Result>(
  step: string,
  run: (ports: Ports, input: Input, timeLeft: () => number) => Promise<Result>,
  ports: Ports,
) {
  return middy<Input, Result>()
    .use(logged(step))
    .handler((input, context) => run(ports, input, () => context.getRemainingTimeInMillis()));
}
