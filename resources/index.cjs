"use strict";
/** Everything of the stack beside the functions themselves; serverless.yml reads it. Written without credentials or network. */
const { alarms } = require("./alarms.cjs");
const { dashboard } = require("./dashboard.cjs");
const { deploymentOf, sub } = require("./deployment.cjs");
const { functionRoles } = require("./function-roles.cjs");
const { functionId, logGroupId, machines } = require("./machines.cjs");
const { queue } = require("./queue.cjs");
const { schedule } = require("./schedule.cjs");
const { bucketSettings, storage } = require("./storage.cjs");
const { trainingRole } = require("./training-role.cjs");

/** Types that CloudFormation gives no tags. */
const WITHOUT_TAGS = new Set([
  "AWS::CloudWatch::Dashboard",
  "AWS::Lambda::EventInvokeConfig",
  "AWS::Lambda::Permission",
  "AWS::S3::BucketPolicy",
  "AWS::SNS::Subscription",
  "AWS::SNS::TopicPolicy",
  "AWS::SQS::QueuePolicy",
  "AWS::Scheduler::Schedule",
]);

async function readDeployment({ resolveConfigurationProperty }) {
  return deploymentOf(await resolveConfigurationProperty(["custom", "deployment"]));
}

async function resources(context) {
  const deployment = await readDeployment(context);
  const functions = await context.resolveConfigurationProperty(["functions"]);
  const names = Object.keys(functions);
  const profiling = functions["profile-capture-file"];
  const own = {
    ...storage(deployment),
    ...queue(deployment, {
      timeout: profiling.timeout,
      batchingWindow: profiling.events[0].sqs.maximumBatchingWindow,
    }),
    ...functionRoles(deployment),
    ...trainingRole(deployment),
    ...machines(deployment, names),
    ...schedule(deployment),
    ...alarms(deployment),
    ...dashboard(deployment),
  };
  return {
    Resources: Object.fromEntries(
      Object.entries(own).map(([id, resource]) => [id, withParameters(deployment, resource)]),
    ),
    extensions: extensions(deployment, names),
    Outputs: outputs(deployment),
  };
}

/** Tags, and what every log group shares. */
function withParameters(deployment, resource) {
  const { Type, Properties } = resource;
  const logs = Type === "AWS::Logs::LogGroup" ? logSettings(deployment) : {};
  const tags = WITHOUT_TAGS.has(Type) ? {} : { Tags: tagList(deployment.tags) };
  return { ...resource, Properties: { ...Properties, ...logs, ...tags } };
}

const logSettings = ({ logRetentionDays, kmsKeyArn }) => ({
  RetentionInDays: logRetentionDays,
  ...(kmsKeyArn && { KmsKeyId: kmsKeyArn }),
});

const tagList = (tags) => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));

/** The same for the resources that the framework writes: functions, their log groups and event sources, the deployment bucket. */
function extensions(deployment, names) {
  const { kmsKeyArn, tags } = deployment;
  const Tags = tagList(tags);
  const each = (name) => [
    [functionId(name), { Properties: { Tags, ...(kmsKeyArn && { KmsKeyArn: kmsKeyArn }) } }],
    [
      logGroupId(name),
      {
        DeletionPolicy: "Delete",
        UpdateReplacePolicy: "Delete",
        Properties: { Tags, ...logSettings(deployment) },
      },
    ],
  ];
  return Object.fromEntries([
    ...names.flatMap(each),
    [
      `${functionId("profile-capture-file").replace("LambdaFunction", "")}EventSourceMappingSQSCaptureQueue`,
      { Properties: { Tags } },
    ],
    ["ServerlessDeploymentBucket", { Properties: { ...bucketSettings(deployment), Tags } }],
  ]);
}

/** What every function is told. Names instead of references: machines and roles refer to functions already. */
async function environment(context) {
  const { workBucket, arn, machineName, eventBus } = await readDeployment(context);
  return {
    PLUMBLINE_STORE: sub(`s3://${workBucket}`),
    PLUMBLINE_MACHINES: arn("states", `stateMachine:${machineName("")}`),
    PLUMBLINE_EVENT_BUS: eventBus,
  };
}

/** Sandboxes that profile at the same time, as a number: parameters are text. */
const maximumConcurrency = async (context) => (await readDeployment(context)).maximumConcurrency;

function outputs({ workBucket, captureBuckets, trainingRoleArns }) {
  return {
    WorkBucket: {
      Description: "Definitions, baselines, partials, windows: plumbline push puts there.",
      Value: sub(workBucket),
    },
    CaptureBuckets: {
      Description: "Connect an existing one with: plumbline connect BUCKET",
      Value: sub(captureBuckets.join(",")),
    },
    ...(trainingRoleArns.length === 0 && {
      TrainingRoleArn: {
        Description: "RoleArn for the training jobs of a definition.",
        Value: { "Fn::GetAtt": ["TrainingRole", "Arn"] },
      },
    }),
    NotificationTopicArn: { Value: { Ref: "NotificationTopic" } },
    CaptureQueueUrl: { Value: { Ref: "CaptureQueue" } },
  };
}

module.exports = { resources, environment, maximumConcurrency };
