import type { Ports } from "../../../steps/ports.ts";
import type { AwsPart } from "../aws-part.ts";
import { deferred } from "../deferred.ts";

/** SageMaker, endpoints. */
export const deployments: AwsPart<Pick<Ports, "deployments">> = () => {
  const models = deferred(
    import("../sagemaker-deployments.ts").then(({ sagemakerDeployments }) => sagemakerDeployments({})),
  );
  return {
    deployments: { current: (endpoint, variant) => models.ask((all) => all.current(endpoint, variant)) },
  };
};
