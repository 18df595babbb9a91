import { suggestConstraints } from "../shared/baseline/suggest-constraints.ts";
import type { ProfileView } from "../shared/columns/profile-view.ts";
import { namedByBaseline } from "../shared/constraints/judged-columns.ts";
import { firstWithin } from "../shared/first-within.ts";
import { answeredLongest } from "../shared/monitors/answering-models.ts";
import { judgeWindow } from "../shared/monitors/judge-window.ts";
import { modelMonitorMetrics } from "../shared/monitors/model-monitor-metrics.ts";
import { encodeProfile } from "../shared/profile/profile-codec.ts";
import { renderWindowReport } from "../shared/report/render-window-report.ts";
import type { Verdict } from "../shared/report/verdict.ts";
import { renderJavaJson } from "../shared/statistics/java-json.ts";
import { constraintsInLayout, layoutOf, statisticsInLayout } from "../shared/statistics/layout.ts";
import { type Statistics, statisticsOf } from "../shared/statistics/statistics.ts";
import { revisionFolder, rollingFolder, shardKey, type WindowRevision } from "../shared/window/work-keys.ts";
import { besideRolling } from "./beside-rolling.ts";
import type { WindowPlan } from "./close-window.ts";
import { putJson } from "./json-object.ts";
import { mergeStored, requirePlan } from "./merge-profiles.ts";
import { monitorNamed } from "./monitor-catalog.ts";
import type { ObjectStore, Ports } from "./ports.ts";
import { profilesIn, spanTallies } from "./span-tallies.ts";
import { holidaysOf, loadBaseline, withRolling } from "./stored-baseline.ts";
import { type WindowInput, windowRevisionOf } from "./window-input.ts";

/** What of a verdict travels through the state machine: at most 8 KB, whatever the window held. */
export type VerdictSummary = Pick<
  Verdict,
  "verdict" | "reason" | "violationRate" | "violationRateThreshold" | "severity" | "rows"
> & {
  readonly violations: readonly {
    readonly column: string;
    readonly check: string;
    readonly severity: string;
  }[];
  readonly violationCount: number;
};

const VIOLATIONS_CARRIED = 20;
/** Of the summary as JSON; a state of Step Functions holds 256 KiB. */
const MAX_SUMMARY_BYTES = 8192;
/** Six bytes a character at most, as JSON escapes them: it leaves room for the rest. */
const REASON_CARRIED = 1000;

/**
 * Judges a closed window: merges what the plan names, compares it with the baseline of its season slot, and writes
 * the revision's files. They are a function of plan, baseline, definition and code: a replay writes the same bytes.
 */
