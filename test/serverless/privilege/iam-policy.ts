/** IAM's evaluation of a role's own policies, as far as this project's template uses it (IAM user guide, "Policy evaluation logic"). */
import type { Json, Packaged } from "../packaged.ts";
import type { Call } from "./memory-account.ts";

/** The parameters that CloudFormation knows only when it deploys. */
export interface Place {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
}

/** One thing that a role grants: an action on one pattern of resources, with one value of its condition where it has values. */
export interface Grant {
  readonly action: string;
  readonly resource: string;
  readonly conditions: readonly Condition[];
}

interface Condition {
  readonly operator: string;
  readonly key: string;
  readonly value: string;
}

/** What a role grants, in its smallest parts. Throws at what it could not judge: NotAction, Deny, an unknown condition. */
export function grantsOf(from: Packaged, place: Place, role: Json): Grant[] {
  const statements: Json[] = role.Policies.flatMap(({ PolicyDocument }: Json) => PolicyDocument.Statement);
  return statements.flatMap((statement) => grantsOfStatement(resolved(from, place, statement)));
}

function grantsOfStatement({ Effect, Action, Resource, Condition, ...rest }: Json): Grant[] {
  if (Effect !== "Allow" || Object.keys(rest).some((key) => key !== "Sid"))
    throw new Error(
      `Got a statement with ${Effect}, ${Object.keys(rest)}; iam-policy.ts judges Allow alone.`,
    );
  const conditions = Object.entries((Condition ?? {}) as Json).flatMap(([operator, keys]) =>
    Object.entries(keys as Json).map(([key, values]) => ({ operator, key, values: list(values) })),
  );
  const combinations = conditions.reduce<Condition[][]>(
    (made, { operator, key, values }) =>
      made.flatMap((before) => values.map((value) => [...before, { operator, key, value }])),
    [[]],
  );
  return list(Action).flatMap((action) =>
    list(Resource).flatMap((resource) =>
      combinations.map((combination) => ({ action, resource, conditions: combination })),
    ),
  );
}

/** Whether a grant allows a call. */
export function allows({ action, resource, conditions }: Grant, call: Call): boolean {
  return (
    action.toLowerCase() === call.action.toLowerCase() &&
    like(resource, call.resource) &&
    conditions.every((condition) => holds(condition, call))
  );
}

function holds({ operator, key, value }: Condition, { context }: Call): boolean {
  const given = context[key];
  if (operator === "StringEquals") return given === value;
  if (operator === "StringLike") return given !== undefined && like(value, given);
  if (operator === "StringLikeIfExists") return given === undefined || like(value, given);
  throw new Error(`Got condition ${operator}; teach it to iam-policy.ts.`);
}

/** `*` is any text, slashes too, and `?` is one character (IAM JSON policy elements: Resource). */
export function like(pattern: string, text: string): boolean {
  if (!/[*?]/.test(pattern)) return pattern === text;
  let compiled = patterns.get(pattern);
  if (compiled === undefined) {
    const source = pattern.split("*").map((part) => part.split("?").map(RegExp.escape).join("."));
    patterns.set(pattern, (compiled = new RegExp(`^${source.join(".*")}$`, "s")));
  }
  return compiled.test(text);
}

const patterns = new Map<string, RegExp>();

const list = (one: Json): string[] => (Array.isArray(one) ? one : [one]);

/** Ref, Fn::GetAtt and Fn::Sub as CloudFormation would fill them in. */
export function resolved(from: Packaged, place: Place, value: Json): Json {
  if (Array.isArray(value)) return value.map((each) => resolved(from, place, each));
  if (typeof value !== "object" || value === null) return value;
  if ("Ref" in value) return referred(from, place, value.Ref);
  if ("Fn::GetAtt" in value) return attribute(from, place, value["Fn::GetAtt"]);
  if ("Fn::Sub" in value)
    return value["Fn::Sub"].replace(/\$\{([\w:.]+)\}/g, (_: string, name: string) => {
      const [id, attributeName] = name.split(".");
      return attributeName === undefined
        ? referred(from, place, name)
        : attribute(from, place, [id!, attributeName]);
    });
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, resolved(from, place, each)]));
}

function referred(from: Packaged, place: Place, name: string): string {
  const pseudo: Record<string, string> = {
    "AWS::Partition": place.partition,
    "AWS::Region": place.region,
    "AWS::AccountId": place.account,
  };
  if (name in pseudo) return pseudo[name]!;
  const { Type, Properties } = from.template.Resources[name]!;
  if (Type === "AWS::SNS::Topic")
    return arnOf(place, "sns", resolved(from, place, Properties.TopicName) as string);
  throw new Error(`Got Ref of a ${Type}; teach it to iam-policy.ts.`);
}

function attribute(from: Packaged, place: Place, [id, name]: [string, string]): string {
  const { Type, Properties } = from.template.Resources[id]!;
  const arns: Record<string, () => string> = {
    "AWS::SQS::Queue": () => arnOf(place, "sqs", resolved(from, place, Properties.QueueName)),
    "AWS::Lambda::Function": () =>
      arnOf(place, "lambda", `function:${resolved(from, place, Properties.FunctionName)}`),
    // Roles get a name of CloudFormation's making.
    "AWS::IAM::Role": () => `arn:${place.partition}:iam::${place.account}:role${Properties.Path}${id}`,
  };
  const found = name === "Arn" ? arns[Type] : undefined;
  if (found === undefined) throw new Error(`Got ${name} of a ${Type}; teach it to iam-policy.ts.`);
  return found();
}

const arnOf = ({ partition, region, account }: Place, service: string, resource: string) =>
  `arn:${partition}:${service}:${region}:${account}:${resource}`;
