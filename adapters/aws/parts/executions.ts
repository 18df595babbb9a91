import type { Ports } from "../../../steps/ports.ts";
import type { AwsPart } from "../aws-part.ts";
import { deferred } from "../deferred.ts";

/** Step Functions. */
export const executions: AwsPart<Pick<Ports, "executions">> = ({ machines }) => {
  const all = deferred(
    import("../sfn-executions.ts").then(({ sfnExecutions }) => sfnExecutions({ machines })),
  );
  return {
    executions: {
      start: (machine, name, input) => all.ask((of) => of.start(machine, name, input)),
      status: (machine, name) => all.ask((of) => of.status(machine, name)),
    },
  };
};
