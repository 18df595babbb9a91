/**
 * What services ask of a role beside the code: event sources, destinations, logs, keys, and the integrations of the
 * state machines. Each with the page that says so; these are the only calls of the roles' test that nobody made.
 */
import type { Json, Packaged } from "../packaged.ts";
import { functionId, machineText, pascal, statesOf } from "../project.ts";
import { ofType } from "../templates.ts";
import { type Place, resolved } from "./iam-policy.ts";
import type { Call } from "./memory-account.ts";

const call = (action: string, resource: string, context: Call["context"] = {}): Call => ({
  action,
  resource,
  context,
  sites: [],
});
const arn = ({ partition, region, account }: Place, service: string, resource: string) =>
  `arn:${partition}:${service}:${region}:${account}:${resource}`;

/** What Lambda asks of a function's role. */
export function lambdaNeeds(from: Packaged, place: Place, step: string): Call[] {
  const { FunctionName, KmsKeyArn } = from.template.Resources[functionId(step)]!.Properties;
  const stream = arn(place, "logs", `log-group:/aws/lambda/${FunctionName}:log-stream:2026/11/27/[$LATEST]1`);
  const mine = ([, { Properties }]: [string, { Properties: Json }]) =>
    JSON.stringify(Properties.FunctionName).includes(`"${functionId(step)}"`);
  const sources = ofType(from, "AWS::Lambda::EventSourceMapping").filter(mine);
  const destinations = ofType(from, "AWS::Lambda::EventInvokeConfig").filter(mine);
  return [
    // The log group is the stack's, so CreateLogGroup is not among them ("Sending Lambda function logs to CloudWatch Logs").
    call("logs:CreateLogStream", stream),
    call("logs:PutLogEvents", stream),
    // "Creating and configuring an Amazon SQS event source mapping", policy AWSLambdaSQSQueueExecutionRole.
    ...sources.flatMap(([, { Properties }]) => {
      const queue = resolved(from, place, Properties.EventSourceArn) as string;
      const actions = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"];
      return actions.map((action) => call(action, queue));
    }),
    // "Capturing records of Lambda asynchronous invocations".
    ...destinations.map(([, { Properties }]) =>
      call("sqs:SendMessage", resolved(from, place, Properties.DestinationConfig.OnFailure.Destination)),
    ),
    // The environment is decrypted with the function's role ("Securing Lambda environment variables").
    ...(KmsKeyArn === undefined ? [] : [call("kms:Decrypt", KmsKeyArn)]),
  ];
}

/**
 * What calls ask of the keys behind what they touch: reading decrypts, writing makes a data key (S3: "Using server-side
 * encryption with AWS KMS keys"; SQS: "Key management", producers decrypt too; Step Functions: "Data at rest
 * encryption", which leaves open which of the two a start asks of its caller, so both).
 */
export function keyNeeds(calls: readonly Call[], keyOf: (resource: string) => string | undefined): Call[] {
  const asked: Record<string, readonly string[]> = {
    "s3:GetObject": ["kms:Decrypt"],
    "s3:PutObject": ["kms:GenerateDataKey"],
    "sqs:ReceiveMessage": ["kms:Decrypt"],
    "sqs:SendMessage": ["kms:Decrypt", "kms:GenerateDataKey"],
    "states:StartExecution": ["kms:Decrypt", "kms:GenerateDataKey"],
    "states:DescribeExecution": ["kms:Decrypt"],
    "sns:Publish": ["kms:Decrypt", "kms:GenerateDataKey"],
  };
  return calls.flatMap(({ action, resource, sites }) => {
    const key = keyOf(resource);
    return key === undefined ? [] : (asked[action] ?? []).map((each) => ({ ...call(each, key), sites }));
  });
}

/** What Step Functions asks of a machine's role, by the resources of its definition. */
export function machineNeeds(from: Packaged, place: Place, machine: string): Call[] {
  const { DefinitionSubstitutions, StateMachineName, EncryptionConfiguration } =
    from.template.Resources[`${pascal(machine)}Machine`]!.Properties;
  const substituted = machineText(machine).replace(/\$\{(\w+)\}/g, (_, name) =>
    resolved(from, place, DefinitionSubstitutions[name]),
  );
  const key: string | undefined = EncryptionConfiguration?.KmsKeyId;
  return [
    ...statesOf(JSON.parse(substituted)).flatMap(([name, state]) => {
      if (state.Type === "Task") return taskNeeds(from, place, name, state);
      return state.ItemProcessor?.ProcessorConfig?.Mode === "DISTRIBUTED"
        ? mapNeeds(place, StateMachineName)
        : [];
    }),
    // "Logging using CloudWatch Logs": the delivery knows no resource.
    ...DELIVERY.map((action) => call(`logs:${action}`, "*")),
    ...(key === undefined ? [] : [call("kms:Decrypt", key), call("kms:GenerateDataKey", key)]),
  ];
}

