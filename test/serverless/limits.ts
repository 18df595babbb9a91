/** What AWS takes of a stack (aws service quotas): the packaged one, and the largest that can be made. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import type { Json, Resource } from "./packaged.ts";
import { ofType, type Templates } from "./templates.ts";

const ROOT = join(import.meta.dirname, "..", "..");
const { resources } = createRequire(import.meta.url)(join(ROOT, "resources", "index.cjs")) as {
  resources(context: object): Promise<{ Resources: Record<string, Resource> }>;
};
const service: Json = parse(readFileSync(join(ROOT, "serverless.yml"), "utf8"), {
  merge: true,
  customTags: ["!Sub", "!GetAtt"].map((tag) => ({ tag, resolve: (text: string) => text })),
});

/** The stack's own resources, as they are for these parameters; without the framework around them. */
async function ownResources(parameters: Readonly<Record<string, string>>): Promise<Record<string, Resource>> {
  const deployment = { service: "plumbline", stage: "dev", ...service.params.default, ...parameters };
  const resolveConfigurationProperty = async ([first]: string[]) =>
    first === "functions" ? service.functions : deployment;
  return (await resources({ resolveConfigurationProperty })).Resources;
}

const buckets = (count: number) =>
  Array.from({ length: count }, (_, at) => String(at).padStart(63, "b")).join(",");

/** A folder of monitors of one variant each: three alarms a monitor. */
function monitorsFolder(count: number): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), "plumbline-monitors-"));
  for (let at = 0; at < count; at++) {
    const name = String(at).padStart(63, "m");
    const definition = { monitor: name, endpoint: name, capture: { uri: "s3://captures/datacapture" } };
    writeFileSync(join(path, `${name}.yml`), JSON.stringify(definition));
  }
  return { path, remove: () => rmSync(path, { recursive: true }) };
}

export function describeLimits(templates: () => Templates): void {
  describe("limits of AWS", () => {
    test("no function lasts longer than 900 seconds or has more than 10,240 MB", () => {
      for (const packaged of [templates().plain, templates().full])
        for (const [id, { Properties }] of ofType(packaged, "AWS::Lambda::Function")) {
          expect(Properties.Timeout, id).toBeLessThanOrEqual(900);
          expect(Properties.MemorySize, id).toBeLessThanOrEqual(10_240);
          expect(Properties.EphemeralStorage, id).toBeUndefined();
        }
    });

    test("the environment of a function stays under 4 KB with the longest names", () => {
      for (const packaged of [templates().plain, templates().full])
        for (const [id, { Properties }] of ofType(packaged, "AWS::Lambda::Function")) {
          const variables = Object.entries(Properties.Environment.Variables as Record<string, Json>);
          const characters = variables.map(
            ([name, value]) => name.length + (typeof value === "string" ? value.length : 256),
          );
          expect(
            characters.reduce((sum, length) => sum + length, 0),
            id,
          ).toBeLessThan(4_096);
        }
    });

    test("120 monitors of the longest names make 360 alarms, fewer than 500 resources and less than 1 MB; one more is refused", async () => {
      const [most, more] = [monitorsFolder(120), monitorsFolder(121)];
      try {
        const own = await ownResources({ monitorsFolder: most.path });
        const plain = Object.keys(templates().plain.template.Resources).length;
        const framework = plain - Object.keys(await ownResources({})).length;
        const perMonitor = Object.keys(own).filter((id) => id.startsWith("Alarmplumblinedev"));
        expect(perMonitor).toHaveLength(360);
        expect(Object.keys(own).length + framework).toBeLessThan(500);
        const framed = JSON.stringify(templates().plain.template).length;
        expect(JSON.stringify(own).length + framed).toBeLessThan(1_000_000);
        await expect(ownResources({ monitorsFolder: more.path })).rejects.toThrow(
          "121 monitors make 363 alarms; a stack holds 360 of them.",
        );
      } finally {
        most.remove();
        more.remove();
      }
    });

    test("as many capture buckets as a role's policy of 10,240 characters can name are deployed, one more is refused", async () => {
      let fitting = 1;
      while (
        await ownResources({ captureBuckets: buckets(fitting + 1), monitorAlarms: "off" }).then(
          () => true,
          () => false,
        )
      )
        fitting += 1;
      const own = await ownResources({ captureBuckets: buckets(fitting), monitorAlarms: "off" });
      // As IAM counts: everything filled in, with the longest account, Region, partition and ARN.
      const filled = (_key: string, value: Json) =>
        value?.["Fn::Sub"]?.replace(/\$\{AWS::\w+\}/g, "x".repeat(14)) ??
        (value?.["Fn::GetAtt"] || value?.Ref ? "x".repeat(120) : value);
      for (const [id, { Type, Properties }] of Object.entries(own))
        if (Type === "AWS::IAM::Role")
          expect(
            JSON.stringify(Properties.Policies[0].PolicyDocument, filled).length,
            id,
          ).toBeLessThanOrEqual(10_240);
      expect(fitting).toBeGreaterThanOrEqual(40);
      await expect(
        ownResources({ captureBuckets: buckets(fitting + 1), monitorAlarms: "off" }),
      ).rejects.toThrow(/would hold 10\d{3} characters; IAM takes 10240/);
    });

    test("25 buckets of the longest names fit into a pattern of 2,048 characters, and a 26th makes a second rule", async () => {
      const patterns = async (count: number) =>
        Object.entries(await ownResources({ captureBuckets: buckets(count), monitorAlarms: "off" }))
          .filter(([id]) => id.startsWith("CaptureRule"))
          .map(([, { Properties }]) => JSON.stringify(Properties.EventPattern).length);
      expect(await patterns(25)).toHaveLength(1);
      expect(await patterns(26)).toHaveLength(2);
      expect(Math.max(...(await patterns(25)))).toBeLessThanOrEqual(2_048);
    });

    test("a rule has five targets and a bus thirty wildcard rules at most", () => {
      for (const packaged of [templates().plain, templates().full]) {
        const rules = ofType(packaged, "AWS::Events::Rule").map(([, { Properties }]) => Properties);
        expect(Math.max(...rules.map(({ Targets }) => Targets.length))).toBeLessThanOrEqual(5);
        expect(
          rules.filter(({ EventPattern }) => JSON.stringify(EventPattern).includes("wildcard")).length,
        ).toBeLessThanOrEqual(30);
      }
    });

    test("a dashboard has 500 widgets, a widget 500 metrics and the whole 2,500 at most", () => {
      const { widgets } = JSON.parse(
        templates().plain.template.Resources["Dashboard"]!.Properties.DashboardBody["Fn::Sub"],
      );
      const metrics: number[] = widgets.map(({ properties }: Json) => properties.metrics?.length ?? 0);
      expect(widgets.length).toBeLessThanOrEqual(500);
      expect(Math.max(...metrics)).toBeLessThanOrEqual(500);
      expect(metrics.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(2_500);
    });

    test("execution names are spent for 90 days, and the windows that they belong to are kept longer", () => {
      const rules: Json[] =
        templates().plain.template.Resources["WorkBucket"]!.Properties.LifecycleConfiguration.Rules;
      for (const prefix of ["windows/", "replays/"])
        expect(rules.find(({ Prefix }) => Prefix === prefix)?.ExpirationInDays).toBeGreaterThanOrEqual(90);
    });
  });
}
