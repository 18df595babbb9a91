/** The table of docs/deployment.md, "Roles", made from the roles of the plain deployment. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Packaged } from "./packaged.ts";
import { HERE } from "./privilege/here.ts";
import { type Grant, grantsOf } from "./privilege/iam-policy.ts";
import { machineNames, stepTable } from "./project.ts";
import { roleOf, type Templates } from "./templates.ts";

const PAGE = join(import.meta.dirname, "..", "..", "docs", "deployment.md");
/** The table stands between its head and the first line that is no row. */
const TABLE = /^\| role of \|.*\n(?:\|.*\n)+/m;

export function describeRolesTable(templates: () => Templates): void {
  describe("the table of roles in docs/deployment.md", () => {
    test("is what the template says (UPDATE_GOLDEN=1 writes it)", () => {
      const page = readFileSync(PAGE, "utf8");
      const table = renderRoles(templates().plain);
      if (process.env["UPDATE_GOLDEN"] === "1")
        writeFileSync(
          PAGE,
          page.replace(TABLE, () => table),
        );
      else expect(TABLE.exec(page)?.[0]).toBe(table);
    });
  });
}

function renderRoles(from: Packaged): string {
  const rows = [
    ...stepTable().map(({ step }): [string, string] => [`\`${step}\``, step]),
    ...machineNames().map((machine): [string, string] => [`machine \`${machine}\``, `${machine}-machine`]),
    ["the schedule", "sweep-schedule"] as const,
    ["training jobs (own role)", "training"] as const,
  ].map(([who, role]) => [who, ...cellsOf(grantsOf(from, HERE, roleOf(from, role)))]);
  const lines = [
    ["role of", "reads", "lists", "writes", "may besides"],
    ["---", "---", "---", "---", "---"],
    ...rows,
  ];
  return lines.map((cells) => `| ${cells.join(" | ")} |\n`).join("");
}

function cellsOf(grants: readonly Grant[]): string[] {
  const of = (action: string) => grants.filter((grant) => grant.action === action);
  // Whoever reads captures may read data too; the others see their names alone.
  const elsewhere = of("s3:GetObject").some(({ resource }) => isElsewhere(resource))
    ? "captures and data"
    : "captures";
  const keys = (action: string) =>
    placesOf(
      of(action).map(({ resource }) => resource),
      elsewhere,
    );
  const lists = of("s3:ListBucket").map(({ resource, conditions }) =>
    conditions.length === 0 ? `${resource}/*` : `${resource}/${conditions[0]!.value}`,
  );
  const others = grants.filter(({ action }) => !/^(s3|logs):/.test(action));
  return [keys("s3:GetObject"), placesOf(lists, elsewhere), keys("s3:PutObject"), besides(others)].map(
    (cell) => cell || "–",
  );
}

const isElsewhere = (arn: string) => !arn.includes("-work-");

/** Keys of the work bucket in braces where they differ at one place; other buckets by `elsewhere`. */
function placesOf(arns: readonly string[], elsewhere: string): string {
  const keys = arns.filter((arn) => !isElsewhere(arn)).map((arn) => arn.replace(/^[^/]*\//, ""));
  const byFolder = Map.groupBy(keys, (key) => /^(?:[\w-]+\/\*\/|[\w-]+\/)/.exec(key)![0]);
  const folders = [...byFolder].map(([folder, all]) => [
    folder,
    braced(all.map((key) => key.slice(folder.length))),
  ]);
  const byFiles = Map.groupBy(folders, ([folder, files]) => `${folder!.includes("*")}${files}`);
  const shown = [...byFiles.values()].flatMap((same) => {
    const [[folder, files]] = same as [[string, string], ...string[][]];
    if (!folder.includes("*")) return same.map(([each, its]) => `\`${each}${its}\``);
    return [`\`${braced(same.map(([each]) => each!.replace("/*/", "")))}/*/${files}\``];
  });
  return [...(arns.some(isElsewhere) ? [elsewhere] : []), ...shown].join(", ");
}

const braced = (texts: readonly string[]) => (texts.length === 1 ? texts[0]! : `{${texts.join(",")}}`);

/** Everything that is neither S3 nor a function's own logs: actions, and the last part of what they are on. */
function besides(grants: readonly Grant[]): string {
  const shown = ({ resource, conditions }: Grant) => {
    const name = resource.replace(/^.*:/, "").replace("plumbline-dev-", "");
    const whole = /:execution:/.test(resource) ? resource.replace(/^.*:execution:plumbline-dev-/, "") : name;
    const only = conditions.filter(({ key }) => !key.startsWith("aws:")).map(({ value }) => value);
    return resource === "*" ? only : [whole, ...only];
  };
  const byAction = Map.groupBy(grants, ({ action }) => action);
  const targets = [...byAction].map(
    ([action, all]) => [action, [...new Set(all.flatMap(shown))].join(", ")] as const,
  );
  const byTarget = Map.groupBy(targets, ([, target]) => target);
  return [...byTarget]
    .map(([target, actions]) => {
      const named = actions.map(([action]) => `\`${action}\``).join(", ");
      return target === "" ? named : `${named} (${target})`;
    })
    .join("; ");
}
