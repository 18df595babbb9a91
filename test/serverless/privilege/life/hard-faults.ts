/** Hard faults that files show, and that somebody has left untold. */
import { afterSighting } from "../../../../shared/faults/fault-changes.ts";
import type { FaultsState } from "../../../../shared/faults/fault-state.ts";
import { faultStateKey } from "../../../../shared/window/work-keys.ts";
import { getJson, putJson } from "../../../../steps/json-object.ts";
import type { Fleet } from "../fleet.ts";
import { type SHOP, TEN } from "./fleet-names.ts";

/** A baseline that is bound to a model, and files that show a fault: in one of many rows, in small ones together, and of another model. */
export async function faultsShow(fleet: Fleet): Promise<void> {
  const facts = fleet.work.keys("baselines/shop/").filter((key) => key.endsWith("/baseline.json"));
  const bound = (modelVersion: string | null) =>
    Promise.all(
      facts.map(async (key) => {
        const known = (await getJson<object>(fleet.work, key))!.value;
        await putJson(fleet.work, key, { ...known, modelVersion });
      }),
    );
  const show = async (time: string, rows: number) => {
    const times = Array.from({ length: rows }, (_, row) =>
      new Date(Date.parse(time) + 1000 * row).toISOString().replace(".000", ""),
    );
    const key = await fleet.putCapture(time, times, "lots");
    await fleet.run("profile-capture-file", { objects: [{ bucket: fleet.captureBucket, key }] });
  };
  fleet.setClock("2001-02-16T10:50:00Z");
  await bound("shop-xgb-6");
  await show("2001-02-16T10:44:00Z", 60);
  await bound("shop-xgb-7");
  await show("2001-02-16T10:42:00Z", 49);
  await show("2001-02-16T10:43:00Z", 49);
  await show("2001-02-16T10:44:00Z", 60);
  await bound(null);
}

/** Somebody died between writing down what he found and telling it: whoever publishes or gives up a window of the endpoint next does. */
export async function faultsAreLeftUntold(fleet: Fleet, at: typeof SHOP): Promise<void> {
  const { endpoint, variant } = at;
  const key = faultStateKey(endpoint, variant);
  const found = { severity: "page", rows: 60, share: 1, expected: 0.001, description: "" } as const;
  const cause = { endpoint, variant, window: TEN.windowId, time: 0, by: "a file", now: 0 };
  const there = (await getJson<FaultsState>(fleet.work, key))?.value;
  await putJson(
    fleet.work,
    key,
    afterSighting(there, [{ kind: "empty-column", column: "score", ...found }], cause),
  );
  for (const incidents of fleet.work.keys("faults/incidents/empty-column"))
    await fleet.work.delete(incidents);
}
