import { afterClosing } from "../../shared/faults/fault-changes.ts";
import type { FaultsState } from "../../shared/faults/fault-state.ts";
import type { Verdict } from "../../shared/report/verdict.ts";
import { windowId } from "../../shared/window/window.ts";
import { faultStateKey, type WindowRevision } from "../../shared/window/work-keys.ts";
import { getJson, swapJson } from "../json-object.ts";
import type { Ports } from "../ports.ts";
import { tellFaults } from "./tell-faults.ts";

/**
 * A live window that was judged confirms the faults that its files had shown, withdraws them, or ends those that went on until it. A
 * later revision says so anew where it differs. What was judged by nobody decides nothing.
 */
export async function settleFaults(
  ports: Pick<Ports, "work" | "events" | "clock">,
  { window, revision }: WindowRevision,
  verdict: Verdict,
  shadow: boolean,
): Promise<void> {
  const { endpoint, variant } = window;
  const key = faultStateKey(endpoint, variant);
  const there = await getJson<FaultsState>(ports.work, key);
  if (there === undefined) return;
  const id = windowId(window);
  const by = `${id}/r${revision}`;
  const now = ports.clock.now();
  const said = {
    endpoint,
    variant,
    window: id,
    by,
    now,
    revision,
    verdict: verdict.verdict,
    violations: ownViolations(verdict),
  };
  const closed = (state: FaultsState | undefined) => state && afterClosing(state, said);
  const state = closed(there.value) ? await swapJson<FaultsState>(ports.work, key, closed) : there.value;
  await tellFaults(ports, { monitor: verdict.monitor, endpoint, variant, shadow }, state, { by, now });
}

/**
 * What the window alone has against columns; undefined where it was not judged. What somebody has acknowledged is there all the same: a
 * fault that is muted goes on, and is not opened anew by the next file. Its day is no witness: it still has what an hour before had. A
 * window of which only the day is in violation may have too few rows of its own, and is left undecided.
 */
function ownViolations({ verdict, violations, muted = [] }: Verdict): Verdict["violations"] | undefined {
  if (verdict !== "Healthy" && verdict !== "Violations") return undefined;
  const all = [...violations, ...muted];
  const own = all.filter(({ scale }) => scale === undefined);
  return own.length > 0 || all.length === 0 ? own : undefined;
}