const DELIVERY = [
  "CreateLogDelivery",
  "GetLogDelivery",
  "UpdateLogDelivery",
  "DeleteLogDelivery",
  "ListLogDeliveries",
  "PutResourcePolicy",
  "DescribeResourcePolicies",
  "DescribeLogGroups",
];

function taskNeeds(from: Packaged, place: Place, name: string, { Resource, Parameters }: Json): Call[] {
  if (Resource.includes(":lambda:")) return [call("lambda:InvokeFunction", Resource)];
  const integration = Resource.replace(/^arn:[\w-]+:states:::/, "");
  if (integration === "sns:publish") return [call("sns:Publish", Parameters.TopicArn)];
  if (integration === "sagemaker:createTrainingJob.sync") return trainingJobNeeds(from, place);
  if (integration === "aws-sdk:sagemaker:createModelPackage")
    return ["model-package-group/churn", "model-package/churn/1"].map((each) =>
      call("sagemaker:CreateModelPackage", arn(place, "sagemaker", each)),
    );
  throw new Error(
    `State ${name} has resource ${Resource}; say in service-needs.ts what it asks of the role.`,
  );
}

/** "IAM policies for Amazon SageMaker"; tags: the request has some, and Step Functions adds its own (aws-cdk issue 26012). */
function trainingJobNeeds(from: Packaged, place: Place): Call[] {
  const job = arn(place, "sagemaker", "training-job/rt-churn-1");
  const rule = arn(place, "events", "rule/StepFunctionsGetEventsForSageMakerTrainingJobsRule");
  const [role] = ofType(from, "AWS::IAM::Role").filter(([id]) => id === "TrainingRole");
  const passed = resolved(from, place, { "Fn::GetAtt": [role![0], "Arn"] }) as string;
  return [
    ...["CreateTrainingJob", "DescribeTrainingJob", "StopTrainingJob", "AddTags", "ListTags"].map((each) =>
      call(`sagemaker:${each}`, job),
    ),
    call("iam:PassRole", passed, { "iam:PassedToService": "sagemaker.amazonaws.com" }),
    ...["PutTargets", "PutRule", "DescribeRule"].map((each) => call(`events:${each}`, rule)),
  ];
}

/**
 * "IAM policies for using Distributed Map states" watches `execution:name:*`; the children's own ARNs have the label of
 * the map run after a slash, and a redrive is of those.
 */
function mapNeeds(place: Place, machine: string): Call[] {
  const [parent, child] = [`execution:${machine}:1`, `execution:${machine}/map-run:1`];
  return [
    call("states:StartExecution", arn(place, "states", `stateMachine:${machine}`)),
    ...[parent, child].flatMap((execution) =>
      ["states:DescribeExecution", "states:StopExecution"].map((action) =>
        call(action, arn(place, "states", execution)),
      ),
    ),
    call("states:RedriveExecution", arn(place, "states", child)),
  ];
}

/** What EventBridge Scheduler asks of a schedule's role: its target and its dead letters ("Setting up the execution role"). */
export function scheduleNeeds(from: Packaged, place: Place, { Target, KmsKeyArn }: Json): Call[] {
  return [
    call("lambda:InvokeFunction", resolved(from, place, Target.Arn)),
    call("sqs:SendMessage", resolved(from, place, Target.DeadLetterConfig.Arn)),
    ...(KmsKeyArn === undefined ? [] : [call("kms:Decrypt", KmsKeyArn)]),
  ];
}

/** What a training job asks of its role ("SageMaker roles", CreateTrainingJob): its data, its model, its logs, its image. */
export function trainingNeeds(place: Place, workBucket: string): Call[] {
  const bucket = `arn:${place.partition}:s3:::${workBucket}`;
  const job = "shop/rt-churn-1";
  const group = arn(place, "logs", "log-group:/aws/sagemaker/TrainingJobs");
  const image = arn(place, "ecr", "repository/churn");
  return [
    call("s3:GetObject", `${bucket}/training-sets/${job}/part-00000.csv`),
    call("s3:ListBucket", bucket, { "s3:prefix": `training-sets/${job}/` }),
    call("s3:PutObject", `${bucket}/retraining/${job}/output/model.tar.gz`),
    // The champion's model, which a definition may name as a channel.
    call("s3:GetObject", `${bucket}/retraining/${job}/output/model.tar.gz`),
    call("s3:ListBucket", bucket, { "s3:prefix": `retraining/${job}/` }),
    // In a policy a group's ARN ends in `:*` (CloudWatch Logs user guide, "Overview of managing access permissions").
    call("logs:CreateLogGroup", `${group}:log-stream:`),
    ...["CreateLogStream", "DescribeLogStreams", "PutLogEvents"].map((each) =>
      call(`logs:${each}`, `${group}:log-stream:1`),
    ),
    call("cloudwatch:PutMetricData", "*", { "cloudwatch:namespace": "/aws/sagemaker/TrainingJobs" }),
    call("ecr:GetAuthorizationToken", "*"),
    ...["BatchCheckLayerAvailability", "GetDownloadUrlForLayer", "BatchGetImage"].map((each) =>
      call(`ecr:${each}`, image),
    ),
  ];
}
