/** From descriptions to a monitor definition: what a schedule judged, said in Plumbline's keys. */

import type { CaptureKindName } from "../../shared/capture/capture-kinds.ts";
import { objectOf } from "../../shared/capture/json-type.ts";
import { UnusableInput } from "../../shared/errors.ts";
import { textAt, valueAt } from "./description.ts";
import { type ExcludedFeatures, excludedFeatures } from "./excluded-features.ts";
import type { BaselineOutcome, BaselineSource } from "./import-baseline.ts";
import { endpointOfJob, type ImportSources } from "./import-sources.ts";
import { type ScheduleWindow, scheduleWindow } from "./schedule-window.ts";

export interface ImportedMonitor {
  readonly sources: ImportSources;
  readonly name: string;
  readonly endpoint: string;
  readonly variants: readonly string[];
  readonly shadowVariants: readonly string[];
  readonly capture: {
    readonly uri: string;
    readonly kind?: CaptureKindName;
    readonly samplingPercent: number;
  };
  /** Whether the schedule published metrics, which alarms may stand on. */
  readonly metricsPublished: boolean;
  readonly expression: string | undefined;
  /** Undefined for an expression that the service would not take. */
  readonly schedule: ScheduleWindow | undefined;
  readonly excluded: ExcludedFeatures;
  readonly baselineSource: BaselineSource | undefined;
  readonly baseline: BaselineOutcome | undefined;
}

/** What the service does where a description says nothing. */
const DEFAULT_VARIANT = "AllTraffic";
const EVERY_REQUEST = 100;
export const DEFAULT_WINDOW: ScheduleWindow = { window: "PT1H" };

const EXPRESSION = "MonitoringScheduleConfig.ScheduleConfig.ScheduleExpression";

/** Its schedule's name, otherwise its job definition's, otherwise its endpoint's. Throws `UnusableInput` where none is described. */
export function monitorName({ schedule, job, endpoint }: ImportSources): string {
  const name = schedule?.name || job?.description.name || endpoint?.name;
  if (!name)
    throw new UnusableInput(
      "Got no description of a schedule, a job definition or an endpoint; expected at least one of them. Get one with: aws sagemaker describe-monitoring-schedule --monitoring-schedule-name NAME > schedule.json",
    );
  return name;
}

/** Throws `UnusableInput` where the descriptions do not say which captures are meant. */
export function importedMonitor(
  sources: ImportSources,
  found: Pick<ImportedMonitor, "baselineSource" | "baseline">,
): ImportedMonitor {
  const name = monitorName(sources);
  const endpoint = sources.endpoint?.name ?? endpointNamed(sources);
  const expression = sources.schedule && textAt(sources.schedule.fields, EXPRESSION);
  return {
    sources,
    name,
    // Batch transform has no endpoint; a definition has one, so the monitor's own name stands there.
    endpoint: endpoint ?? name,
    variants: variantsOf(sources),
    shadowVariants: variantNames(sources, "ShadowProductionVariants"),
    capture: captureOf(sources, endpoint),
    metricsPublished: metricsPublished(sources),
    expression,
    schedule: expression === undefined ? DEFAULT_WINDOW : scheduleWindow(expression),
    excluded: excludedFeatures(inputText(sources, "ExcludeFeaturesAttribute"), found.baseline),
    ...found,
  };
}

function endpointNamed({ schedule, job }: ImportSources): string | undefined {
  return (schedule && textAt(schedule.fields, "EndpointName")) ?? endpointOfJob(job);
}

/** A field of the job's input, whichever of the two kinds it is. */
export function inputText({ job }: ImportSources, field: string): string | undefined {
  const input = job && objectOf(job.paths.input(job.description.fields));
  return textAt(input, `EndpointInput.${field}`) ?? textAt(input, `BatchTransformInput.${field}`);
}

function variantsOf(sources: ImportSources): string[] {
  const names = variantNames(sources, "ProductionVariants");
  return names.length === 0 ? [DEFAULT_VARIANT] : names;
}

function variantNames(
  { endpoint, endpointConfig }: ImportSources,
  list: "ProductionVariants" | "ShadowProductionVariants",
): string[] {
  const variants = valueAt((endpoint ?? endpointConfig)?.fields, list);
  return Array.isArray(variants) ? variants.flatMap((each) => textAt(each, "VariantName") ?? []) : [];
}

function metricsPublished({ job }: ImportSources): boolean {
  const environment = job && valueAt(job.description.fields, job.paths.environment);
  return textAt(environment, "publish_cloudwatch_metrics") === "Enabled";
}

function captureOf(sources: ImportSources, endpoint: string | undefined): ImportedMonitor["capture"] {
  const places = [sources.endpoint, sources.endpointConfig].map((each) => each?.fields);
  const first = <T>(of: (fields: unknown) => T | undefined) => of(places[0]) ?? of(places[1]);
  const uri = first((fields) => textAt(fields, "DataCaptureConfig.DestinationS3Uri"))?.replace(
    /(.)\/+$/,
    "$1",
  );
  const batch = inputText(sources, "DataCapturedDestinationS3Uri")?.replace(/(.)\/+$/, "$1");
  if (uri === undefined && batch !== undefined)
    return { uri: `${batch}/output`, kind: "batch-transform", samplingPercent: EVERY_REQUEST };
  if (uri === undefined) throw new UnusableInput(noCapture(sources, endpoint));
  const percent =
    first((fields) => numberAt(fields, "DataCaptureConfig.CurrentSamplingPercentage")) ??
    first((fields) => numberAt(fields, "DataCaptureConfig.InitialSamplingPercentage"));
  return { uri, samplingPercent: percent ?? EVERY_REQUEST };
}

function numberAt(value: unknown, path: string): number | undefined {
  const found = valueAt(value, path);
  return typeof found === "number" ? found : undefined;
}

function noCapture({ endpoint: described }: ImportSources, endpoint: string | undefined): string {
  const expected = "expected the prefix that captures are written to (DataCaptureConfig.DestinationS3Uri)";
  if (described !== undefined)
    return `Got endpoint ${endpoint} without data capture; ${expected}. Turn data capture on, or describe the endpoint's configuration too.`;
  return `Got no description of endpoint ${endpoint ?? "NAME"}; ${expected}. Get it with: aws sagemaker describe-endpoint --endpoint-name ${endpoint ?? "NAME"} > endpoint.json`;
}

/** The definition, keys in the order of docs/monitor-definition.md. It has not been looked at by `parseMonitorDefinition` yet. */
export function definitionOf(monitor: ImportedMonitor) {
  const { baseline, baselineSource, excluded } = monitor;
  const columns = {
    ...(baseline?.state === "copied"
      ? { names: baseline.constraints.features.map((feature) => feature.name) }
      : {}),
    ...(excluded.columns.length === 0 ? {} : { exclude: excluded.columns }),
  };
  const modelVersion = baselineSource?.modelVersion;
  return {
    monitor: monitor.name,
    endpoint: monitor.endpoint,
    variants: monitor.variants,
    ...(monitor.shadowVariants.length === 0 ? {} : { shadowVariants: monitor.shadowVariants }),
    capture: monitor.capture,
    window: (monitor.schedule ?? DEFAULT_WINDOW).window,
    ...(Object.keys(columns).length === 0 ? {} : { columns }),
    ...(baseline === undefined || baseline.state === "absent"
      ? {}
      : { baseline: { uri: baseline.uri, ...(modelVersion === undefined ? {} : { modelVersion }) } }),
    minRows: 1,
    ...(monitor.metricsPublished ? { metrics: { modelMonitor: monitor.name } } : {}),
    compatibility: "ModelMonitor",
  };
}
