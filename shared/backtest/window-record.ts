import { constraintChecks } from "../constraints/checks/index.ts";
import type { CheckLimits } from "../constraints/constraint-check.ts";
import type { ThresholdsAsked } from "../constraints/drift-threshold.ts";
import { type FeatureConfig, featureConfig } from "../constraints/feature-config.ts";
import type { JudgedColumn } from "../constraints/judged-columns.ts";
import { driftStatisticNamed } from "../drift/index.ts";
import { type ChanceOptions, chanceLimits } from "../monitors/chance-limits.ts";
import type { ColumnDrift, DriftMeasured } from "../monitors/column-reports.ts";
import { budgetOf, excludedColumns } from "../monitors/compare-window.ts";
import type { JudgedBaseline } from "../monitors/judge-window.ts";
import type { MonitorDefinition } from "../monitors/monitor-definition.ts";
import type { Verdict } from "../report/verdict.ts";
import { formatDuration, type Window } from "../window/window.ts";

/** A window as its verdict and its `drift.json` have it. */
export interface WindowRecord {
  readonly window: Window;
  readonly verdict: Verdict;
  readonly drift: DriftMeasured;
}

export type RecordedBaseline = Omit<JudgedBaseline, "profile">;

/** What a record is held against. */
export interface RecordSetting {
  readonly definition: MonitorDefinition;
  readonly baseline: RecordedBaseline;
  readonly falseAlarmsPerMonth: number | undefined;
  /** Whether it leaves out other columns than the window was judged without. */
  readonly excludes?: boolean;
}

/** A column that is judged, and what is recorded of it. */
export interface RecordedColumn extends Pick<JudgedColumn, "name"> {
  readonly config: FeatureConfig;
  readonly drift: ColumnDrift;
}

/** A record and everything that its findings are decided by. */
export interface Judging extends RecordSetting {
  readonly record: WindowRecord;
  readonly columns: readonly RecordedColumn[];
  readonly limits: CheckLimits;
  readonly chance: ChanceOptions;
  readonly thresholds: ThresholdsAsked;
}

/** The record beside what it is held against; undefined where it does not say enough. */
export function judgingOf(record: WindowRecord, setting: RecordSetting): Judging | undefined {
  const { definition, baseline } = setting;
  const { drift, verdict, window } = record;
  const versioned = (definition.columns.versions ?? []).length > 0;
  if (definition.compatibility === "ModelMonitor" || versioned || baseline.calibration?.version === 1)
    return undefined;
  const exclude = excludedColumns(definition, baseline);
  const features = baseline.constraints.features.filter(({ name }) => !exclude.has(name));
  const structural = verdict.violations.some(({ check }) => STRUCTURAL.has(check));
  const isKnown =
    features.every(({ name }) => name in drift) &&
    Object.values(drift).some(({ measured }) => measured !== undefined) &&
    (verdict.spans ?? []).every(
      ({ scale, columnsEvaluated }) => columnsOver(drift, scale) === columnsEvaluated,
    );
  // What is left out may be what the change of columns was of, or a rule speaks of.
  const isPartOf = structural || (definition.rules ?? []).length > 0;
  if (!isKnown || (setting.excludes === true && isPartOf)) return undefined;
  const statistic = driftStatisticNamed(definition.drift.statistic ?? "LInfinity");
  const isOther = (column: ColumnDrift) =>
    column.measured?.values !== undefined && column.measured.values.statistic !== statistic.name;
  if (Object.values(drift).some(isOther)) return undefined;
  const chance = {
    definition,
    baseline,
    origins: new Map(),
    scale: formatDuration(window.end - window.start),
    budget: budgetOf(setting, baseline, exclude),
  };
  return {
    ...setting,
    record,
    columns: features.map((feature) => ({
      name: feature.name,
      config: featureConfig(baseline.constraints, feature),
      drift: drift[feature.name]!,
    })),
    limits: chanceLimits(chance)!,
    chance,
    thresholds: { statistic, threshold: definition.drift.threshold, compat: false },
  };
}

/** Checks that the window is another table by. */
export const STRUCTURAL: ReadonlySet<string> = new Set(
  constraintChecks.filter(({ structural }) => structural).map(({ name }) => name),
);

/** Columns that a span was measured of. */
export const columnsOver = (drift: DriftMeasured, scale: string) =>
  Object.values(drift).filter(({ measured }) => measured?.spans?.[scale] !== undefined).length;
