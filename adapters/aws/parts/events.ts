import type { Ports } from "../../../steps/ports.ts";
import type { AwsPart } from "../aws-part.ts";
import { deferred } from "../deferred.ts";

/** EventBridge. */
export const events: AwsPart<Pick<Ports, "events">> = ({ eventBus: bus }) => {
  const sink = deferred(
    import("../eventbridge-events.ts").then(({ eventbridgeEvents }) => eventbridgeEvents({ bus })),
  );
  return { events: { put: (entries) => sink.ask((to) => to.put(entries)) } };
};
