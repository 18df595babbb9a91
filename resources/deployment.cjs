"use strict";
/**
 * The deployment's parameters (`custom.deployment` of serverless.yml) as names and ARNs. Names are written out
 * instead of referred to, because functions, machines and roles name each other in a circle.
 */

/** @param {Record<string, string>} given every parameter as text; an empty one is not set */
function deploymentOf(given) {
  const prefix = `${given.service}-${given.stage}`;
  const partition = given.partition || pseudo("Partition");
  const here = `${pseudo("Region")}:${pseudo("AccountId")}`;
  const arn = (service, resource) => sub(`arn:${partition}:${service}:${here}:${resource}`);
  const bucketArn = (bucket, key) =>
    sub(`arn:${partition}:s3:::${bucket}${key === undefined ? "" : `/${key}`}`);
  const ownCapture = `${prefix}-capture-${pseudo("AccountId")}-${pseudo("Region")}`;
  const existing = list(given.captureBuckets);
  return {
    prefix,
    partition: sub(partition),
    arn,
    bucketArn,
    globalArn: (service, resource) => sub(`arn:${partition}:${service}::${pseudo("AccountId")}:${resource}`),
    functionName: (name) => `${prefix}-${name}`,
    machineName: (name) => `${prefix}-${name}`,
    workBucket: given.workBucket || `${prefix}-work-${pseudo("AccountId")}-${pseudo("Region")}`,
    ownsCaptureBucket: existing.length === 0,
    captureBuckets: existing.length === 0 ? [ownCapture] : existing,
    dataBuckets: list(given.dataBuckets),
    captureKeyArns: list(given.captureKeyArns),
    kmsKeyArn: given.kmsKeyArn || undefined,
    permissionsBoundary: given.permissionsBoundary || undefined,
    rolePath: given.rolePath || "/",
    trainingRoleArns: list(given.trainingRoleArns),
    logRetentionDays: Number(given.logRetentionDays),
    eventBus: given.eventBus || "default",
    notificationEmail: given.notificationEmail || undefined,
    maximumConcurrency: Number(given.maximumConcurrency),
    monitorsFolder: given.monitorsFolder || "monitors",
    monitorAlarms: given.monitorAlarms !== "off",
    tags: { "plumbline:stack": prefix, ...pairs(given.tags) },
  };
}

/** CloudFormation's own parameter, inside a text of Fn::Sub. */
const pseudo = (name) => `\${AWS::${name}}`;

const sub = (text) => (text.includes("${") ? { "Fn::Sub": text } : text);

const list = (text) =>
  String(text || "")
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");

/** `owner=risk,costcentre=17` */
function pairs(text) {
  return Object.fromEntries(
    list(text).map((pair) => {
      const at = pair.indexOf("=");
      if (at < 1)
        throw new Error(
          `Got tag "${pair}"; expected key=value, several with commas between: --param="tags=owner=risk,team=ml"`,
        );
      return [pair.slice(0, at).trim(), pair.slice(at + 1).trim()];
    }),
  );
}

module.exports = { deploymentOf, pseudo, sub };
