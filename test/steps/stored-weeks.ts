/** Hours of a monitor as they lie in the store when they were judged: a profile and a verdict each, made without captures. */
import { DatasetProfile } from "../../shared/profile/dataset-profile.ts";
import { encodeProfile } from "../../shared/profile/profile-codec.ts";
import { seededRandom } from "../../shared/random.ts";
import type { Verdict } from "../../shared/report/verdict.ts";
import { windowId } from "../../shared/window/window.ts";
import { putJson } from "../../steps/json-object.ts";
import { COLUMNS, HOUR, type World } from "./world.ts";

export interface StoredHour {
  readonly rows: number;
  /** Added to the amounts, whose standard deviation is 10. */
  readonly shift?: number;
  /** In place of an amount. */
  readonly amount?: string;
  readonly verdict?: Partial<Pick<Verdict, "verdict" | "flags" | "models" | "violations">>;
}

export const hourOf = (start: number) => ({
  endpoint: "shop",
  variant: "AllTraffic",
  windowId: windowId({ start, end: start + HOUR }),
  revision: 0,
});

/** The profile of an hour like `traffic` of world.ts. */
export function hourProfile(start: number, { rows, shift = 0, amount }: StoredHour): DatasetProfile {
  const random = seededRandom(start / HOUR);
  const profile = new DatasetProfile();
  for (let row = 0; row < rows; row++) {
    const value = 100 + shift + 20 * (random() + random() + random() - 1.5);
    const cells = [random().toFixed(4), amount ?? value.toFixed(2), random() < 0.7 ? "DE" : "FR"];
    profile.countRecord();
    profile.addRow({ names: COLUMNS, cells, typed: false }, { key: "made", line: row });
  }
  return profile;
}

/** Puts an hour into the store as its first revision. */
export async function storeHour({ ports: { work } }: World, start: number, hour: StoredHour): Promise<void> {
  const folder = `windows/shop/AllTraffic/${hourOf(start).windowId}/`;
  const { windowId: id } = hourOf(start);
  const window = { id, start: new Date(start).toISOString(), end: new Date(start + HOUR).toISOString() };
  const judged = hour.verdict?.violations === undefined ? null : 1;
  const counted = { flags: [], rows: hour.rows, violationRate: judged, columnsEvaluated: 1, violations: [] };
  const verdict = { window, verdict: "Learning", ...counted, ...hour.verdict };
  await work.put(`${folder}r0/window.profile`, encodeProfile(hourProfile(start, hour)));
  await putJson(work, `${folder}r0/verdict.json`, verdict);
  await putJson(work, `${folder}current.json`, { revision: 0, folder: "r0/" });
}
