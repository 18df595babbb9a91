/**
 * Every role of the template against what is asked of it: by the functions themselves, run on an account in memory, and
 * by the services, as their pages say. A call that a role refuses fails, and a grant that nobody needs.
 */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { CAPTURE_KEY, KEY, MANY_BUCKETS, PARAMETERS } from "./every-parameter.ts";
import type { Packaged } from "./packaged.ts";
import { DATA_BUCKET, Fleet } from "./privilege/fleet.ts";
import { HERE } from "./privilege/here.ts";
import { grantsOf, type Place } from "./privilege/iam-policy.ts";
import { lifeOfAFleet } from "./privilege/life-of-a-fleet.ts";
import type { Call } from "./privilege/memory-account.ts";
import { roleReport } from "./privilege/role-report.ts";
import {
  keyNeeds,
  lambdaNeeds,
  machineNeeds,
  scheduleNeeds,
  trainingNeeds,
} from "./privilege/service-needs.ts";
import { machineNames, pascal, stepTable, wiredParts } from "./project.ts";
import { ofType, roleOf, type Templates } from "./templates.ts";

const steps = stepTable().map(({ step }) => step);

/** The parts of adapters/aws/parts by what they ask. */
const PARTS: Readonly<Record<string, RegExp>> = {
  storage: /^s3:/,
  metrics: /^cloudwatch:PutMetricData$/,
  traffic: /^cloudwatch:GetMetricData$/,
  executions: /^states:/,
  trainingJobs: /^sagemaker:\w+TrainingJob$/,
  deployments: /^sagemaker:Describe(Endpoint|EndpointConfig|Model)$/,
  events: /^events:/,
};

