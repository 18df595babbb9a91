/** Each role grants what is called, and nothing else. */
import { createRequire } from "node:module";
import { describe, expect, test } from "vitest";
import { METRIC_NAMESPACE, MODEL_MONITOR_NAMESPACES } from "../../shared/report/metric-namespace.ts";
import { MANY_BUCKETS } from "./every-parameter.ts";
import { functionId, machineNames, stepTable } from "./project.ts";
import { actions, ofType, roleOf, statements, type Templates } from "./templates.ts";

const require = createRequire(import.meta.url);
const { deploymentOf } = require("../../resources/deployment.cjs");
const { functionRoles } = require("../../resources/function-roles.cjs");

export function describePermissions(templates: () => Templates): void {
  describe("permissions", () => {
    test("a machine may invoke its own functions and no others", () => {
      for (const machine of machineNames()) {
        const invoke = statements(roleOf(templates().plain, `${machine}-machine`)).filter(({ Action }) =>
          Action.includes("lambda:InvokeFunction"),
        );
        const mine = stepTable()
          .filter(({ machines }) => machines.includes(machine))
          .map(({ step }) => ({ "Fn::GetAtt": [functionId(step), "Arn"] }));
        expect(
          new Set(invoke.flatMap(({ Resource }) => Resource).map((each) => JSON.stringify(each))),
        ).toEqual(new Set(mine.map((each) => JSON.stringify(each))));
      }
    });

    test("a resource is * only where the API knows none", () => {
      const without =
        /^(cloudwatch:(PutMetricData|GetMetricData)|ecr:GetAuthorizationToken|logs:(\w+LogDelivery|ListLogDeliveries|PutResourcePolicy|DescribeResourcePolicies|DescribeLogGroups))$/;
      const wide = ofType(templates().plain, "AWS::IAM::Role")
        .flatMap(([, { Properties }]) => statements(Properties))
        .filter(({ Resource }) => JSON.stringify(Resource).includes('"*"'));
      expect(wide.flatMap(({ Action }) => Action).filter((action: string) => !without.test(action))).toEqual(
        [],
      );
      const all = ofType(templates().plain, "AWS::IAM::Role").flatMap(([, { Properties }]) =>
        actions(Properties),
      );
      expect(all.filter((action) => action.includes("*"))).toEqual([]);
    });

    test("a policy that IAM would not take is refused when it is packaged: it holds 10,240 characters", () => {
      for (const [id, { Properties }] of ofType(templates().full, "AWS::IAM::Role"))
        expect(JSON.stringify(statements(Properties)).length, id).toBeLessThanOrEqual(10_240);
      const given = {
        service: "plumbline",
        stage: "prod",
        captureBuckets: `${MANY_BUCKETS},${MANY_BUCKETS}`,
      };
      expect(() => functionRoles(deploymentOf(given))).toThrow(
        /of profile-capture-file would hold .* IAM takes/,
      );
    });

    test("no role has a managed policy, and a service takes a role only for this account where it says so", () => {
      for (const [id, { Properties }] of ofType(templates().plain, "AWS::IAM::Role")) {
        expect(Properties.ManagedPolicyArns, id).toBeUndefined();
        const [trust] = Properties.AssumeRolePolicyDocument.Statement;
        // Lambda gives neither account nor ARN when it takes a role.
        if (trust.Principal.Service !== "lambda.amazonaws.com")
          expect(trust.Condition.StringEquals, id).toEqual({
            "aws:SourceAccount": { Ref: "AWS::AccountId" },
          });
      }
    });

    test("metrics are bound to our namespace, and for who publishes windows to Model Monitor's two", () => {
      const namespaces = (step: string) =>
        statements(roleOf(templates().plain, step)).find(({ Action }) =>
          Action.includes("cloudwatch:PutMetricData"),
        ).Condition;
      const only = (...allowed: string[]) => ({ StringEquals: { "cloudwatch:namespace": allowed } });
      expect(namespaces("publish-report")).toEqual(
        only(METRIC_NAMESPACE, ...Object.values(MODEL_MONITOR_NAMESPACES)),
      );
      for (const step of ["record-failure", "sweep-windows"])
        expect(namespaces(step), step).toEqual(only(METRIC_NAMESPACE));
    });

    test("alarms watch our namespace and the services'", () => {
      for (const [, { Properties }] of ofType(templates().full, "AWS::CloudWatch::Alarm"))
        if (Properties.Namespace !== undefined)
          expect(Properties.Namespace).toMatch(/^(Plumbline|AWS\/\w+)$/);
    });

    test("only the machine of retrainings passes a role, to SageMaker, and only the named one", () => {
      const passing = ofType(templates().plain, "AWS::IAM::Role").filter(([, { Properties }]) =>
        actions(Properties).includes("iam:PassRole"),
      );
      expect(passing.map(([id]) => id)).toEqual(["RetrainMachineRole"]);
      const pass = statements(passing[0]![1].Properties).find(({ Action }) =>
        Action.includes("iam:PassRole"),
      );
      expect(pass).toMatchObject({
        Resource: [{ "Fn::GetAtt": ["TrainingRole", "Arn"] }],
        Condition: { StringEquals: { "iam:PassedToService": "sagemaker.amazonaws.com" } },
      });
    });
  });
}
