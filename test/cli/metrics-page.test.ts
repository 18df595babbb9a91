/** docs/metrics.md against the code: every metric, its dimensions and its unit, and no other. */
import { readdirSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ModelMonitorMetrics } from "../../shared/monitors/model-monitor-metrics.ts";
import { parseMonitorDefinition } from "../../shared/monitors/monitor-definition.ts";
import type { MetricDatum } from "../../shared/report/metric-datum.ts";
import { METRIC_NAMESPACE, MODEL_MONITOR_NAMESPACES } from "../../shared/report/metric-namespace.ts";
import { renderMetrics } from "../../shared/report/render-metrics.ts";
import { renderModelMonitorMetrics } from "../../shared/report/render-model-monitor-metrics.ts";
import { renderReconciled } from "../../shared/report/render-reconciled.ts";
import { recordFailure } from "../../steps/record-failure.ts";
import { sweepWindows } from "../../steps/sweep-windows.ts";
import { column, verdict } from "../report/small-report.ts";
import { type World, world } from "../steps/world.ts";

const page = readFileSync(new URL("../../docs/metrics.md", import.meta.url), "utf8");
const FEATURE = "{feature}";

/** `name | dimensions | unit` of every row of the page's tables. */
const told = [...page.matchAll(/^\| `([^`]+)` \| ([^|]+) \| (\w+) \| [^|]+ \| [^|]+ \|$/gm)].map(
  ([, name, dimensions, unit]) => `${name} | ${dimensions} | ${unit}`,
);

function rowOf({ name, dimensions, unit }: MetricDatum): string {
  return `${name} | ${Object.keys(dimensions).join(", ") || "–"} | ${unit}`;
}

const WINDOW: ModelMonitorMetrics = {
  version: 1,
  source: "endpoint",
  endpoint: "e",
  monitoringSchedule: "s",
  time: "2001-02-16T10:00:00.000Z",
  featureDimension: false,
  features: [
    { feature: FEATURE, data: { sampleCount: 1, sum: 1, minimum: 1, maximum: 1 }, nonNull: 1, drift: 0 },
  ],
  leftOut: [],
};

let here: World;
beforeAll(async () => {
  here = await world("2001-02-16T11:10:00Z");
});
afterAll(() => here.remove());

/** Everything that is ever published, by the namespace it goes into. */
async function published(): Promise<Map<string, MetricDatum[]>> {
  const found = new Map<string, MetricDatum[]>();
  const put = async (namespace: string, datums: readonly MetricDatum[]) => {
    found.set(namespace, [...(found.get(namespace) ?? []), ...datums]);
    return 0;
  };
  await put(METRIC_NAMESPACE, renderMetrics(verdict(), [column()], { perColumn: 1 }));
  const { namespace, datums } = renderModelMonitorMetrics(WINDOW);
  await put(namespace, datums);
  const window = { endpoint: "e", variant: "v", windowId: "20010216T10Z", revision: 0 };
  await recordFailure({ ...here.ports, metrics: { put } }, window);
  await put(METRIC_NAMESPACE, renderReconciled({ endpoint: "e", variant: "v" }, 0, 0));
  await sweepWindows({ ...here.ports, metrics: { put } });
  const logged = /logMetric\("(\w+)"/.exec(
    readFileSync(new URL("../../functions/profile-capture-file.ts", import.meta.url), "utf8"),
  );
  await put(METRIC_NAMESPACE, [{ name: logged![1]!, value: 0, unit: "Count", timestamp: 0, dimensions: {} }]);
  return found;
}

describe("docs/metrics.md", () => {
  test("names every metric with its dimensions and its unit, once, and no other", async () => {
    const rows = [...(await published()).values()].flat().map(rowOf);
    expect(told.length).toBeGreaterThan(15);
    expect([...told].sort()).toEqual([...rows].sort());
  });

  test("knows every metric that a step names itself", () => {
    const folder = new URL("../../steps/", import.meta.url);
    const files = readdirSync(folder).filter((name) => name.endsWith(".ts"));
    const texts = files.map((name) => readFileSync(new URL(name, folder), "utf8"));
    const named = texts.flatMap((text) =>
      [...text.matchAll(/name: "([A-Z]\w+)", value/g)].map(([, name]) => name),
    );
    expect(named.length).toBeGreaterThan(1);
    for (const name of named) expect(page, name).toContain(`| \`${name}\` |`);
  });

  test("says which namespace they are in", async () => {
    for (const namespace of [...(await published()).keys(), ...Object.values(MODEL_MONITOR_NAMESPACES)])
      expect(page).toContain(`amespace \`${namespace}\``);
  });

  test("says how many columns Model Monitor's metrics have where nothing else is said", () => {
    const { metrics } = parseMonitorDefinition({ monitor: "m", endpoint: "e", capture: { uri: "c" } });
    expect(page).toContain(`**More than ${metrics.modelMonitorColumns?.toLocaleString("en")} columns.**`);
  });
});
