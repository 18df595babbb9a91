"use strict";
/**
 * The four state machines. Their definitions are the files of statemachines/, sent as text: CloudFormation turns the
 * numbers and booleans of a `Definition` object into text and refuses its nulls.
 */
const fs = require("node:fs");
const path = require("node:path");
const { pascal, role, ofThisAccount } = require("./function-roles.cjs");

const FOLDER = path.join(__dirname, "..", "statemachines");

/** What an ASL file may ask for beside functions. */
const services = (deployment) => ({
  Partition: deployment.partition,
  NotificationTopic: { Ref: "NotificationTopic" },
});

/** Logical id of a function's resource, as the Serverless Framework builds it: `close-window` → `CloseDashwindowLambdaFunction`. */
const functionId = (name) => `${normalized(name)}LambdaFunction`;
const logGroupId = (name) => `${normalized(name)}LogGroup`;
const normalized = (name) => name[0].toUpperCase() + name.slice(1).replaceAll("-", "Dash");

function machineNames() {
  return fs
    .readdirSync(FOLDER)
    .filter((file) => file.endsWith(".asl.json"))
    .map((file) => file.replace(".asl.json", ""))
    .sort();
}

/** The definition as text, and the functions and services that it names. */
function definitionOf(name, functionNames) {
  const text = JSON.stringify(JSON.parse(fs.readFileSync(path.join(FOLDER, `${name}.asl.json`), "utf8")));
  const asked = [...new Set([...text.matchAll(/\$\{(\w+)\}/g)].map(([, key]) => key))];
  const functions = functionNames.filter((candidate) => asked.includes(pascal(candidate)));
  return { text, asked, functions };
}

function machines(deployment, functionNames) {
  return Object.assign({}, ...machineNames().map((name) => machine(deployment, name, functionNames)));
}

function machine(deployment, name, functionNames) {
  const { text, asked, functions } = definitionOf(name, functionNames);
  const known = {
    ...services(deployment),
    ...Object.fromEntries(
      functions.map((each) => [pascal(each), { "Fn::GetAtt": [functionId(each), "Arn"] }]),
    ),
  };
  const unknown = asked.filter((key) => !(key in known));
  if (unknown.length > 0)
    throw new Error(
      `statemachines/${name}.asl.json names \${${unknown.join("}, ${")}}; expected functions of serverless.yml in PascalCase.`,
    );
  const id = pascal(name);
  return {
    [`${id}Machine`]: {
      Type: "AWS::StepFunctions::StateMachine",
      // cfn-lint reads a service integration as a Lambda ARN of the partition aws when its partition is a substitution.
      ...(asked.includes("Partition") && {
        Metadata: { "cfn-lint": { config: { ignore_checks: ["E3601"] } } },
      }),
      Properties: {
        StateMachineName: deployment.machineName(name),
        StateMachineType: "STANDARD",
        RoleArn: { "Fn::GetAtt": [`${id}MachineRole`, "Arn"] },
        DefinitionString: text,
        DefinitionSubstitutions: Object.fromEntries(asked.map((key) => [key, known[key]])),
        LoggingConfiguration: {
          Level: "ERROR",
          // State holds keys and a verdict; it stays out of the logs all the same.
          IncludeExecutionData: false,
          Destinations: [
            { CloudWatchLogsLogGroup: { LogGroupArn: { "Fn::GetAtt": [`${id}MachineLogGroup`, "Arn"] } } },
          ],
        },
        ...(deployment.kmsKeyArn && {
          EncryptionConfiguration: { Type: "CUSTOMER_MANAGED_KMS_KEY", KmsKeyId: deployment.kmsKeyArn },
        }),
      },
    },
    [`${id}MachineRole`]: role(
      deployment,
      "states.amazonaws.com",
      machineStatements(deployment, name, functions),
      ofThisAccount(),
    ),
    [`${id}MachineLogGroup`]: {
      Type: "AWS::Logs::LogGroup",
      DeletionPolicy: "Delete",
      UpdateReplacePolicy: "Delete",
      // Below /aws/vendedlogs/ the log service's resource policy does not grow with every machine.
      Properties: { LogGroupName: `/aws/vendedlogs/states/${deployment.machineName(name)}` },
    },
  };
}

function machineStatements(deployment, name, functions) {
  return [
    {
      Effect: "Allow",
      Action: ["lambda:InvokeFunction"],
      Resource: functions.map((each) => ({ "Fn::GetAtt": [functionId(each), "Arn"] })),
    },
    // Delivery of logs to CloudWatch knows no resource (Step Functions developer guide, "CloudWatch Logs").
    {
      Effect: "Allow",
      Action: [
        "logs:CreateLogDelivery",
        "logs:GetLogDelivery",
        "logs:UpdateLogDelivery",
        "logs:DeleteLogDelivery",
        "logs:ListLogDeliveries",
        "logs:PutResourcePolicy",
        "logs:DescribeResourcePolicies",
        "logs:DescribeLogGroups",
      ],
      Resource: "*",
    },
    ...(deployment.kmsKeyArn
      ? [
          {
            Effect: "Allow",
            Action: ["kms:Decrypt", "kms:GenerateDataKey"],
            Resource: [deployment.kmsKeyArn],
          },
        ]
      : []),
    ...(name === "analyze-window" || name === "replay" ? distributedMap(deployment, name) : []),
    ...(name === "retrain" ? retraining(deployment) : []),
  ];
}

/** A distributed Map starts its items as executions of the machine itself; theirs have the map run's label in their ARN. */
function distributedMap({ arn, machineName }, name) {
  const machine = machineName(name);
  const [own, items] = [`execution:${machine}:*`, `execution:${machine}/*:*`].map((each) =>
    arn("states", each),
  );
  return [
    {
      Effect: "Allow",
      Action: ["states:StartExecution"],
      Resource: [arn("states", `stateMachine:${machine}`)],
    },
    { Effect: "Allow", Action: ["states:DescribeExecution", "states:StopExecution"], Resource: [own, items] },
    { Effect: "Allow", Action: ["states:RedriveExecution"], Resource: [items] },
  ];
}

/** `createTrainingJob.sync` watches its job through a rule that Step Functions manages. */
function retraining(deployment) {
  const { arn } = deployment;
  return [
    {
      Effect: "Allow",
      Action: [
        "sagemaker:CreateTrainingJob",
        "sagemaker:DescribeTrainingJob",
        "sagemaker:StopTrainingJob",
        "sagemaker:AddTags",
        "sagemaker:ListTags",
      ],
      Resource: [arn("sagemaker", "training-job/rt-*")],
    },
    {
      Effect: "Allow",
      Action: ["iam:PassRole"],
      Resource: trainingRoles(deployment),
      Condition: { StringEquals: { "iam:PassedToService": "sagemaker.amazonaws.com" } },
    },
    {
      Effect: "Allow",
      Action: ["events:PutTargets", "events:PutRule", "events:DescribeRule"],
      Resource: [arn("events", "rule/StepFunctionsGetEventsForSageMakerTrainingJobsRule")],
    },
    {
      Effect: "Allow",
      Action: ["sagemaker:CreateModelPackage"],
      Resource: [arn("sagemaker", "model-package/*"), arn("sagemaker", "model-package-group/*")],
    },
    { Effect: "Allow", Action: ["sns:Publish"], Resource: [{ Ref: "NotificationTopic" }] },
  ];
}

const trainingRoles = ({ trainingRoleArns }) =>
  trainingRoleArns.length > 0 ? trainingRoleArns : [{ "Fn::GetAtt": ["TrainingRole", "Arn"] }];

module.exports = { machines, machineNames, functionId, logGroupId };