export async function analyzeWindow(ports: Pick<Ports, "work">, input: WindowInput): Promise<VerdictSummary> {
  const at = windowRevisionOf(input);
  const folder = revisionFolder(at);
  const plan = await requirePlan(ports.work, `${folder}plan.json`);
  const definition = await monitorNamed(ports.work, plan.monitor);
  const profile = await mergeStored(ports.work, sourcesOf(plan, at));
  const models = plan.models ?? undefined;
  const names = answeredLongest(models)?.names;
  const given = plan.learning !== undefined;
  const fixedAt = async (time: number) =>
    (await loadBaseline(ports.work, definition, { time, names, given })).baseline;
  const { baseline: fixed, otherVersions } = await loadBaseline(ports.work, definition, {
    time: at.window.start,
    names,
    given,
  });
  const rolling = plan.rolling?.id && rollingFolder(definition.monitor, plan.rolling.id);
  const tallied = { definition, window: at.window, profile };
  const read = profilesIn(ports.work);
  const baselineAt = async (time: number) => {
    const there = await fixedAt(time);
    return rolling && there
      ? withRolling(ports.work, rolling, time, { fixed: there, holidays: holidaysOf(definition) })
      : there;
  };
  const baseline = await baselineAt(at.window.start);
  const planned = plan.spans ?? [];
  const guard = { spans: planned, told: plan.rolling?.told };
  const spans = await spanTallies(read, planned, { ...tallied, baselineAt });
  const judgement = judgeWindow({
    definition,
    window: at.window,
    profile,
    baseline,
    invocations: plan.invocations ?? undefined,
    errors: plan.errors ?? undefined,
    capture: plan.capture,
    models,
    otherVersions,
    learning: plan.learning,
    fixed:
      rolling && fixed
        ? { baseline: fixed, ...(await besideRolling(read, guard, { ...tallied, baselineAt: fixedAt })) }
        : undefined,
    falseAlarmsPerMonth: plan.falseAlarmsPerMonth,
    mutes: plan.mutes,
    spans,
    unprofiled: plan.unprofiled.length,
    lost: plan.lost?.length ?? 0,
  });
  const { work } = ports;
  await work.put(`${folder}window.profile`, encodeProfile(profile));
  // Of a window with other columns than the baseline's the service writes the violation alone.
  const compat = definition.compatibility === "ModelMonitor";
  if (profile.rows > 0 && !(compat && judgement.structural))
    await writeStatistics(
      work,
      folder,
      namedByBaseline(profile, baseline?.constraints.features ?? []),
      compat ? baseline?.statistics : undefined,
    );
  if (judgement.violationsFile !== undefined)
    await work.put(`${folder}constraint_violations.json`, renderJavaJson(judgement.violationsFile));
  await putJson(work, `${folder}drift.json`, judgement.drift);
  const { window } = at;
  const metrics = modelMonitorMetrics({ definition, window, judgement, constraints: baseline?.constraints });
  if (metrics !== undefined) await putJson(work, `${folder}metrics.json`, metrics);
  await work.put(
    `${folder}report.html`,
    renderWindowReport({ verdict: judgement.verdict, columns: judgement.columns, monitor: definition }),
  );
  await putJson(work, `${folder}verdict.json`, judgement.verdict);
  return summaryOf(judgement.verdict);
}

/** The window's own `statistics.json` and suggested `constraints.json`, in the layout of the baseline's. */
async function writeStatistics(
  work: ObjectStore,
  folder: string,
  profile: ProfileView,
  baseline: Statistics | undefined,
): Promise<void> {
  const layout = baseline === undefined ? "2023" : layoutOf(baseline);
  await work.put(
    `${folder}statistics.json`,
    renderJavaJson(statisticsInLayout(statisticsOf(profile), layout)),
  );
  await work.put(
    `${folder}constraints.json`,
    renderJavaJson(constraintsInLayout(suggestConstraints(profile), layout)),
  );
}

function sourcesOf(plan: WindowPlan, at: WindowRevision): string[] {
  if (plan.partials.length <= plan.shardSize) return plan.partials.map(({ key }) => key);
  return Array.from({ length: Math.ceil(plan.partials.length / plan.shardSize) }, (_, shard) =>
    shardKey(at, shard),
  );
}

/** At most 20 violations, and as many of them as fit. */
export function summaryOf(verdict: Verdict): VerdictSummary {
  const {
    verdict: name,
    reason,
    violationRate,
    violationRateThreshold,
    severity,
    rows,
    violations,
  } = verdict;
  const carried = violations
    .slice(0, VIOLATIONS_CARRIED)
    .map(({ column, check, severity: s }) => ({ column: cut(column, 100), check, severity: s }));
  const summary: VerdictSummary = {
    verdict: name,
    reason: cut(reason, REASON_CARRIED),
    violationRate,
    violationRateThreshold,
    severity,
    rows,
    violations: [],
    violationCount: violations.length,
  };
  const room = MAX_SUMMARY_BYTES - Buffer.byteLength(JSON.stringify(summary));
  return { ...summary, violations: firstWithin(carried, room) };
}

/** At most so many UTF-16 units; half a pair is a text that not every reader of JSON takes. */
const cut = (text: string, most: number) => text.slice(0, most).toWellFormed();
