import { afterEach, expect, test } from "vitest";
import { gatherWindows } from "../../steps/learnt-windows.ts";
import { monitorNamed } from "../../steps/monitor-catalog.ts";
import { timesBetween } from "../../steps/planned-learning.ts";
import { hourOf, storeHour } from "./stored-weeks.ts";
import { at, HOUR, type World, world } from "./world.ts";

const SINCE = "2001-02-12T00:00:00Z";
let here: World;
afterEach(() => here.remove());

test("of more profiles than memory has room for the newest are taken, and the others are told", async () => {
  here = await world(SINCE);
  for (let hour = 0; hour < 6; hour++) await storeHour(here, at(SINCE) + hour * HOUR, { rows: 120 });
  const { work } = here.ports;
  const monitor = await monitorNamed(work, "shop");
  const times = await timesBetween(work, monitor, { from: at(SINCE), to: at(SINCE) + 6 * HOUR });
  const sizeOf = async (hour: number) =>
    (await work.head(
      `windows/shop/AllTraffic/${hourOf(at(SINCE) + hour * HOUR).windowId}/r0/window.profile`,
    ))!.size;
  const mostBytes = (await sizeOf(4)) + (await sizeOf(5)) + (await sizeOf(3)) - 1;
  const { learnt, profiles } = await gatherWindows(work, times, { model: null, monitor, mostBytes });
  expect([...profiles.keys()]).toEqual([at(SINCE) + 4 * HOUR, at(SINCE) + 5 * HOUR]);
  expect(learnt.leftOut).toEqual(
    ["00", "01", "02", "03"].map((hour) => ({
      window: `20010212T${hour}Z`,
      reason: "that memory has no room for",
    })),
  );
});
