import type { ReplayComparison } from "../../local/compare-replay.ts";
import { formatCount, formatNoun } from "../../shared/report/format-number.ts";
import type { VerdictName } from "../../shared/report/verdict.ts";
import type { ReplayPlan } from "../../steps/plan-replay.ts";
import type { Promotion } from "../../steps/promote-replay.ts";
import type { ResumedReplay } from "../../steps/start-replay.ts";

/** A replay of one variant. */
export interface Replayed {
  readonly variant: string;
  readonly plan: ReplayPlan | ResumedReplay;
  /** null where nothing was run here: a dry run, or a replay on AWS. */
  readonly comparison: ReplayComparison | null;
}

const SHOWN = 20;

/** What the command says of replays. */
export function tellReplays(replayed: readonly Replayed[], store: string): string {
  const lines = replayed.flatMap(({ variant, plan, comparison }) => [
    planned(variant, plan),
    ...("left" in plan && plan.left > 0
      ? [`${formatNoun(plan.left, "window")} had been left; the others were done.`]
      : []),
    ...(comparison === null ? begun(plan, store) : compared(plan, comparison, store)),
  ]);
  return `${lines.join("\n")}\n`;
}

/** What it says of a promotion. */
export function tellPromotion({ id, windows, promoted, already, ...rest }: Promotion): string {
  const { refused, refusedCount, left, dryRun } = rest;
  const lines = [
    `Replay ${id}: ${formatCount(promoted)} of ${formatNoun(windows, "window")} ${dryRun ? "can become the live ones (--dry-run)" : promoted === 1 ? "is the live one now" : "are the live ones now"}.`,
    ...(already === 0 ? [] : [`${formatNoun(already, "window")} had been before.`]),
    ...(refusedCount === 0 ? [] : [`${formatNoun(refusedCount, "window")} stayed as they were:`]),
    ...refused.slice(0, SHOWN).map(({ window, reason }) => `  ${window}: ${reason}`),
    ...(refusedCount > SHOWN ? [`  … and ${formatCount(refusedCount - SHOWN)} more`] : []),
    ...(left === 0 ? [] : [`${formatNoun(left, "window")} were left for want of time; promote it again.`]),
  ];
  return `${lines.join("\n")}\n`;
}

/** Verdicts of the replayed windows; one that the replay did not finish has failed. */
export function replayVerdicts({ plan, comparison }: Replayed): VerdictName[] {
  if (comparison === null) return [];
  const missing = Array.from({ length: plan.windows - comparison.windows }, () => "Failed" as const);
  return [...comparison.verdicts, ...missing];
}

function planned(variant: string, plan: ReplayPlan): string {
  const from = plan.source === "raw" ? "from the capture files" : formatNoun(plan.partials, "stored partial");
  const read = plan.filesToRead === 0 ? "" : `, ${formatNoun(plan.filesToRead, "file")} to read`;
  // A dry run has no id that anything could be asked for by.
  const name = plan.started || "left" in plan ? `Replay ${plan.id} (${variant})` : `Replay of ${variant}`;
  return `${name}: ${formatNoun(plan.windows, "window")}, ${formatNoun(plan.files, "capture file")} (${(plan.bytes / 1e6).toFixed(1)} MB), ${from}${read}; on AWS about $${plan.estimatedDollars.toFixed(4)}.`;
}

function begun(plan: ReplayPlan, store: string): string[] {
  if (!plan.started)
    return [
      "left" in plan ? "Every window was done; nothing was started." : "Nothing was started (--dry-run).",
    ];
  return [
    `Started as execution p-${plan.id} of the replay state machine. Look at it with: aws stepfunctions list-executions --state-machine-arn …:plumbline-<stage>-replay`,
    `Results: ${store}/replays/${plan.id}/windows/`,
    `What does not finish goes on with: plumbline replay --resume ${plan.id} --store ${store}`,
  ];
}

function compared(
  plan: ReplayPlan,
  { windows, identical, different, withoutLive }: ReplayComparison,
  store: string,
): string[] {
  const unfinished = plan.windows - windows;
  const changed = different.length + withoutLive.length;
  return [
    `${formatCount(identical)} of ${formatNoun(windows, "replayed window")} are the live ones to the byte (statistics, violations, verdict, report).`,
    ...different.slice(0, SHOWN).map(({ window, files }) => `  ${window} differs in ${files.join(", ")}`),
    ...(different.length > SHOWN ? [`  … and ${formatCount(different.length - SHOWN)} more`] : []),
    ...(withoutLive.length === 0
      ? []
      : [
          `${formatNoun(withoutLive.length, "window")} had no live revision: ${withoutLive.slice(0, 5).join(", ")}${withoutLive.length > 5 ? ", …" : ""}`,
        ]),
    ...(unfinished === 0
      ? []
      : [
          `${formatNoun(unfinished, "window")} came to no verdict: replays/${plan.id}/windows/…/r0/failure.json says why. Go on with: plumbline replay --resume ${plan.id} --store ${store}`,
        ]),
    ...(changed === 0
      ? []
      : [`To make them the live ones: plumbline replay --promote ${plan.id} --store ${store}`]),
  ];
}
