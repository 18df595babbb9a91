import type { Ports } from "../../../steps/ports.ts";
import type { AwsPart } from "../aws-part.ts";
import { deferred } from "../deferred.ts";

/** CloudWatch, writing. */
export const metrics: AwsPart<Pick<Ports, "metrics">> = () => {
  const clock = { now: () => Date.now() };
  const sink = deferred(
    import("../cloudwatch-metrics.ts").then(({ cloudwatchMetrics }) => cloudwatchMetrics({ clock })),
  );
  return { metrics: { put: (namespace, datums) => sink.ask((to) => to.put(namespace, datums)) } };
};
