"use strict";
/** Every hour: the sweep. */
const { role } = require("./function-roles.cjs");
const { functionId } = require("./machines.cjs");

function schedule(deployment) {
  const { prefix, arn, kmsKeyArn } = deployment;
  const sweep = { "Fn::GetAtt": [functionId("sweep-windows"), "Arn"] };
  const deadLetters = { "Fn::GetAtt": ["DeadLetterQueue", "Arn"] };
  const key = kmsKeyArn
    ? [{ Effect: "Allow", Action: ["kms:Decrypt", "kms:GenerateDataKey"], Resource: [kmsKeyArn] }]
    : [];
  return {
    SweepScheduleGroup: { Type: "AWS::Scheduler::ScheduleGroup", Properties: { Name: prefix } },
    SweepSchedule: {
      Type: "AWS::Scheduler::Schedule",
      Properties: {
        Name: `${prefix}-sweep-windows`,
        GroupName: { Ref: "SweepScheduleGroup" },
        Description: "Opens windows that nobody opened and ends those that failed.",
        ScheduleExpression: "cron(25 * * * ? *)",
        FlexibleTimeWindow: { Mode: "FLEXIBLE", MaximumWindowInMinutes: 5 },
        ...(kmsKeyArn && { KmsKeyArn: kmsKeyArn }),
        Target: {
          Arn: sweep,
          RoleArn: { "Fn::GetAtt": ["SweepScheduleRole", "Arn"] },
          Input: "{}",
          DeadLetterConfig: { Arn: deadLetters },
          // The next hour comes anyway.
          RetryPolicy: { MaximumEventAgeInSeconds: 1800, MaximumRetryAttempts: 5 },
        },
      },
    },
    SweepScheduleRole: role(
      deployment,
      "scheduler.amazonaws.com",
      [
        { Effect: "Allow", Action: ["lambda:InvokeFunction"], Resource: [sweep] },
        { Effect: "Allow", Action: ["sqs:SendMessage"], Resource: [deadLetters] },
        ...key,
      ],
      {
        StringEquals: { "aws:SourceAccount": { Ref: "AWS::AccountId" } },
        ArnEquals: { "aws:SourceArn": arn("scheduler", `schedule-group/${prefix}`) },
      },
    ),
  };
}

module.exports = { schedule };
