import type { Distribution } from "../../../shared/drift/distribution.ts";
import {
  type ModelMonitorMethod,
  modelMonitorDistance,
} from "../../../shared/drift/model-monitor-distance.ts";
import { columnByColumn, type FixedRule } from "../fixed-rule.ts";
import { strengthOf } from "../verdict.ts";

/** `comparison_threshold` and `categorical_comparison_threshold` of every constraints file that the service suggests. */
const THRESHOLD = 0.1;

/** Model Monitor's data-quality drift check by the file it suggests: L-infinity above 0.1. It alarms at any column. */
function modelMonitor(comparison: ModelMonitorMethod["comparison"], about: string): FixedRule {
  const method = { comparison, categorical: "LInfinity" } as const;
  return columnByColumn(
    { name: `ModelMonitor${comparison}`, about },
    (reference: Distribution) => (window) => {
      const score = modelMonitorDistance(window, reference, method);
      if (score === undefined) return undefined;
      const strength = strengthOf(score, THRESHOLD);
      return {
        drifted: score > THRESHOLD,
        score,
        method: `LInfinity ${comparison}`,
        threshold: THRESHOLD,
        strength,
      };
    },
  );
}

export const modelMonitorRobust = modelMonitor(
  "Robust",
  "SageMaker Model Monitor's default: L-infinity less 1.8·√((n + m)/(n·m)) above 0.1, where n and m of numbers are their different values; Deequ Distance.",
);

export const modelMonitorSimple = modelMonitor(
  "Simple",
  "SageMaker Model Monitor's other comparison: L-infinity above 0.1, nothing subtracted; Deequ Distance.",
);
