import { afterTelling } from "../../shared/faults/fault-changes.ts";
import { type FaultPlace, HARD_FAULT_EVENT, hardFaultEvent, pages } from "../../shared/faults/fault-event.ts";
import type { FaultNews, FaultsState } from "../../shared/faults/fault-state.ts";
import { type Incidents, type Joined, withMember } from "../../shared/faults/incidents.ts";
import { faultStateKey, incidentsKey } from "../../shared/window/work-keys.ts";
import { swapJson } from "../json-object.ts";
import type { PlumblineEvent, Ports } from "../ports.ts";

/** News that is older than this was left untold by somebody who died, and is told by whoever comes next. */
const LEFT_MS = 60_000;

/**
 * Tells what is untold: own news, and what others have left. The state holds it from before the event until after it, so that a death
 * in between tells it again, under the same key; nobody else tells it meanwhile.
 */
export async function tellFaults(
  ports: Pick<Ports, "work" | "events">,
  place: FaultPlace,
  state: FaultsState | undefined,
  { by, now }: { readonly by: string; readonly now: number },
): Promise<void> {
  const news = (state?.untold ?? []).filter((each) => each.by === by || now - each.since > LEFT_MS);
  if (news.length === 0) return;
  const events: PlumblineEvent[] = [];
  for (const each of news) {
    const incident = await join(ports, place, each);
    events.push({
      detailType: HARD_FAULT_EVENT,
      time: now,
      detail: { ...hardFaultEvent(each, place, incident) },
    });
  }
  await ports.events.put(events);
  await swapJson<FaultsState>(ports.work, faultStateKey(place.endpoint, place.variant), (there) =>
    there === undefined ? undefined : afterTelling(there, news),
  );
}

/** The incident that a fault is part of; joining it again changes nothing. */
async function join({ work }: Pick<Ports, "work">, place: FaultPlace, news: FaultNews): Promise<Joined> {
  const { monitor, endpoint, variant } = place;
  const { kind, column, episode, sighting } = news;
  const member = {
    monitor,
    endpoint,
    variant,
    window: episode,
    time: new Date(sighting.time).toISOString(),
  };
  let joined: Joined | undefined;
  await swapJson<Incidents>(work, incidentsKey(kind, column), (there) => {
    const next = withMember(there, { kind, column }, member, pages(news, place));
    joined = next.joined;
    return next.incidents;
  });
  return joined!;
}
