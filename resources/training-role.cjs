"use strict";
/** The role of training jobs where the deployment names none: it reads its training set and writes its model. */
const { role, ofThisAccount } = require("./function-roles.cjs");

function trainingRole(deployment) {
  if (deployment.trainingRoleArns.length > 0) return {};
  const { arn, bucketArn, workBucket, kmsKeyArn } = deployment;
  const statements = [
    {
      Effect: "Allow",
      Action: ["s3:GetObject", "s3:PutObject"],
      Resource: [bucketArn(workBucket, "retraining/*")],
    },
    {
      Effect: "Allow",
      Action: ["s3:GetObject"],
      Resource: [bucketArn(workBucket, "training-sets/*")],
    },
    {
      Effect: "Allow",
      Action: ["s3:ListBucket"],
      Resource: [bucketArn(workBucket)],
      Condition: { StringLikeIfExists: { "s3:prefix": ["retraining/*", "training-sets/*"] } },
    },
    {
      Effect: "Allow",
      Action: ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
      // The ARN of a group in a policy ends so (CloudWatch Logs user guide, "Overview of managing access permissions").
      Resource: [arn("logs", "log-group:/aws/sagemaker/TrainingJobs:*")],
    },
    // PutMetricData and GetAuthorizationToken know no resource.
    {
      Effect: "Allow",
      Action: ["cloudwatch:PutMetricData"],
      Resource: "*",
      Condition: { StringEquals: { "cloudwatch:namespace": "/aws/sagemaker/TrainingJobs" } },
    },
    { Effect: "Allow", Action: ["ecr:GetAuthorizationToken"], Resource: "*" },
    {
      Effect: "Allow",
      Action: ["ecr:BatchCheckLayerAvailability", "ecr:GetDownloadUrlForLayer", "ecr:BatchGetImage"],
      Resource: [arn("ecr", "repository/*")],
    },
    ...(kmsKeyArn
      ? [{ Effect: "Allow", Action: ["kms:Decrypt", "kms:GenerateDataKey"], Resource: [kmsKeyArn] }]
      : []),
  ];
  return { TrainingRole: role(deployment, "sagemaker.amazonaws.com", statements, ofThisAccount()) };
}

module.exports = { trainingRole };
