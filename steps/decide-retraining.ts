import type { Acknowledgement } from "../shared/acknowledgements/acknowledgement.ts";
import type { FaultsState } from "../shared/faults/fault-state.ts";
import { isShadow } from "../shared/monitors/all-variants.ts";
import { answeredVerdict } from "../shared/monitors/answered-verdict.ts";
import type { MonitorDefinition } from "../shared/monitors/monitor-definition.ts";
import type { Verdict } from "../shared/report/verdict.ts";
import { brokenFaults } from "../shared/retraining/broken-faults.ts";
import {
  decideRetraining as decide,
  type RetrainingDecision,
} from "../shared/retraining/retraining-policy.ts";
import { NO_RETRAINING, type RetrainingState } from "../shared/retraining/retraining-state.ts";
import { parseDuration, parseWindowId, type Window, windowOf } from "../shared/window/window.ts";
import { currentKey, faultStateKey, retrainingStateKey, revisionFolder } from "../shared/window/work-keys.ts";
import { acknowledgementsOf } from "./acknowledgements.ts";
import { getJson } from "./json-object.ts";
import { requireMonitor } from "./monitor-catalog.ts";
import type { Ports } from "./ports.ts";
import type { CurrentRevision } from "./publish-report.ts";
import type { RetrainingRequest } from "./start-retraining.ts";

/** Windows looked through for the n judged ones: a day of silent nights must not hide the evening before. */
const LOOKBACK_WINDOWS = 48;

/** Both triggers come through here: the policy, the vetoes and the cooldown hold for each. */
export async function decideRetraining(
  ports: Pick<Ports, "work" | "clock" | "events" | "executions">,
  request: RetrainingRequest,
): Promise<RetrainingDecision> {
  const now = ports.clock.now();
  const monitor = await requireMonitor(ports.work, request.endpoint, request.variant, now);
  const length = parseDuration(monitor.window)!;
  const last: Window =
    request.windowId === null
      ? windowOf(request.endpoint, request.variant, now - length, length)
      : { endpoint: request.endpoint, variant: request.variant, ...parseWindowId(request.windowId) };
  const state = await livingState(ports, request.endpoint);
  const said = await acknowledgementsOf(ports.work, last);
  const faults = await getJson<FaultsState>(ports.work, faultStateKey(request.endpoint, request.variant));
  const decision = decide({
    policy: monitor.retraining,
    shadow: isShadow(monitor, request.variant),
    trigger: request.trigger,
    ...(await answeredVerdicts(ports, { monitor, last, said })),
    faults: brokenFaults(faults?.value.faults ?? [], said),
    state,
    now,
  });
  const key = `${request.endpoint}/${request.variant}/${request.windowId ?? new Date(now).toISOString()}/${request.trigger}`;
  await ports.events.put([
    {
      detailType: "Plumbline Retraining Decision",
      time: now,
      detail: { version: 1, key, ...request, ...decision },
    },
  ]);
  return decision;
}

/** The endpoint's state; a lock whose execution no longer runs holds nobody back: `acquire-retraining` takes it over. */
async function livingState(
  ports: Pick<Ports, "work" | "executions">,
  endpoint: string,
): Promise<RetrainingState> {
  const state =
    (await getJson<RetrainingState>(ports.work, retrainingStateKey(endpoint)))?.value ??
    NO_RETRAINING(endpoint);
  if (state.owner === null || (await ports.executions.status("retrain", state.owner)) === "RUNNING")
    return state;
  return { ...state, owner: null };
}

interface AnsweredWindows {
  readonly monitor: MonitorDefinition;
  readonly last: Window;
  readonly said: readonly Acknowledgement[];
}

/** The newest judged verdicts as somebody may have answered them since. */
async function answeredVerdicts(
  ports: Pick<Ports, "work">,
  { monitor, last, said }: AnsweredWindows,
): Promise<{ verdicts: Verdict[]; leftOut: number; answered: number }> {
  const { verdicts, leftOut } = await judgedVerdicts(ports, monitor, last);
  const now = verdicts.map((verdict) => answeredVerdict(verdict, said, monitor.drift.statistic));
  const answered = now.filter(({ violationRate }, at) => violationRate !== verdicts[at]!.violationRate);
  return { verdicts: now, leftOut, answered: answered.length };
}

/**
 * The newest judged verdicts, newest first: windows without a rate neither break a series nor count in it, nor do those in
 * which the model changed. What another version did before says nothing of the one that answers now: there the series ends.
 */
async function judgedVerdicts(
  ports: Pick<Ports, "work">,
  monitor: MonitorDefinition,
  last: Window,
): Promise<{ verdicts: Verdict[]; leftOut: number }> {
  const wanted = monitor.retraining?.n ?? 0;
  const length = last.end - last.start;
  const verdicts: Verdict[] = [];
  let leftOut = 0;
  let version: string | undefined;
  for (let back = 0; back < LOOKBACK_WINDOWS && verdicts.length < wanted; back++) {
    const verdict = await currentVerdict(ports, {
      ...last,
      start: last.start - back * length,
      end: last.end - back * length,
    });
    version ??= verdict?.models?.at(-1)?.modelVersion;
    if (verdict === undefined || verdict.violationRate === null) continue;
    const share = shareOf(verdict, version);
    if (share === 1) verdicts.push(verdict);
    else leftOut += 1;
    if (share === 0) break;
  }
  return { verdicts, leftOut };
}

/** The share of a window's time in which a version answered: 1 where nobody knows of another. */
function shareOf({ models = [] }: Verdict, version: string | undefined): number {
  if (version === undefined || models.length === 0) return 1;
  const own = models.find(({ modelVersion }) => modelVersion === version);
  return own === undefined ? 0 : models.length === 1 ? 1 : own.share;
}

/** The verdict of a window's current revision, undefined while it has none. */
export async function currentVerdict(
  { work }: Pick<Ports, "work">,
  window: Window,
): Promise<Verdict | undefined> {
  const current = await getJson<CurrentRevision>(work, currentKey({ window }));
  if (current === undefined) return undefined;
  return (
    await getJson<Verdict>(
      work,
      `${revisionFolder({ window, revision: current.value.revision })}verdict.json`,
    )
  )?.value;
}
