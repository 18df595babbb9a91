"use strict";
/** The work bucket with its lifecycle, a capture bucket where none is named, and the key of sensitive values' hashes. */
const { sub } = require("./deployment.cjs");

/** Days that each part of the work store is kept; what is not here stays (monitors, baselines, retraining state). */
const KEPT_DAYS = {
  "partials/": 14,
  "training-sets/": 30,
  "windows/": 400,
  "rolling/": 400,
  "replays/": 90,
  "sweeps/": 90,
  // A fault that goes on is written anew by every window that closes with it.
  "faults/": 90,
  "requests/": 400,
};
const NONCURRENT_DAYS = 30;

function storage(deployment) {
  const capture = deployment.ownsCaptureBucket
    ? {
        // EventBridge only: a bucket of ours has no other notification to keep.
        CaptureBucket: bucket(deployment, deployment.captureBuckets[0], {
          NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } },
          LifecycleConfiguration: { Rules: [abortUploads()] },
        }),
        CaptureBucketPolicy: tlsOnly(deployment, "CaptureBucket", deployment.captureBuckets[0]),
      }
    : {};
  return {
    WorkBucket: bucket(deployment, deployment.workBucket, {
      VersioningConfiguration: { Status: "Enabled" },
      LifecycleConfiguration: {
        Rules: [...Object.entries(KEPT_DAYS).map(expiry), noncurrent(), abortUploads()],
      },
    }),
    WorkBucketPolicy: tlsOnly(deployment, "WorkBucket", deployment.workBucket),
    ...capture,
    SensitiveKey: {
      Type: "AWS::SecretsManager::Secret",
      DeletionPolicy: "RetainExceptOnCreate",
      UpdateReplacePolicy: "Retain",
      Properties: {
        Name: `${deployment.prefix}-sensitive-key`,
        Description:
          "Key of the hashes that stand for values of sensitive columns. Made once; nobody has to know it.",
        GenerateSecretString: {
          SecretStringTemplate: "{}",
          GenerateStringKey: "key",
          PasswordLength: 64,
          ExcludePunctuation: true,
        },
        ...(deployment.kmsKeyArn && { KmsKeyId: deployment.kmsKeyArn }),
      },
    },
  };
}

function bucket(deployment, name, more) {
  return {
    Type: "AWS::S3::Bucket",
    DeletionPolicy: "RetainExceptOnCreate",
    UpdateReplacePolicy: "Retain",
    Properties: { BucketName: sub(name), ...bucketSettings(deployment), ...more },
  };
}

/** What every bucket of the stack has: encryption, one owner, nothing public. */
function bucketSettings({ kmsKeyArn }) {
  const encryption = kmsKeyArn
    ? {
        ServerSideEncryptionByDefault: { SSEAlgorithm: "aws:kms", KMSMasterKeyID: kmsKeyArn },
        BucketKeyEnabled: true,
      }
    : { ServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" } };
  return {
    BucketEncryption: { ServerSideEncryptionConfiguration: [encryption] },
    OwnershipControls: { Rules: [{ ObjectOwnership: "BucketOwnerEnforced" }] },
    PublicAccessBlockConfiguration: {
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    },
  };
}

function tlsOnly({ bucketArn }, logicalId, name) {
  return {
    Type: "AWS::S3::BucketPolicy",
    Properties: {
      Bucket: { Ref: logicalId },
      PolicyDocument: {
        Version: "2012-10-17",
        Statement: [
          {
            Sid: "DenyWithoutTls",
            Effect: "Deny",
            Principal: "*",
            Action: "s3:*",
            Resource: [bucketArn(name), bucketArn(name, "*")],
            Condition: { Bool: { "aws:SecureTransport": "false" } },
          },
        ],
      },
    },
  };
}

const expiry = ([Prefix, ExpirationInDays]) => ({
  Id: `expire-${Prefix.replace("/", "")}`,
  Status: "Enabled",
  Prefix,
  ExpirationInDays,
});
const noncurrent = () => ({
  Id: "expire-noncurrent",
  Status: "Enabled",
  NoncurrentVersionExpiration: { NoncurrentDays: NONCURRENT_DAYS },
  ExpiredObjectDeleteMarker: true,
});
const abortUploads = () => ({
  Id: "abort-uploads",
  Status: "Enabled",
  AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
});

module.exports = { storage, bucketSettings };
