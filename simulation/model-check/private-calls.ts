import type { Call } from "./call.ts";
import { revisionName } from "./call.ts";
import type { Running } from "./state.ts";
import { FOLDER, ID, PARTIALS } from "./window-model.ts";
import type { World } from "./world.ts";

/** What may happen beside a call, as far as it makes calls of others' concern. */
export interface Around {
  /** Whether a file has still to land. */
  readonly landing: boolean;
  /** Whether two runs of one function may be at the same revision. */
  readonly twins: boolean;
  /** Whether a sweep may give the window up, and then writes a verdict too. */
  readonly givesUp: boolean;
}

/**
 * Whether no call of another process, now or later, can change a call's answer or see its effect. Such a call commutes with
 * all others (a both-mover: Lipton 1975), so it may be performed at once without a state lost that anybody could tell.
 */
export function isPrivate(
  { work, executions, landed }: World,
  by: Running,
  call: Call,
  around: Around,
): boolean {
  switch (call.ask) {
    case "publish":
      return true; // to sinks that nobody reads
    case "wait":
      return true;
    case "event":
      return landed.some(({ key }) => key === call.key);
    case "start":
    case "status": {
      // A name is spent for ever; and no property is about other windows, which nobody closes here.
      const status = executions.get(call.name)?.status;
      return (status !== undefined && status !== "RUNNING") || !revisionName(call.name).endsWith(ID);
    }
    case "listCaptures":
      return !around.landing;
    case "list":
      return call.prefix.startsWith("partials/") && !call.prefix.startsWith(PARTIALS);
    case "get":
    case "head":
      return isOwn(by, call.key, around) || (isWrittenOnce(call.key) && work.has(call.key));
    case "put":
      return (
        isOwn(by, call.key, around) ||
        // To be refused, now and later.
        (call.condition.ifNoneMatch !== undefined && isWrittenOnce(call.key) && work.has(call.key))
      );
  }
}

/** Files of a revision, which its execution alone writes and which nobody reads before it is current; and other windows' everything. */
function isOwn({ kind, name }: Running, key: string, { twins, givesUp }: Around): boolean {
  // Nobody writes it here, where no monitor has a baseline: who closes looks for what is never there.
  if (key.startsWith("faults/")) return true;
  if (!key.startsWith(FOLDER))
    return key.startsWith("partials/") ? !key.startsWith(PARTIALS) : key.startsWith("windows/");
  if (kind === "profiler" || kind === "sweep") return false;
  if (!key.startsWith(`${FOLDER}${revisionName(name).split(" ")[0]}/`)) return false;
  if (key.endsWith("/plan.json")) return !twins;
  return !givesUp || !key.endsWith("/verdict.json");
}

/** Written with If-None-Match and never again. */
const isWrittenOnce = (key: string) => key.startsWith(PARTIALS) || /\/(published|plan)\.json$/.test(key);
