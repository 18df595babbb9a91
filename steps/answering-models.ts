import { UnusableInput } from "../shared/errors.ts";
import { type AnsweringModel, answeringModels } from "../shared/monitors/answering-models.ts";
import type { EndpointCapture } from "../shared/monitors/capture-coverage.ts";
import type { MonitorDefinition } from "../shared/monitors/monitor-definition.ts";
import type { WindowRevision } from "../shared/window/work-keys.ts";
import { deploymentHistory, recordDeployment } from "./deployment-history.ts";
import type { Ports } from "./ports.ts";

/** What a plan says of the models that answered; plans of before it was known say nothing. */
export interface PlannedModels {
  /** In order of time; null when nobody knows. */
  readonly models?: readonly AnsweringModel[] | null;
  /** Why nobody could be asked when the window was closed; what was known before still holds. */
  readonly modelsUnknown?: string;
  /** The endpoint's data capture when the window was closed; absent where SageMaker does not tell. */
  readonly capture?: EndpointCapture;
}

/**
 * The models that answered in a window, by the history of the endpoint's deployments, to which a live window first adds
 * what it sees. A replay takes what the live window was judged by, and looks into the history where there is none.
 */
export async function answeringModelsOf(
  { work, deployments }: Pick<Ports, "work" | "deployments">,
  { window, replay }: WindowRevision,
  monitor: MonitorDefinition,
  live: PlannedModels | undefined,
): Promise<PlannedModels> {
  const { endpoint, variant } = window;
  // The name of a batch transform's endpoint is the user's: SageMaker knows none.
  if (monitor.capture.kind === "batch-transform") return { models: null };
  if (live !== undefined) {
    const { models = null, modelsUnknown, capture } = live;
    return { models, ...(modelsUnknown && { modelsUnknown }), ...(capture && { capture }) };
  }
  const seen = replay === undefined ? await deployments.current(endpoint, variant) : undefined;
  const capture = seen?.capture && { capture: seen.capture };
  try {
    const history =
      seen?.ok === true
        ? await recordDeployment(work, { endpoint, variant }, seen.model)
        : await deploymentHistory(work, { endpoint, variant });
    const models = answeringModels(history, window);
    return {
      models: models.length === 0 ? null : models,
      ...(seen?.ok === false ? { modelsUnknown: seen.reason } : {}),
      ...capture,
    };
  } catch (fault) {
    // A history that was written by hand, or by a later version: the window is judged as if nobody knew.
    if (!(fault instanceof UnusableInput)) throw fault;
    return { models: null, modelsUnknown: fault.message, ...capture };
  }
}
