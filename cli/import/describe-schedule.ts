/** A schedule and all that belongs to it, asked of SageMaker. */
import type { Described, MonitoringDescriptions } from "../../adapters/aws/sagemaker-descriptions.ts";
import { UnusableInput } from "../../shared/errors.ts";
import { type Description, recognizeDescription, textAt } from "./description.ts";
import { endpointOfJob, importSources } from "./import-sources.ts";

const JOB_NAME = "MonitoringScheduleConfig.MonitoringJobDefinitionName";

/**
 * The descriptions of a schedule, its job definition, its endpoint with the configuration, and of the model package where one is
 * named. Throws `UnusableInput` where something that is asked for by name is not there, the schedule judges something else than
 * data quality, or the credentials may not ask.
 */
export async function describeSchedule(
  service: MonitoringDescriptions,
  schedule: string,
  modelPackage?: string,
): Promise<Description[]> {
  const found = [await named("schedule", schedule, () => service.schedule(schedule))];
  importSources(found); // a schedule of another kind is refused before more is asked
  const job = textAt(found[0]!.fields, JOB_NAME);
  if (job !== undefined)
    found.push(await named("data quality job definition", job, () => service.dataQualityJob(job)));
  const endpoint = textAt(found[0]!.fields, "EndpointName") ?? endpointOfJob(importSources(found).job);
  if (endpoint !== undefined) {
    const described = await named("endpoint", endpoint, () => service.endpoint(endpoint));
    const config = textAt(described.fields, "EndpointConfigName");
    found.push(described);
    if (config !== undefined)
      found.push(await named("endpoint configuration", config, () => service.endpointConfig(config)));
  }
  if (modelPackage !== undefined)
    found.push(await named("model package", modelPackage, () => service.modelPackage(modelPackage)));
  return found;
}

async function named(
  what: string,
  name: string,
  ask: () => Promise<Described | undefined>,
): Promise<Description> {
  const found = recognizeDescription(await ask().catch((thrown) => refuse(thrown, what, name)));
  if (found !== undefined) return found;
  throw new UnusableInput(
    `Got no ${what} ${name} from SageMaker; expected one in this account and Region. Correct the name, or set AWS_PROFILE and AWS_REGION.`,
  );
}

const NO_CREDENTIALS =
  /^(CredentialsProviderError|UnrecognizedClientException|ExpiredToken\w*|InvalidSignatureException|InvalidClientTokenId)$/;

/** What SageMaker refuses, in a sentence; everything else goes on as it came. */
function refuse(cause: unknown, what: string, name: string): never {
  const { name: error } = cause as Error;
  if (NO_CREDENTIALS.test(error))
    throw new UnusableInput(
      `Got no AWS credentials that can be used (${error}); expected some that may describe the ${what} ${name}. Set AWS_PROFILE or sign in with: aws sso login`,
      { cause },
    );
  if (error === "AccessDeniedException")
    throw new UnusableInput(
      `Got ${error} from SageMaker for the ${what} ${name}; expected the right to describe it (sagemaker:Describe*). Allow it to the role that you use, or give what somebody else printed: plumbline import --from FILE…`,
      { cause },
    );
  throw cause;
}
