import type { VerdictName } from "../../shared/report/verdict.ts";
import type { RetrainingRecord } from "../../shared/retraining/retraining-state.ts";
import type { SuggestedBaseline } from "../../steps/stored-baseline.ts";
import type { FlightModel } from "../flights/flight-model.ts";
import type { ProjectedWindow } from "../project-windows.ts";
import type { AnsweredTraffic } from "./answer-flights.ts";
import { type Before, type Since, violatedColumns } from "./before-and-since.ts";
import type { ToldFaults } from "./told-faults.ts";

/** What the main job measured. */
export interface DemoSummary {
  readonly windows: number;
  readonly verdicts: Readonly<Partial<Record<VerdictName, number>>>;
  /** Windows whose violation rate reached the threshold. */
  readonly overThreshold: readonly {
    readonly window: string;
    readonly violationRate: number;
    readonly columns: readonly string[];
  }[];
  /** Null where the run has no window before, or none since. */
  readonly before: Before | null;
  readonly since: Since | null;
  readonly flights: number;
  readonly captureFiles: number;
  readonly captureMegabytes: number;
  /** Of the January model on the last fifth of January. */
  readonly auc: number | null;
  readonly baseline: {
    readonly rows: number;
    readonly windowsLearntFrom: number;
    readonly excluded: readonly { readonly column: string; readonly reason: string }[];
  };
  readonly retrainings: readonly RetrainingRecord[];
  /** What files showed before their windows closed. */
  readonly hardFaults: ToldFaults;
  readonly seconds: number;
  /** Of this process and its children together, MB. */
  readonly peakMegabytes: number;
}

export function demoSummary(measured: {
  readonly windows: readonly ProjectedWindow[];
  readonly before: Before | null;
  readonly since: Since | null;
  readonly traffic: AnsweredTraffic;
  readonly retrainings: readonly RetrainingRecord[];
  readonly hardFaults: ToldFaults;
  readonly model: FlightModel;
  readonly baseline: SuggestedBaseline;
  readonly seconds: number;
  readonly peakMegabytes: number;
}): DemoSummary {
  const {
    windows,
    before,
    since,
    traffic,
    retrainings,
    hardFaults,
    model,
    baseline,
    seconds,
    peakMegabytes,
  } = measured;
  const verdicts: Partial<Record<VerdictName, number>> = {};
  for (const { verdict } of windows) verdicts[verdict.verdict] = (verdicts[verdict.verdict] ?? 0) + 1;
  const overThreshold = windows.flatMap((window) => {
    const { id, verdict } = window;
    if (verdict.violationRate === null || verdict.violationRate < verdict.violationRateThreshold) return [];
    return [{ window: id, violationRate: verdict.violationRate, columns: violatedColumns(window) }];
  });
  return {
    windows: windows.length,
    verdicts,
    overThreshold,
    before,
    since,
    flights: traffic.records,
    captureFiles: traffic.files,
    captureMegabytes: traffic.bytes / 1e6,
    auc: model.auc,
    baseline: {
      rows: baseline.facts.rows,
      windowsLearntFrom: baseline.calibration?.windows ?? 0,
      excluded: baseline.facts.excluded,
    },
    retrainings,
    hardFaults,
    seconds,
    peakMegabytes,
  };
}

/** The same as facts of the report's head. */
export function demoFacts(summary: DemoSummary): { label: string; value: string }[] {
  return [{ label: "Model AUC (January hold-out)", value: summary.auc?.toFixed(3) ?? "–" }];
}
