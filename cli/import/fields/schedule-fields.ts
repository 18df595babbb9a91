/** Fields of DescribeMonitoringSchedule. */
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
import { rangeFate } from "./range-fate.ts";

const history = unneeded("it says what the schedule has been through");
const config = "MonitoringScheduleConfig";

export const scheduleFields: FieldTable = {
  MonitoringScheduleArn: history,
  MonitoringScheduleName: carried("monitor"),
  MonitoringScheduleStatus: statusFate,
  MonitoringType: carried("compatibility"),
  FailureReason: history,
  CreationTime: history,
  LastModifiedTime: history,
  LastMonitoringExecutionSummary: history,
  EndpointName: carried("endpoint"),
  [`${config}.MonitoringType`]: carried("compatibility"),
  [`${config}.MonitoringJobDefinitionName`]: jobNameFate,
  [`${config}.ScheduleConfig.ScheduleExpression`]: expressionFate,
  [`${config}.ScheduleConfig.DataAnalysisStartTime`]: analysisFate,
  [`${config}.ScheduleConfig.DataAnalysisEndTime`]: analysisFate,
};

function statusFate({ value, imported }: Field): FieldFate {
  if (value !== "Scheduled" && value !== "Pending") return history;
  return elsewhere(
    "the schedule goes on starting jobs",
    `Once parity holds: aws sagemaker delete-monitoring-schedule --monitoring-schedule-name ${shown(imported.name)}`,
  );
}

function jobNameFate({ value, imported }: Field): FieldFate {
  if (imported.sources.job !== undefined) return unneeded("the description of that name was read");
  return left(
    "the job definition was not among the descriptions: its baseline, exclusions and scripts are not known",
    `Import again with it: aws sagemaker describe-data-quality-job-definition --job-definition-name ${shown(value)} > job.json`,
  );
}

function expressionFate({ value, imported }: Field): FieldFate {
  if (imported.schedule !== undefined) return carried("window", imported.schedule.remark);
  return left(
    `${shown(value)} is no expression of a schedule; the window is an hour`,
    "Correct window in the definition.",
  );
}

function analysisFate({ imported }: Field): FieldFate {
  const fields = imported.sources.schedule?.fields;
  return rangeFate(imported, fields, `${config}.ScheduleConfig`, [
    "DataAnalysisStartTime",
    "DataAnalysisEndTime",
  ]);
}
