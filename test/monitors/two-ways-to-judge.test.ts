/** Holds the table of docs/model-monitor.md: what each way to judge says of the same window. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Cell } from "../../shared/capture/row.ts";
import { judgeWindow } from "../../shared/monitors/judge-window.ts";
import { parseMonitorDefinition } from "../../shared/monitors/monitor-definition.ts";
import { DatasetProfile } from "../../shared/profile/dataset-profile.ts";
import { statisticsOf } from "../../shared/statistics/statistics.ts";
import { parseWindowId } from "../../shared/window/window.ts";
import { profileOf } from "../constraints/profiles.ts";
import { judgedBaseline } from "./judged-baseline.ts";

const page = readFileSync(new URL("../../docs/model-monitor.md", import.meta.url), "utf8");
const rows = [...page.matchAll(/^\| (.+) \|$/gm)]
  .map(([, row]) => row!.split(" | "))
  .filter((cells) => cells.length === 7 && !cells[0]!.startsWith("---") && cells[0] !== "what");

/** `0..99*10 _*5` → cells; a range counts up by 1 from a number of any decimals, `a{0..3}` is a range of texts. */
function cellsOf(text: string): Cell[] {
  return text.split(" ").flatMap((part): Cell[] => {
    const [what, times = "1"] = part.split("*");
    const range = /^(.*?)\{?(-?[\d.]+?)\.\.(-?[\d.]+)\}?$/.exec(what!);
    const values = range === null ? [what === "_" ? null : what!] : counted(range.slice(1) as never);
    return values.flatMap((value) => new Array<Cell>(Number(times)).fill(value));
  });
}

function counted([prefix, from, to]: [string, string, string]): string[] {
  const decimals = from.split(".")[1]?.length ?? 0;
  const length = Math.round(Number(to) - Number(from)) + 1;
  return Array.from({ length }, (_, i) => `${prefix}${(Number(from) + i).toFixed(decimals)}`);
}

function tableOf(code: string): Record<string, Cell[]> {
  const columns = code.replaceAll("`", "").split("; ");
  return Object.fromEntries(
    columns.map((column) => {
      const [name, values] = column.split(": ") as [string, string];
      return [name, cellsOf(values)];
    }),
  );
}

const checksOf = (cell: string) => (cell === "nothing" ? [] : cell.replaceAll("`", "").split(", "));

function judge(before: string, now: string, compatibility: "none" | "ModelMonitor"): string[] {
  const kind = compatibility === "none" ? "default" : compatibility;
  const learnt = profileOf(tableOf(before), { kind });
  const baseline = judgedBaseline(learnt, {
    statistics: statisticsOf(learnt),
    profile: kind === "default" ? learnt : new DatasetProfile(),
  });
  const definition = parseMonitorDefinition({
    monitor: "m",
    endpoint: "e",
    capture: { uri: "c" },
    columns: {},
    drift: {},
    violationRate: {},
    compatibility,
  });
  const { verdict } = judgeWindow({
    definition,
    window: { endpoint: "e", variant: "AllTraffic", ...parseWindowId("20260304T10Z") },
    profile: profileOf(tableOf(now), { kind }),
    baseline,
    invocations: undefined,
    unprofiled: 0,
  });
  return verdict.violations.map(({ column, check }) => `${column} ${check}`);
}

describe("docs/model-monitor.md", () => {
  test("has its table", () => expect(rows.length).toBeGreaterThanOrEqual(12));

  test.each(rows)(
    "%s: each way says what the page says",
    (_what, _with, _without, before, now, asService, ours) => {
      expect(judge(before!, now!, "ModelMonitor")).toEqual(checksOf(asService!));
      expect(judge(before!, now!, "none")).toEqual(checksOf(ours!));
      expect(asService).not.toBe(ours);
    },
  );
});
