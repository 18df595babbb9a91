import { onceInWords } from "../../shared/report/once-in-words.ts";
import { renderTable } from "../../shared/report/render-table.ts";
import type { LateDay } from "./before-and-since.ts";
import type { DemoSummary } from "./demo-summary.ts";

const WINDOWS_NAMED = 6;
const ARRANGED = [
  "Real: every flight, its time and its delay (US Bureau of Transportation Statistics, 2001).",
  "Arranged: who asks. The model learns from, and answers, flights from airports outside the West; on 20 February the West joins.",
  "Planted: on 27 February, 12:00 to 18:00, the clients send the distance in metres.",
].join("\n");

/** What the main job found, for a terminal: what is real, the facts, before and since the West joined, the retrainings. */
export function demoText(summary: DemoSummary, width: number): string {
  const parts = [ARRANGED, facts(summary), before(summary), since(summary), windows(summary, width)];
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
      : `\n  The most surprising was ${most.column} in ${most.window}: unchanged data looks like this ${onceInWords(most.returnMonths)}; the budget is one false alarm a month.`;
  return `Before the West joined: ${inViolation === 0 ? "no" : inViolation} alarm in ${count(judged)} judged windows, storms included:\n  ${late(worstDay)}. January, which the limits were learnt from, knows such days: ${late(worstDayLearnt)}.${surprise}`;
}

const late = ({ day, lateShare }: LateDay) => `${(lateShare * 100).toFixed(0)} % late on ${day}`;

function since({ since: found }: DemoSummary): string | undefined {
  if (found === null) return undefined;
  const { joined, judged, inViolation, firstFound: first } = found;
  const when = `Since the West joined (${joined.slice(0, 10)}, ${joined.slice(11, 16)}):`;
  if (first === null) return `${when} no alarm in ${count(judged)} judged windows.`;
  return `${when} ${count(inViolation)} of ${count(judged)} judged windows in violation.\n  ${first.judgedBefore === 0 ? "The first judged window" : `After ${first.judgedBefore} judged windows`}, ${first.window}, says so: ${first.columns.join(", ")}.`;
}

function windows({ overThreshold }: DemoSummary, width: number): string {
  if (overThreshold.length === 0) return "No window reached the violation rate of the monitor.";
  const rows = overThreshold
    .slice(0, WINDOWS_NAMED)
    .map(({ window, violationRate, columns }) => [
      window,
      `${(violationRate * 100).toFixed(1)} %`,
      columns.join(", "),
    ]);
  const left = overThreshold.length - rows.length;
  const table = renderTable(
    [{ title: "Window over the threshold" }, { title: "Rate", align: "right" }, { title: "Columns" }],
    rows,
    { width },
  );
  return left > 0 ? `${table.trimEnd()}\nand ${count(left)} more, in the report.` : table;
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
  return runs
    .map(
      ({ job, startedAt, outcome, reason }) =>
        `Retraining ${job} at ${startedAt.slice(0, 16)}: ${outcome}.\n  ${reason}`,
    )
    .join("\n");
}

const count = (number: number) => number.toLocaleString("en");
