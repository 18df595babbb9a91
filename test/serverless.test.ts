/** Holds the packaged template against the code, the table of steps, the state machines and the parameters. */
import { spawnSync } from "node:child_process";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { describeAlarmsAndSchedule } from "./serverless/alarms-and-schedule.ts";
import { PARAMETERS } from "./serverless/every-parameter.ts";
import { describeFunctionContents } from "./serverless/function-contents.ts";
import { describeLeastPrivilege } from "./serverless/least-privilege.ts";
import { describeLimits } from "./serverless/limits.ts";
import { describeNames } from "./serverless/names.ts";
import { describePackage } from "./serverless/package.ts";
import { packaged } from "./serverless/packaged.ts";
import { describePackagedOnAws } from "./serverless/packaged-on-aws.ts";
import { describeParameters } from "./serverless/parameters.ts";
import { describePermissions } from "./serverless/permissions.ts";
import { describeRolesTable } from "./serverless/roles-table.ts";
import { describeStorageAndQueue } from "./serverless/storage-and-queue.ts";
import type { Templates } from "./serverless/templates.ts";
import { describeTransportAndRest } from "./serverless/transport-and-rest.ts";

let made: Templates;
beforeAll(() => {
  made = { plain: packaged({}), full: packaged(PARAMETERS, ["--stage", "prod", "--region", "cn-north-1"]) };
}, 240_000);
afterAll(() => {
  made?.plain.remove();
  made?.full.remove();
});

for (const describePart of [
  describeNames,
  describePermissions,
  describeLeastPrivilege,
  describeRolesTable,
  describeTransportAndRest,
  describeStorageAndQueue,
  describeAlarmsAndSchedule,
  describeParameters,
  describePackage,
  describePackagedOnAws,
  describeFunctionContents,
  describeLimits,
])
  describePart(() => made);

describe("cfn-lint", () => {
  const here = spawnSync("cfn-lint", ["--version"], { stdio: "ignore" }).status === 0;
  if (!here) console.log("cfn-lint is not on this machine: the templates were not linted.");

  test.skipIf(!here)(
    "finds nothing in the template of a plain deployment, nor with every parameter given",
    () => {
      const { stdout } = spawnSync(
        "cfn-lint",
        ["--regions", "us-east-1", "--", made.plain.templateFile, made.full.templateFile],
        { encoding: "utf8" },
      );
      expect(stdout).toBe("");
    },
  );
});