/** Lines of steps that ask the world for something. */
const ASKS =
  /(?:\b(?:work|store|source|executions|traffic|deployments|metrics|events|trainingJobs)|captures\([^()]*\))\.(?:get|stream|range|head|put|list|delete|start|status|invocations|errors|current|describe|stop)\(|\b(?:getJson|putJson|swapJson)(?:<.*>)?\(/;
/** Those that no function comes to, or that only hand on who asks. */
const NOT_ASKED = [
  "steps/model-monitor-results.ts", // the command line's alone
  "steps/plain-bytes.ts", // a stream is asked for by who reads it
];

export function describeLeastPrivilege(templates: () => Templates): void {
  describe("least privilege", () => {
    /** What each function asks for, on the plain deployment. */
    let asked: ReadonlyMap<string, readonly Call[]>;
    let fleet: Fleet;
    beforeAll(async () => {
      fleet = new Fleet(templates().plain, steps);
      try {
        await lifeOfAFleet(fleet);
      } finally {
        fleet.close();
      }
      asked = fleet.calls;
    });

    test("the fleet's life comes to every line of a step that asks the world for something", () => {
      expect([...asked.keys()].sort()).toEqual([...steps].sort());
      const reached = new Set([...asked.values()].flat().flatMap(({ sites }) => sites));
      const never = linesThatAsk().filter((line) => !reached.has(line));
      expect(never, "add to test/serverless/privilege/life/ what comes there").toEqual([]);
    });

    test.each(["plain", "full"] as const)(
      "each function may do what it does and nothing else, in the %s deployment",
      (name) => {
        const deployment = deploymentOf(templates(), name, fleet);
        const reports = steps.flatMap((step) => {
          const calls = [
            ...asked.get(step)!.flatMap(deployment.named),
            ...lambdaNeeds(deployment.from, deployment.place, step),
          ];
          return report(deployment, `${pascal(step)}Role`, step, calls);
        });
        expect(reports).toEqual([]);
      },
    );

    test("each function is wired with the services that it asks, and its bundle holds no other client", () => {
      const partOf = (action: string) =>
        Object.entries(PARTS).find(([, asks]) => asks.test(action))?.[0] ?? `a part for ${action}`;
      for (const step of steps)
        expect(new Set(wiredParts(step)), step).toEqual(
          new Set(asked.get(step)!.map(({ action }) => partOf(action))),
        );
    });

    test("a grant that is taken away is missed, whichever it is, and one that is added is seen", () => {
      const deployment = deploymentOf(templates(), "plain", fleet);
      for (const step of steps) {
        const calls = asked.get(step)!.flatMap(deployment.named);
        const grants = grantsOf(deployment.from, HERE, roleOf(deployment.from, step)).filter(
          ({ action }) => !/^(logs|sqs):/.test(action),
        );
        expect(roleReport(step, grants, calls)).toEqual([]);
        for (const one of grants) {
          const without = grants.filter((grant) => grant !== one);
          const missed = roleReport(step, without, calls);
          expect(missed.join(), `${step} without ${one.action} on ${one.resource}`).toContain(
            `asks for ${one.action} on `,
          );
          const deleting = { ...one, action: "s3:DeleteObject" };
          const twice = { ...one, resource: one.resource.replace(/.$/, "*") };
          expect(roleReport(step, [...grants, deleting], calls).join()).toContain("never asks for it");
          expect(roleReport(step, [...grants, twice], calls).join()).toContain(`may ${one.action} on `);
        }
      }
    });

    test.each(["plain", "full"] as const)(
      "each state machine, the schedule and training jobs may do what the services ask of them, in the %s deployment",
      (name) => {
        const deployment = deploymentOf(templates(), name, fleet);
        const { from, place } = deployment;
        const schedule = from.template.Resources["SweepSchedule"]!.Properties;
        const roles: [role: string, who: string, calls: Call[]][] = [
          ...machineNames().map((machine): [string, string, Call[]] => [
            `${pascal(machine)}MachineRole`,
            `machine ${machine}`,
            machineNeeds(from, place, machine),
          ]),
          ["SweepScheduleRole", "the schedule", scheduleNeeds(from, place, schedule)],
          ["TrainingRole", "a training job", trainingNeeds(place, deployment.workBucket)],
        ];
        expect(roles.flatMap(([role, who, calls]) => report(deployment, role, who, calls))).toEqual([]);
        const judged = [...roles.map(([role]) => role), ...steps.map((step) => `${pascal(step)}Role`)];
        expect(
          ofType(from, "AWS::IAM::Role")
            .map(([id]) => id)
            .sort(),
        ).toEqual(judged.sort());
      },
    );
  });
}

interface Deployment {
  readonly from: Packaged;
  readonly place: Place;
  readonly workBucket: string;
  /** A call of the plain deployment with the names of this one: one call a bucket that captures may lie in. */
  named(call: Call): Call[];
  keyOf(resource: string): string | undefined;
}

function deploymentOf({ plain, full }: Templates, name: keyof Templates, fleet: Fleet): Deployment {
  const { captureBucket, workBucket } = fleet;
  const renamed = (call: Call, changes: readonly [string, string][]): Call => ({
    ...call,
    resource: changes.reduce((text, [from, to]) => text.replace(from, to), call.resource),
  });
  if (name === "plain")
    return {
      from: plain,
      place: HERE,
      workBucket,
      named: (call) => [renamed(call, [[`:::${DATA_BUCKET}`, `:::${captureBucket}`]])],
      keyOf: () => undefined,
    };
  const place = { partition: PARAMETERS.partition, region: "cn-north-1", account: HERE.account };
  const ofCaptures = [...MANY_BUCKETS, PARAMETERS.dataBuckets];
  return {
    from: full,
    place,
    workBucket: PARAMETERS.workBucket,
    named: (call) => {
      const buckets = call.resource.includes(`:::${captureBucket}`) ? MANY_BUCKETS : [""];
      return buckets.map((bucket) =>
        renamed(call, [
          [`:::${captureBucket}`, `:::${bucket}`],
          [`:::${DATA_BUCKET}`, `:::${PARAMETERS.dataBuckets}`],
          [`:::${workBucket}`, `:::${PARAMETERS.workBucket}`],
          ["arn:aws:", `arn:${place.partition}:`],
          [`:${HERE.region}:`, `:${place.region}:`],
          [":plumbline-dev-", ":plumbline-prod-"],
          ["event-bus/default", `event-bus/${PARAMETERS.eventBus}`],
        ]),
      );
    },
    keyOf: (resource) =>
      ofCaptures.some((bucket) => resource.includes(`:::${bucket}/`)) ? CAPTURE_KEY : KEY,
  };
}

function report({ from, place, keyOf }: Deployment, role: string, who: string, calls: Call[]): string[] {
  const { Properties } = from.template.Resources[role]!;
  return roleReport(who, grantsOf(from, place, Properties), [...calls, ...keyNeeds(calls, keyOf)]);
}

function linesThatAsk(): string[] {
  const root = join(import.meta.dirname, "..", "..");
  const files = globSync("steps/**/*.ts", { cwd: root }).filter((file) => !NOT_ASKED.includes(file));
  return files.flatMap((file) =>
    readFileSync(join(root, file), "utf8")
      .split("\n")
      .flatMap((line, index) =>
        ASKS.test(line) && !/^\s*(\*|\/\/|export (async )?function)/.test(line)
          ? [`${file}:${index + 1}`]
          : [],
      ),
  );
}
