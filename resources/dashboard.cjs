"use strict";
/** One dashboard for the fleet. Its SEARCH expressions find endpoints that were pushed after the deployment. */
const { pseudo } = require("./deployment.cjs");
const { machineNames } = require("./machines.cjs");

function dashboard(deployment) {
  return {
    Dashboard: {
      Type: "AWS::CloudWatch::Dashboard",
      Properties: {
        DashboardName: deployment.prefix,
        DashboardBody: { "Fn::Sub": JSON.stringify({ widgets: placed(widgets(deployment)) }) },
      },
    },
  };
}

function widgets(deployment) {
  const { prefix, functionName } = deployment;
  const perEndpoint = (title, metric, statistic, extra) =>
    graph(
      title,
      [
        [
          {
            expression: `SEARCH('{Plumbline,Endpoint,Variant} MetricName="${metric}"', '${statistic}', 3600)`,
            id: "e1",
          },
        ],
      ],
      extra,
    );
  const rateAxis = { yAxis: { left: { min: 0, max: 1 } } };
  return [
    text(
      `# ${prefix}\nOne line an endpoint and variant. Reports lie in the work bucket under windows/, verdicts come as events of source plumbline.`,
    ),
    perEndpoint("Violation rate", "ViolationRate", "Maximum", rateAxis),
    perEndpoint("Columns in violation", "ColumnsInViolation", "Maximum"),
    perEndpoint("Violations of severity page", "PageViolations", "Maximum"),
    perEndpoint("Capture coverage", "CaptureCoverage", "Minimum", { yAxis: { left: { min: 0 } } }),
    perEndpoint("Rows", "Rows", "Sum"),
    perEndpoint("Malformed records", "MalformedRecords", "Sum"),
    graph(
      "Windows of the fleet",
      [
        "WindowsProcessed",
        "WindowsInViolation",
        "WindowsFailed",
        "WindowsIncomplete",
        "WindowsUndercaptured",
      ].map((name) => ["Plumbline", name, { stat: "Sum", period: 3600 }]),
    ),
    graph("Queue", [
      [
        "AWS/SQS",
        "ApproximateNumberOfMessagesVisible",
        "QueueName",
        `${prefix}-captures`,
        { stat: "Maximum" },
      ],
      [
        "AWS/SQS",
        "ApproximateNumberOfMessagesVisible",
        "QueueName",
        `${prefix}-dead-letters`,
        { stat: "Maximum" },
      ],
      [
        "AWS/SQS",
        "ApproximateAgeOfOldestMessage",
        "QueueName",
        `${prefix}-captures`,
        { stat: "Maximum", yAxis: "right" },
      ],
    ]),
    graph("Profiling a batch of capture files (ms)", [
      ["AWS/Lambda", "Duration", "FunctionName", functionName("profile-capture-file"), { stat: "p50" }],
      ["AWS/Lambda", "Duration", "FunctionName", functionName("profile-capture-file"), { stat: "p99" }],
    ]),
    graph("Errors of functions", [
      [
        {
          expression: `SEARCH('{AWS/Lambda,FunctionName} MetricName="Errors" FunctionName="${prefix}"', 'Sum', 300)`,
          id: "e2",
        },
      ],
    ]),
    graph(
      "Failed executions",
      machineNames().map((name) => [
        "AWS/States",
        "ExecutionsFailed",
        "StateMachineArn",
        arnText(deployment, name),
        { stat: "Sum", label: name },
      ]),
    ),
  ];
}

const arnText = ({ arn, machineName }, name) => arn("states", `stateMachine:${machineName(name)}`)["Fn::Sub"];

const text = (markdown) => ({ type: "text", width: 24, height: 2, properties: { markdown } });

function graph(title, metrics, extra = {}) {
  return {
    type: "metric",
    width: 8,
    height: 6,
    properties: { title, metrics, view: "timeSeries", region: pseudo("Region"), period: 300, ...extra },
  };
}

/** From left to right in rows of 24 columns. */
function placed(all) {
  let [x, y, height] = [0, 0, 0];
  return all.map((widget) => {
    if (x + widget.width > 24) [x, y] = [0, y + height];
    const at = { x, y };
    [x, height] = [x + widget.width, widget.height];
    return { ...widget, ...at };
  });
}

module.exports = { dashboard };
