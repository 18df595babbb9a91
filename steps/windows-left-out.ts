import type { Acknowledgement } from "../shared/acknowledgements/acknowledgement.ts";
import { causeOf, isSameThing } from "../shared/acknowledgements/cause.ts";
import { allVariants } from "../shared/monitors/all-variants.ts";
import { answeredVerdict } from "../shared/monitors/answered-verdict.ts";
import type { MonitorDefinition } from "../shared/monitors/monitor-definition.ts";
import type { MutedViolation } from "../shared/report/verdict.ts";
import { msOf } from "../shared/window/scale.ts";
import { parseDuration, parseWindowId, windowId, windowsBetween } from "../shared/window/window.ts";
import { acknowledgementsOf } from "./acknowledgements.ts";
import type { ObjectStore } from "./ports.ts";
import { storedVerdicts } from "./stored-verdicts.ts";

/** A window, or the longer span that ends with it, that no baseline is to be learnt from. */
export interface LeftOutWindow {
  readonly variant: string;
  readonly id: string;
  /** Epoch milliseconds; `end` exclusive. */
  readonly start: number;
  readonly end: number;
  readonly as: "fault" | "drift";
}

/** The same of every variant of a monitor, in the order of time. */
export async function windowsLeftOut(
  work: ObjectStore,
  definition: MonitorDefinition,
  now: number,
): Promise<LeftOutWindow[]> {
  const found: LeftOutWindow[] = [];
  for (const variant of allVariants(definition))
    found.push(...(await windowsOfVariantLeftOut(work, definition, { variant, now })));
  return found.sort((a, b) => a.start - b.start);
}

/**
 * The windows of a variant in which something was acknowledged as fault or drift: the answered ones, and those until `now` that the same cause
 * is found in while it is muted. Where only a longer span showed it, the whole span; a span that shows no more than one of its windows is not
 * left out for it. What is expected stays: learning it is how it becomes normal.
 */
export async function windowsOfVariantLeftOut(
  work: ObjectStore,
  { endpoint, drift, window: length }: MonitorDefinition,
  { variant, now }: { readonly variant: string; readonly now: number },
): Promise<LeftOutWindow[]> {
  const said = await acknowledgementsOf(work, { endpoint, variant });
  const wrong = said.filter(isWrong);
  if (wrong.length === 0) return [];
  const left = new Map<string, LeftOutWindow>();
  const leaveOut = (id: string, as: "fault" | "drift", scale: string | undefined) => {
    const { start, end } = parseWindowId(id);
    const from = Math.min(scale === undefined ? start : end - msOf(scale), left.get(id)?.start ?? start);
    left.set(id, { variant, id, start: from, end, as });
  };
  for (const { window, as, causes } of wrong) for (const { scale } of causes) leaveOut(window, as, scale);
  const from = Math.min(...wrong.map(({ start }) => Date.parse(start)));
  const to = Math.min(now, Math.max(...wrong.map(({ until }) => Date.parse(until))));
  const windows = [...windowsBetween(endpoint, variant, from, to, parseDuration(length)!)];
  for (const [at, stored] of (await storedVerdicts(work, windows)).entries())
    for (const muted of (stored && answeredVerdict(stored.verdict, said, drift.statistic).muted) ?? [])
      if (isWrong(muted.acknowledged) && (muted.scale === undefined || isOfSpan(muted, wrong)))
        leaveOut(windowId(windows[at]!), muted.acknowledged.as, muted.scale);
  return [...left.values()];
}

const isWrong = <T extends { readonly as: string }>(
  said: T,
): said is T & { readonly as: "fault" | "drift" } => said.as === "fault" || said.as === "drift";

/** Whether what was answered was a longer span's, too. */
function isOfSpan(muted: MutedViolation, said: readonly Acknowledgement[]): boolean {
  const cause = causeOf(muted);
  const answered = said
    .filter(({ window }) => window === muted.acknowledged.window)
    .flatMap(({ causes }) => causes.filter((each) => isSameThing(each, cause)));
  return answered.every(({ scale }) => scale !== undefined);
}
