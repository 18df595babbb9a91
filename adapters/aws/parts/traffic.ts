import type { Ports } from "../../../steps/ports.ts";
import type { AwsPart } from "../aws-part.ts";
import { deferred } from "../deferred.ts";

/** CloudWatch, reading. */
export const traffic: AwsPart<Pick<Ports, "traffic">> = () => {
  const counts = deferred(
    import("../cloudwatch-traffic.ts").then(({ cloudwatchTraffic }) => cloudwatchTraffic({})),
  );
  return {
    traffic: {
      invocations: (...span) => counts.ask((of) => of.invocations(...span)),
      errors: (...span) => counts.ask((of) => of.errors(...span)),
    },
  };
};
