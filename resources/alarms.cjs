"use strict";
/** The fleet's alarms, and those of each monitor of monitors/*.yml. All of them tell the topic. */
const crypto = require("node:crypto");
const fs = require("node:fs");
const path = require("node:path");
const yaml = require("yaml");
const { loadTypescript } = require("./load-typescript.cjs");
const { machineNames } = require("./machines.cjs");

const HOUR = 3600;
/** A window may be published until three hours after its end, and its points carry its own time. */
const WAIT_HOURS = 4;
/** A stack holds 500 resources, and everything else is about 120 of them. */
const MAX_MONITOR_ALARMS = 360;

function alarms(deployment) {
  return { ...fleetAlarms(deployment), ...monitorAlarms(deployment) };
}

function fleetAlarms(deployment) {
  const { prefix, functionName } = deployment;
  const fleet = (name, description, rule) =>
    alarm({ AlarmName: `${prefix}-fleet-${name}`, AlarmDescription: description, ...rule });
  const queueMetric = (MetricName, queue) => ({
    Namespace: "AWS/SQS",
    MetricName,
    Dimensions: [{ Name: "QueueName", Value: { "Fn::GetAtt": [queue, "QueueName"] } }],
  });
  const plumbline = (MetricName) => ({ Namespace: "Plumbline", MetricName });
  return {
    DeadLetterAlarm: fleet(
      "dead-letters",
      "Events or capture files that could not be processed wait in the dead-letter queue.",
      {
        ...queueMetric("ApproximateNumberOfMessagesVisible", "DeadLetterQueue"),
        ...atLeast("Maximum", 1, 300, 1),
      },
    ),
    QueueAgeAlarm: fleet(
      "queue-age",
      "Capture files wait longer than their windows do: the functions do not keep up.",
      {
        ...queueMetric("ApproximateAgeOfOldestMessage", "CaptureQueue"),
        ...atLeast("Maximum", 2 * HOUR, 300, 3),
      },
    ),
    ExecutionsAlarm: fleet("executions", "Executions of the state machines failed or timed out.", {
      Metrics: executionMetrics(deployment),
      ...atLeast(undefined, 1, undefined, 1),
    }),
    WindowsFailedAlarm: fleet(
      "windows-failed",
      "A window could not be judged: Failed, TooLate or BaselineMissing, or Learning for more than a week.",
      {
        ...plumbline("WindowsFailed"),
        ...atLeast("Maximum", 1, HOUR, WAIT_HOURS, 1),
      },
    ),
    ReconciledAlarm: fleet(
      "reconciled",
      "For two hours capture files were found without their event: is the bucket's rule enabled, and does the queue keep up?",
      { ...plumbline("ReconciledFiles"), ...atLeast("Sum", 1, HOUR, 2) },
    ),
    UndercapturedAlarm: fleet(
      "undercaptured",
      "Of a window far fewer records were captured than its endpoint answered: data is lost before it is looked at.",
      {
        ...plumbline("WindowsUndercaptured"),
        ...atLeast("Maximum", 1, HOUR, WAIT_HOURS, 1),
      },
    ),
    PageAlarm: fleet("page", "A window of some endpoint has a violation of severity page.", {
      ...plumbline("PageViolations"),
      ...atLeast("Maximum", 1, HOUR, WAIT_HOURS, 1),
    }),
    SweepAlarm: fleet("sweep", "The sweep has not run for three hours: silent endpoints are not seen.", {
      Namespace: "AWS/Lambda",
      MetricName: "Invocations",
      Dimensions: [{ Name: "FunctionName", Value: functionName("sweep-windows") }],
      ...silent(3),
    }),
    // A day and the three hours that a window may take: fleets whose windows last a day are not silent.
    FleetDeadManAlarm: fleet("dead-man", "No window of any endpoint was published for 27 hours.", {
      ...plumbline("WindowsProcessed"),
      ...silent(27),
    }),
  };
}

/** Failed, timed out and aborted executions of every machine, added up: a metric-math alarm takes ten metrics. */
function executionMetrics({ arn, machineName }) {
  const metrics = machineNames().flatMap((machine, index) =>
    ["ExecutionsFailed", "ExecutionsTimedOut"].map((MetricName, part) => ({
      Id: `m${index}x${part}`,
      ReturnData: false,
      MetricStat: {
        Metric: {
          Namespace: "AWS/States",
          MetricName,
          Dimensions: [
            { Name: "StateMachineArn", Value: arn("states", `stateMachine:${machineName(machine)}`) },
          ],
        },
        Period: 300,
        Stat: "Sum",
      },
    })),
  );
  return [
    {
      Id: "failed",
      Expression: `SUM([${metrics.map(({ Id }) => `FILL(${Id}, 0)`).join(", ")}])`,
      Label: "failed executions",
      ReturnData: true,
    },
    ...metrics,
  ];
}

function monitorAlarms(deployment) {
  if (!deployment.monitorAlarms) return {};
  const definitions = monitorDefinitions(deployment.monitorsFolder);
  const { monitorAlarms: alarmsOf } = loadTypescript(
    path.join(__dirname, "..", "shared", "monitors", "monitor-alarms.ts"),
  );
  const all = definitions.flatMap((definition) => alarmsOf(definition, { prefix: deployment.prefix }));
  if (all.length > MAX_MONITOR_ALARMS)
    throw new Error(
      `${definitions.length} monitors make ${all.length} alarms; a stack holds ${MAX_MONITOR_ALARMS} of them. Package with --param="monitorAlarms=off": the fleet's alarms and the events remain.`,
    );
  return Object.fromEntries(all.map((properties) => [logicalId(properties.AlarmName), alarm(properties)]));
}

/** Parsed and checked definitions of a folder; a wrong one stops the packaging with its faults. */
function monitorDefinitions(folder) {
  const at = path.resolve(__dirname, "..", folder);
  const files = fs.existsSync(at)
    ? fs
        .readdirSync(at)
        .filter((file) => /\.ya?ml$/.test(file))
        .sort()
    : [];
  if (files.length === 0) return [];
  const { parseMonitorDefinition } = loadTypescript(
    path.join(__dirname, "..", "shared", "monitors", "monitor-definition.ts"),
  );
  return files.map((file) =>
    parseMonitorDefinition(yaml.parse(fs.readFileSync(path.join(at, file), "utf8")), `${folder}/${file}`),
  );
}

const atLeast = (Statistic, Threshold, Period, EvaluationPeriods, DatapointsToAlarm = EvaluationPeriods) => ({
  ...(Statistic && { Statistic, Period }),
  EvaluationPeriods,
  DatapointsToAlarm,
  Threshold,
  ComparisonOperator: "GreaterThanOrEqualToThreshold",
  TreatMissingData: "notBreaching",
});

const silent = (hours) => ({
  Statistic: "Sum",
  Period: HOUR,
  EvaluationPeriods: hours,
  DatapointsToAlarm: hours,
  Threshold: 1,
  ComparisonOperator: "LessThanThreshold",
  TreatMissingData: "breaching",
});

const alarm = (properties) => ({
  Type: "AWS::CloudWatch::Alarm",
  Properties: {
    ...properties,
    AlarmActions: [{ Ref: "NotificationTopic" }],
    OKActions: [{ Ref: "NotificationTopic" }],
  },
});

/** Letters and digits of the name, and a hash: names that differ in a dash stay apart. */
const logicalId = (name) =>
  `Alarm${name.replace(/[^A-Za-z0-9]/g, "").slice(0, 100)}${crypto.createHash("sha256").update(name).digest("hex").slice(0, 8)}`;

module.exports = { alarms };
