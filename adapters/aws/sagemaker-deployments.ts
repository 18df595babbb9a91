/** Which model an endpoint variant has: endpoint → configuration → model → model package. Nothing is changed there. */
import { Throttled } from "../../shared/errors.ts";
import type { Deployed, Deployments } from "../../steps/ports.ts";
import { clientSettings } from "./client-settings.ts";
import {
  DescribeEndpointCommand,
  type DescribeEndpointCommandOutput,
  DescribeEndpointConfigCommand,
  DescribeModelCommand,
  SageMakerClient,
} from "./sdk/sagemaker.ts";
import { isAbsent, isRefusal, isTemporary, serviceError } from "./service-error.ts";

/**
 * `since` is the endpoint's LastModifiedTime. An endpoint that is being updated still answers by its old configuration
 * (the new one is in PendingDeploymentSummary until it has all the traffic), so a gradual deployment counts from its end.
 * Not known, with the reason: no such endpoint, no permission, no such variant, and a variant of inference
 * components, which has no model of its own. Throws `Throttled` when the service asks to slow down.
 */
export function sagemakerDeployments({
  client = new SageMakerClient(clientSettings),
}: {
  readonly client?: SageMakerClient;
}): Deployments {
  // Neither a configuration nor its model changes: each is asked once a process.
  const models = new Map<string, Promise<Answer<readonly VariantModel[]>>>();
  const packages = new Map<string, Promise<readonly string[]>>();
  const once = <T>(known: Map<string, Promise<T>>, name: string, ask: () => Promise<T>): Promise<T> => {
    const answer = known.get(name) ?? ask();
    known.set(name, answer);
    // What failed is asked again.
    answer.catch(() => known.delete(name));
    return answer;
  };
  return {
    async current(endpoint, variant) {
      const described = await asked(`endpoint ${endpoint}`, () =>
        client.send(new DescribeEndpointCommand({ EndpointName: endpoint })),
      );
      if (!described.ok) return described;
      const { EndpointConfigName: config = "", LastModifiedTime, CreationTime } = described.answer;
      const capture = captureOf(described.answer);
      const variants = await once(models, config, () => variantModels(client, config));
      if (!variants.ok) {
        models.delete(config);
        return { ...variants, ...capture };
      }
      const model = variants.answer.find(({ name }) => name === variant)?.model;
      if (model === undefined)
        return { ...unknown(noModel(endpoint, variant, config, variants.answer)), ...capture };
      const since = (LastModifiedTime ?? CreationTime)?.getTime();
      if (since === undefined)
        return unknown(`SageMaker does not say since when endpoint ${endpoint} is as it is`);
      const arns = await once(packages, `${config}/${model}`, () => packagesOf(client, model));
      return { ok: true, model: { ...namesOf(model, arns), since, endpointConfig: config }, ...capture };
    },
  };
}

type Answer<T> = { readonly ok: true; readonly answer: T } | { readonly ok: false; readonly reason: string };

interface VariantModel {
  readonly name: string;
  readonly model: string | undefined;
}

const unknown = (reason: string): Deployed & { readonly ok: false } => ({ ok: false, reason: `${reason}.` });

/** The endpoint's data capture as it is now; one that has no such configuration captures nothing. */
function captureOf({ DataCaptureConfig: config }: DescribeEndpointCommandOutput): Pick<Deployed, "capture"> {
  const on = config?.EnableCapture === true && config.CaptureStatus !== "Stopped";
  return { capture: { on, samplingPercent: config?.CurrentSamplingPercentage ?? 0 } };
}

function noModel(
  endpoint: string,
  variant: string,
  config: string,
  variants: readonly VariantModel[],
): string {
  return variants.some(({ name }) => name === variant)
    ? `Variant ${variant} of endpoint ${endpoint} has inference components and no model of its own`
    : `Endpoint ${endpoint} has no variant ${variant} (${config} has ${variants.map(({ name }) => name).join(", ")})`;
}

/** The models of a configuration, those of its shadow variants too. */
async function variantModels(
  client: SageMakerClient,
  config: string,
): Promise<Answer<readonly VariantModel[]>> {
  const described = await asked(`endpoint configuration ${config}`, () =>
    client.send(new DescribeEndpointConfigCommand({ EndpointConfigName: config })),
  );
  if (!described.ok) return described;
  const { ProductionVariants = [], ShadowProductionVariants = [] } = described.answer;
  const answer = [...ProductionVariants, ...ShadowProductionVariants].map(({ VariantName, ModelName }) => ({
    name: VariantName ?? "",
    model: ModelName,
  }));
  return { ok: true, answer };
}

/** ARNs of the model packages that a model was made of: one, or one a container. None where nobody may ask, or the model is deleted. */
async function packagesOf(client: SageMakerClient, model: string): Promise<readonly string[]> {
  const described = await asked(`model ${model}`, () =>
    client.send(new DescribeModelCommand({ ModelName: model })),
  );
  if (!described.ok) return [];
  const { PrimaryContainer, Containers = [] } = described.answer;
  return [PrimaryContainer, ...Containers].flatMap((container) => container?.ModelPackageName ?? []);
}

/** A model of one package goes by the package's version; one of several, or of none, by its own name. */
function namesOf(model: string, arns: readonly string[]): { modelVersion: string; names: string[] } {
  const versions = arns.map((arn) => arn.split(":model-package/")[1] ?? arn);
  const modelVersion = versions.length === 1 ? versions[0]! : model;
  return { modelVersion, names: [...new Set([modelVersion, model, ...arns, ...versions])] };
}

async function asked<T>(what: string, ask: () => Promise<T>): Promise<Answer<T>> {
  try {
    return { ok: true, answer: await ask() };
  } catch (cause) {
    if (isTemporary(cause))
      throw new Throttled(`SageMaker asks to slow down (${what}). Try again.`, { cause });
    if (isAbsent(cause)) return unknown(`SageMaker knows no ${what}`);
    if (isRefusal(cause)) return unknown(`SageMaker does not tell of ${what} (${serviceError(cause).name})`);
    throw cause;
  }
}
