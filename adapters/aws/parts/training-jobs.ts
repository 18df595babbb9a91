import type { Ports } from "../../../steps/ports.ts";
import type { AwsPart } from "../aws-part.ts";
import { deferred } from "../deferred.ts";

/** SageMaker, training jobs. */
export const trainingJobs: AwsPart<Pick<Ports, "trainingJobs">> = () => {
  const jobs = deferred(
    import("../sagemaker-training-jobs.ts").then(({ sagemakerTrainingJobs }) => sagemakerTrainingJobs({})),
  );
  return {
    trainingJobs: {
      describe: (name) => jobs.ask((all) => all.describe(name)),
      stop: (name) => jobs.ask((all) => all.stop(name)),
    },
  };
};
