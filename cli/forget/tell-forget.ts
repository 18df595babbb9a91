import { formatCount, formatNoun } from "../../shared/report/format-number.ts";
import { inertText } from "../../shared/report/inert-text.ts";
import type { Forgotten, LinesOfFile, RebuiltWindow, Tally } from "./forgotten.ts";

/** Lists are cut here; `--json` has all of them. */
const SHOWN = 20;

/** What was done, or would be, for a person. */
export function tellForget(done: Forgotten): string {
  const lines = [
    ...(done.read.files === 0
      ? []
      : [`Read ${formatNoun(done.read.files, "file")} (${size(done.read.bytes)}) of ${done.monitor}.`]),
    ...removed(done),
    ...rebuilt(done),
    ...list(
      done.notRebuilt.map(({ variant, window, reason }) => `  ${variant}/${window}: ${reason}`),
      done.dryRun
        ? "Results that would be removed and not made again:"
        : "Results that are removed and not made again:",
    ),
    ...list(
      done.left.map(({ what, why }) => `  ${inertText(what, 1100)}: ${inertText(why, 1000)}`),
      "Left:",
    ),
    ...done.notes.map((note) => inertText(note, 2000)),
    "Copies elsewhere are not known here: exported folders and reports, backups, replicas, logs of your own application.",
    ...(done.dryRun ? ["Nothing was changed (--dry-run)."] : []),
  ];
  return `${lines.join("\n")}\n`;
}

function removed(done: Forgotten): string[] {
  const verb = done.dryRun ? "Would remove" : "Removed";
  const parts = [
    ...files(done.captures, "capture file"),
    ...files(done.labels, "ground truth file"),
    ...objects(
      done.captureObjects,
      done.read.files === 0 ? "capture object" : "older or empty capture object",
    ),
    ...objects(done.partials, "partial"),
    ...objects(done.windows, "file of windows", "files of windows"),
    ...objects(done.replays, "file of replays", "files of replays"),
    ...(done.trainingSets.jobs.length === 0
      ? []
      : [
          `${formatNoun(done.trainingSets.jobs.length, "training set")} (${size(done.trainingSets.bytes)}): ${done.trainingSets.jobs.join(", ")}`,
        ]),
  ];
  if (parts.length === 0) return ["Nothing was found that is to be forgotten."];
  return [`${verb}:`, ...parts.map((part) => `  ${part}`)];
}

function files(found: readonly LinesOfFile[], noun: string): string[] {
  if (found.length === 0) return [];
  const lines = found.reduce((sum, each) => sum + each.lines, 0);
  const names = found.slice(0, SHOWN).map((each) => `    ${inertText(each.key, 1100)}`);
  return [
    [
      `${formatNoun(lines, "line")} of ${formatNoun(found.length, noun)}`,
      ...names,
      ...more(found.length),
    ].join("\n"),
  ];
}

function objects({ objects: count, versions, bytes }: Tally, one: string, many = `${one}s`): string[] {
  if (count === 0) return [];
  const held = versions === count ? size(bytes) : `${formatCount(versions)} versions, ${size(bytes)}`;
  return [`${formatCount(count)} ${count === 1 ? one : many} (${held})`];
}

function rebuilt({ dryRun, rebuilt: windows }: Forgotten): string[] {
  return list(
    windows.map((each) => `  ${each.variant}/${each.window}: ${change(each, dryRun)}`),
    dryRun ? "Would make again:" : "Made again:",
  );
}

function change({ before, after }: RebuiltWindow, dryRun: boolean): string {
  const told = (each: { revision: number; verdict: string | null; records: number | null }) =>
    `${each.verdict ?? "no verdict"} of ${formatNoun(each.records ?? 0, "record")} (r${each.revision})`;
  const was = before === null ? "no verdict yet" : told(before);
  if (dryRun) return was;
  return `${was} → ${after === null ? "not made again" : told(after)}`;
}

function list(lines: readonly string[], title: string): string[] {
  return lines.length === 0 ? [] : [title, ...lines.slice(0, SHOWN), ...more(lines.length)];
}

const more = (count: number) => (count > SHOWN ? [`    … and ${formatCount(count - SHOWN)} more`] : []);

function size(bytes: number): string {
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
