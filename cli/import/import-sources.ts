/** The descriptions of one monitor, found among those that were given. */
import { UnusableInput } from "../../shared/errors.ts";
import { type Description, type DescriptionKind, textAt } from "./description.ts";
import { type JobPaths, jobPathsOf } from "./job-paths.ts";

/** Where a monitoring job is described: inside its schedule, or by itself. */
export interface JobSource {
  readonly description: Description;
  readonly paths: JobPaths;
}

export interface ImportSources {
  readonly schedule: Description | undefined;
  readonly job: JobSource | undefined;
  readonly endpoint: Description | undefined;
  readonly endpointConfig: Description | undefined;
  readonly modelPackage: Description | undefined;
  /** Descriptions of other things. */
  readonly others: readonly Description[];
}

/**
 * Puts the descriptions of one monitor together by the names they call each other by. `wanted` names the schedule where several
 * are given. Throws `UnusableInput` where that leaves none or several, or the schedule does not judge data quality.
 */
export function importSources(descriptions: readonly Description[], wanted?: string): ImportSources {
  const schedule = scheduleOf(descriptions, wanted);
  const job = jobOf(descriptions, schedule);
  const named = (schedule && textAt(schedule.fields, "EndpointName")) ?? endpointOfJob(job);
  const endpoint = oneOf(descriptions, "endpoint", named);
  const config = endpoint && textAt(endpoint.fields, "EndpointConfigName");
  const found = {
    schedule,
    job,
    endpoint,
    endpointConfig: oneOf(descriptions, "endpoint config", config),
    modelPackage: oneOf(descriptions, "model package", undefined),
  };
  const used: readonly unknown[] = [...Object.values(found), job?.description];
  return { ...found, others: descriptions.filter((description) => !used.includes(description)) };
}

function scheduleOf(descriptions: readonly Description[], wanted: string | undefined) {
  const all = descriptions.filter(({ kind }) => kind === "schedule");
  const named = wanted === undefined ? all : all.filter(({ name }) => name === wanted);
  if (wanted !== undefined && named.length === 0)
    throw new UnusableInput(
      `Got no description of schedule ${wanted}; expected one${namesOf(all)}. Get it with: aws sagemaker describe-monitoring-schedule --monitoring-schedule-name ${wanted} > schedule.json`,
    );
  const ofData = named.filter((schedule) => typeOf(schedule) === "DataQuality");
  const [first] = named;
  if (first !== undefined && ofData.length === 0)
    throw new UnusableInput(
      `Got schedule ${first.name}, which monitors ${typeOf(first)}; expected one that monitors DataQuality, the only kind that can be imported. Keep this schedule.`,
    );
  if (ofData.length > 1)
    throw new UnusableInput(
      `Got ${ofData.length} schedules${namesOf(ofData)}; expected one. Name it with --schedule.`,
    );
  return ofData[0];
}

const namesOf = (of: readonly Description[]) =>
  of.length === 0
    ? ""
    : ` (given: ${of
        .map(({ name }) => name)
        .slice(0, 10)
        .join(", ")})`;

/** Schedules from before the job definitions (2020) name no type: they judge data. */
export const typeOf = ({ fields }: Description): string =>
  textAt(fields, "MonitoringType") ??
  textAt(fields, "MonitoringScheduleConfig.MonitoringType") ??
  "DataQuality";

function jobOf(
  descriptions: readonly Description[],
  schedule: Description | undefined,
): JobSource | undefined {
  const inline = schedule && jobPathsOf(schedule);
  if (inline !== undefined) return { description: schedule!, paths: inline };
  const wanted = schedule && textAt(schedule.fields, "MonitoringScheduleConfig.MonitoringJobDefinitionName");
  const description = oneOf(descriptions, "job", wanted);
  return description && { description, paths: jobPathsOf(description)! };
}

export const endpointOfJob = (job: JobSource | undefined): string | undefined =>
  job && textAt(job.paths.input(job.description.fields), "EndpointInput.EndpointName");

/** The description of that name; without a name the only one of its kind. */
function oneOf(
  descriptions: readonly Description[],
  kind: DescriptionKind,
  name: string | undefined,
): Description | undefined {
  const all = descriptions.filter((description) => description.kind === kind);
  if (name !== undefined) return all.find((description) => description.name === name);
  if (all.length > 1)
    throw new UnusableInput(
      `Got ${all.length} descriptions of a kind that one is expected of, ${kind}${namesOf(all)}. Leave out those of other monitors.`,
    );
  return all[0];
}
