import { objectOf } from "../../shared/capture/json-type.ts";
import { type Description, valueAt } from "./description.ts";

/** Where the parts of a monitoring job stand in its description: inside an old schedule, or in a job definition of its own. */
export interface JobPaths {
  readonly baseline: string;
  readonly inputs: string;
  readonly output: string;
  readonly app: string;
  readonly environment: string;
  /** Parts that only a job needs: instances, network, role, time limit. */
  readonly machinery: readonly string[];
  /** The one input of a job: `{EndpointInput}` or `{BatchTransformInput}`. */
  input(fields: unknown): unknown;
}

const INLINE = "MonitoringScheduleConfig.MonitoringJobDefinition";

const inline: JobPaths = {
  baseline: `${INLINE}.BaselineConfig`,
  inputs: `${INLINE}.MonitoringInputs`,
  output: `${INLINE}.MonitoringOutputConfig`,
  app: `${INLINE}.MonitoringAppSpecification`,
  environment: `${INLINE}.Environment`,
  machinery: ["MonitoringResources", "NetworkConfig", "RoleArn", "StoppingCondition"].map(
    (part) => `${INLINE}.${part}`,
  ),
  input(fields) {
    const inputs = valueAt(fields, this.inputs);
    return Array.isArray(inputs) ? inputs[0] : undefined;
  },
};

const ofItsOwn: JobPaths = {
  baseline: "DataQualityBaselineConfig",
  inputs: "DataQualityJobInput",
  output: "DataQualityJobOutputConfig",
  app: "DataQualityAppSpecification",
  environment: "DataQualityAppSpecification.Environment",
  machinery: ["JobResources", "NetworkConfig", "RoleArn", "StoppingCondition"],
  input(fields) {
    return valueAt(fields, this.inputs);
  },
};

/** The paths of the job that is described there; undefined where none is. */
export function jobPathsOf({ kind, fields }: Description): JobPaths | undefined {
  if (kind === "job") return ofItsOwn;
  return kind === "schedule" && objectOf(valueAt(fields, INLINE)) !== undefined ? inline : undefined;
}
