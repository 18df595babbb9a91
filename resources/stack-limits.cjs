"use strict";
/** What AWS refuses only while a stack is deployed, and CloudFormation's linter does not know. */

/** Of all inline policies of a role together, without blanks (IAM and STS quotas). */
const MAX_POLICY_CHARACTERS = 10_240;
/** Rules with a wildcard in their pattern, a bus (EventBridge quotas). */
const MAX_WILDCARD_RULES = 30;
/** An ARN that CloudFormation fills in, and the longest of account, Region and partition. */
const SUBSTITUTED = "x".repeat(120);
const PSEUDO = "x".repeat(14);

/** Throws, with both numbers, when the stack's own resources cannot be deployed. */
function requireDeployable(resources) {
  const ofType = (type) => Object.entries(resources).filter(([, { Type }]) => Type === type);
  for (const [id, { Properties }] of ofType("AWS::IAM::Role")) {
    const characters = policyCharacters(Properties.Policies);
    if (characters > MAX_POLICY_CHARACTERS)
      throw new Error(
        `The policy of ${id} has ${characters} characters; IAM takes ${MAX_POLICY_CHARACTERS}. Every bucket of captureBuckets and dataBuckets is named in it: monitor some of them by a deployment of their own.`,
      );
  }
  const wildcards = ofType("AWS::Events::Rule").filter(([, { Properties }]) =>
    JSON.stringify(Properties.EventPattern).includes('"wildcard"'),
  );
  if (wildcards.length > MAX_WILDCARD_RULES)
    throw new Error(
      `The capture buckets make ${wildcards.length} rules with wildcards; a bus takes ${MAX_WILDCARD_RULES}. Monitor some of them by a deployment of their own.`,
    );
}

/** As IAM counts: the documents as they arrive, with everything filled in. */
const policyCharacters = (policies) =>
  policies
    .map(({ PolicyDocument }) => JSON.stringify(PolicyDocument, (_key, value) => filledIn(value)).length)
    .reduce((sum, length) => sum + length, 0);

function filledIn(value) {
  if (value === null || typeof value !== "object") return value;
  if ("Fn::GetAtt" in value || "Ref" in value) return SUBSTITUTED;
  return "Fn::Sub" in value ? value["Fn::Sub"].replace(/\$\{AWS::\w+\}/g, PSEUDO) : value;
}

module.exports = { requireDeployable };
