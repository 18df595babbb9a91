import { renderTable } from "../../shared/report/render-table.ts";
import { faultsInWords } from "../read-faults.ts";
import type { DemoSummary } from "./demo-summary.ts";

/** What the main job found, for a terminal: the facts, the windows over the threshold, the retrainings. */
export function demoText(summary: DemoSummary, width: number): string {
  const faults = faultsInWords(summary.hardFaults);
  return [
    facts(summary),
    windows(summary, width),
    ...(faults.length > 0 ? [faults.join("\n")] : []),
    retrainings(summary),
  ].join("\n\n");
}

function facts({
  windows,
  verdicts,
  flights,
  captureFiles,
  captureMegabytes,
  auc,
  baseline,
  seconds,
  peakMegabytes,
}: DemoSummary): string {
  const counts = Object.entries(verdicts).map(([name, count]) => `${count} ${name}`);
  return [
    `Model: AUC ${auc?.toFixed(3) ?? "undefined"} on the last fifth of January.`,
    `Baseline: ${count(baseline.rows)} rows of January; limits learnt from ${count(baseline.windowsLearntFrom)} of its own windows.`,
    ...baseline.excluded.map(({ column, reason }) => `  left out: ${column} (${reason})`),
    `Traffic: ${count(flights)} flights in ${count(captureFiles)} capture files, ${captureMegabytes.toFixed(0)} MB.`,
    `Windows: ${count(windows)}: ${counts.join(", ")}.`,
    `Measured: ${seconds.toFixed(1)} s, at most ${peakMegabytes.toFixed(0)} MB resident (this process and its children).`,
  ].join("\n");
}

function windows({ overThreshold }: DemoSummary, width: number): string {
  if (overThreshold.length === 0) return "No window reached the violation rate of the monitor.";
  const rows = overThreshold.map(({ window, violationRate, columns }) => [
    window,
    `${(violationRate * 100).toFixed(1)} %`,
    columns.join(", "),
  ]);
  return renderTable(
    [{ title: "Window over the threshold" }, { title: "Rate", align: "right" }, { title: "Columns" }],
    rows,
    { width },
  );
}

function retrainings({ retrainings: runs }: DemoSummary): string {
  if (runs.length === 0) return "No retraining was started.";
  return runs
    .map(
      ({ job, startedAt, outcome, reason }) =>
        `Retraining ${job} at ${startedAt.slice(0, 16)}: ${outcome}.\n  ${reason}`,
    )
    .join("\n");
}

const count = (number: number) => number.toLocaleString("en");
