/** Fields of a data quality job: of DescribeDataQualityJobDefinition, and of the definition inside an old schedule. */
import {
  carried,
  elsewhere,
  type Field,
  type FieldFate,
  type FieldTable,
  left,
  shown,
  unneeded,
} from "../field-fate.ts";
import type { JobPaths } from "../job-paths.ts";
import { baselineNameFate, jobBaselineFate } from "./baseline-fate.ts";
import { rangeFate } from "./range-fate.ts";

const noJob = unneeded("no job is started, so no machine is chosen");
const identity = unneeded("it is the name of the job definition");
const ofOtherMonitors = unneeded("only monitors of model quality, bias and explainability read it");
const setByJob = unneeded("the service sets it for each job");

/** Image of the service's own analyzer; the registry's account differs by Region. */
const STOCK_IMAGE = /\/sagemaker-model-monitor-analyzer(:|@|$)/;

const PREPROCESSOR = left(
  "it changed records before they were judged, and no script of yours runs here",
  "Say the same in the definition: key `mapping`, docs/rules.md. Until then parity shows what it changes.",
);
const POSTPROCESSOR = elsewhere(
  "it ran after each job, and no script of yours runs here",
  "Let the event Plumbline Window Verdict start it (docs/schemas/window-verdict.v1.json).",
);
const OWN_CONTAINER = left(
  "a container of your own decided what a violation is; here the checks are those of the service's analyzer",
  "Compare the verdicts with: plumbline parity",
);

export const jobFields = (paths: JobPaths): FieldTable => ({
  JobDefinitionArn: identity,
  JobDefinitionName: ({ imported }) => (imported.sources.schedule ? identity : carried("monitor")),
  CreationTime: identity,
  LastModifiedTime: identity,
  [`${paths.baseline}.BaseliningJobName`]: baselineNameFate,
  [`${paths.baseline}.StatisticsResource.S3Uri`]: jobBaselineFate,
  [`${paths.baseline}.ConstraintsResource.S3Uri`]: jobBaselineFate,
  ...inputFields(`${paths.inputs}.EndpointInput`),
  [`${paths.inputs}.EndpointInput.EndpointName`]: carried("endpoint"),
  ...inputFields(`${paths.inputs}.BatchTransformInput`),
  ...batchFields(`${paths.inputs}.BatchTransformInput`),
  [`${paths.output}.MonitoringOutputs.S3Output.S3Uri`]: unneeded(
    "results go to the work store; those of the service are for: plumbline parity --results",
  ),
  [`${paths.output}.MonitoringOutputs.S3Output`]: noJob,
  [`${paths.output}.KmsKeyId`]: elsewhere(
    "results are encrypted with a key of yours",
    'Deploy with --param="kmsKeyArn=ARN" (docs/deployment.md, Keys).',
  ),
  [`${paths.app}.ImageUri`]: imageFate,
  [`${paths.app}.ContainerEntrypoint`]: OWN_CONTAINER,
  [`${paths.app}.ContainerArguments`]: OWN_CONTAINER,
  [`${paths.app}.RecordPreprocessorSourceUri`]: PREPROCESSOR,
  [`${paths.app}.PostAnalyticsProcessorSourceUri`]: POSTPROCESSOR,
  ...environmentFields(paths.environment),
  ...Object.fromEntries(paths.machinery.map((part) => [part, noJob])),
});

function inputFields(input: string): FieldTable {
  const offsets = (field: Field) => offsetsFate(field, input);
  return {
    [`${input}.LocalPath`]: noJob,
    [`${input}.S3InputMode`]: noJob,
    [`${input}.S3DataDistributionType`]: noJob,
    [`${input}.FeaturesAttribute`]: ofOtherMonitors,
    [`${input}.InferenceAttribute`]: ofOtherMonitors,
    [`${input}.ProbabilityAttribute`]: ofOtherMonitors,
    [`${input}.ProbabilityThresholdAttribute`]: ofOtherMonitors,
    [`${input}.StartTimeOffset`]: offsets,
    [`${input}.EndTimeOffset`]: offsets,
    [`${input}.ExcludeFeaturesAttribute`]: exclusionFate,
  };
}

function offsetsFate({ imported }: Field, path: string): FieldFate {
  const { job } = imported.sources;
  const input = job?.paths.input(job.description.fields);
  return rangeFate(imported, input, path.split(".").at(-1)!, ["StartTimeOffset", "EndTimeOffset"]);
}

function exclusionFate({ imported }: Field): FieldFate {
  const { unresolved, byPosition } = imported.excluded;
  if (unresolved.length === 0)
    return carried(
      "columns.exclude",
      byPosition.length === 0
        ? undefined
        : `positions count from 0 in the baseline's columns: ${shown(byPosition.join(", "))}`,
    );
  return left(
    `it names columns by their position (${shown(unresolved.join(", "))}), and the baseline has none there or could not be read`,
    "Write their names into columns.exclude.",
  );
}

function batchFields(input: string): FieldTable {
  return {
    [`${input}.DataCapturedDestinationS3Uri`]: carried(
      "capture.uri",
      "the manifests of the outputs; they hold the request too where the transform job joins it (JoinSource Input)",
    ),
    [`${input}.DatasetFormat.Csv`]: unneeded("each captured record says its own encoding"),
    [`${input}.DatasetFormat.Json`]: unneeded("each captured record says its own encoding"),
    [`${input}.DatasetFormat.Parquet`]: left(
      "what a transform job has written is read as CSV or JSON; a monitor reads no Parquet",
      "Have the job write CSV or JSON Lines.",
    ),
  };
}

function imageFate({ value }: Field): FieldFate {
  return typeof value === "string" && STOCK_IMAGE.test(value) ? carried("compatibility") : OWN_CONTAINER;
}

function environmentFields(environment: string): FieldTable {
  const table: FieldTable = {
    publish_cloudwatch_metrics: publishFate,
    record_preprocessor_script: PREPROCESSOR,
    post_analytics_processor_script: POSTPROCESSOR,
    categorical_drift_method: categoricalFate,
    exclude_features_attribute: setByJob,
    dataset_format: setByJob,
    dataset_source: setByJob,
    output_path: setByJob,
    baseline_constraints: setByJob,
    baseline_statistics: setByJob,
    start_time: setByJob,
    end_time: setByJob,
    metric_time: setByJob,
    monitoring_input_type: setByJob,
    sagemaker_endpoint_name: setByJob,
    sagemaker_monitoring_schedule_name: setByJob,
  };
  return Object.fromEntries(Object.entries(table).map(([name, rule]) => [`${environment}.${name}`, rule]));
}

function publishFate({ value }: Field): FieldFate {
  if (value !== "Enabled") return unneeded("no metrics were published");
  return carried(
    "metrics.modelMonitor",
    "under the names of Model Monitor, so that alarms go on; while the schedule runs too every value is there twice: averages and extremes stay, sums double",
  );
}

function categoricalFate({ value }: Field): FieldFate {
  if (value === "LInfinity" || value === "ChiSquared") return carried("compatibility");
  return left(
    `categories were compared by ${shown(value)}; here Model Monitor's LInfinity judges them`,
    "Look at the thresholds of columns with categories, or choose drift.statistic without compatibility.",
  );
}
