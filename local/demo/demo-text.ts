import { onceInWords } from "../../shared/report/once-in-words.ts";
import { renderTable } from "../../shared/report/render-table.ts";
import { ARRANGED } from "./arranged.ts";
import type { LateDay } from "./before-and-since.ts";
import type { DemoSummary } from "./demo-summary.ts";

/** More of them are counted. */
const MOST_WINDOWS = 12;
const WAITS =
  "A challenger that wins waits for somebody's approval. The demo approves nothing: the champion goes on answering, and windows go on in violation.";

/** What the main job found, for a terminal: what is real, the facts, before and since the rollout, the retrainings. */
export function demoText(summary: DemoSummary, width: number): string {
  const parts = [
    ARRANGED.join("\n"),
    facts(summary),
    before(summary),
    since(summary),
    windows(summary, width),
  ];
  return [...parts, faults(summary), retrainings(summary)].filter((part) => part !== undefined).join("\n\n");
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

function before({ before: found }: DemoSummary): string | undefined {
  if (found === null) return undefined;
  const { judged, inViolation, worstDay, worstDayLearnt, mostSurprising: most } = found;
  const surprise =
    most === null
      ? ""
      : `\n  The most surprising was ${most.column} in ${most.window}: unchanged data looks like this ${onceInWords(most.returnMonths)}${most.returnMonths < 1 ? "; the budget is one false alarm a month" : ", and the change is too small to be an alarm"}.`;
  return `Before the rollout: ${inViolation === 0 ? "no" : inViolation} alarm in ${count(judged)} judged windows, storms included:\n  ${late(worstDay)}. January, which the limits were learnt from, knows such days: ${late(worstDayLearnt)}.${surprise}`;
}

const late = ({ day, lateShare }: LateDay) => `${(lateShare * 100).toFixed(0)} % late on ${day}`;

function since({ since: found }: DemoSummary): string | undefined {
  if (found === null) return undefined;
  const { rollout, judged, inViolation, firstFound: first } = found;
  const when = `Since the rollout (${rollout.slice(0, 10)}, ${rollout.slice(11, 16)}):`;
  if (first === null) return `${when} no alarm in ${count(judged)} judged windows.`;
  return `${when} ${count(inViolation)} of ${count(judged)} judged windows in violation.\n  ${first.judgedBefore === 0 ? "The first judged window" : `After ${first.judgedBefore} judged windows`}, ${first.window}, says so: ${first.columns.join(", ")}.`;
}

function windows({ overThreshold }: DemoSummary, width: number): string {
  if (overThreshold.length === 0) return "No window reached the violation rate of the monitor.";
  if (overThreshold.length > MOST_WINDOWS) return counted(overThreshold);
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

/** How many windows each column was in; the report has them one by one. */
function counted(windows: DemoSummary["overThreshold"]): string {
  const counts = new Map<string, number>();
  for (const column of windows.flatMap(({ columns }) => columns))
    counts.set(column, (counts.get(column) ?? 0) + 1);
  const columns = [...counts].sort(([, a], [, b]) => b - a).map(([name, n]) => `${name} in ${count(n)}`);
  return `Windows over the threshold: ${count(windows.length)}, from ${windows[0]!.window} to ${windows.at(-1)!.window}: ${columns.join(", ")}.`;
}

function faults({ hardFaults: { told, vetoed } }: DemoSummary): string | undefined {
  if (told.length === 0) return undefined;
  const lines = told.map(
    ({ time, state, column, window, reason }) =>
      `  ${time.slice(0, 16)} ${column} ${state}${state === "opened" ? ` by files of ${window}: ${reason}` : ""}${ENDING[state] ?? ""}`,
  );
  const refused =
    vetoed.length === 0
      ? []
      : [`  ${vetoed.length} windows asked for a retraining and got none for this reason alone.`];
  return ["Hard faults, told as their files landed:", ...lines, ...refused].join("\n");
}

/** What the closed window says of it. */
const ENDING: Readonly<Record<string, string>> = {
  confirmed: ": the closed window has it too",
  undecided: ": the closed window was not judged",
  withdrawn: ": the closed window has not got it",
  ended: ": a closed window is without it",
};

function retrainings({ retrainings: runs }: DemoSummary): string {
  if (runs.length === 0) return "No retraining was started.";
  const told = runs.map(
    ({ job, startedAt, outcome, reason }) =>
      `Retraining ${job} at ${startedAt.slice(0, 16)}: ${outcome}.\n  ${reason}`,
  );
  const won = runs.some(({ outcome }) => outcome === "challenger-won");
  return [...told, ...(won ? [WAITS] : [])].join("\n");
}

const count = (number: number) => number.toLocaleString("en");
