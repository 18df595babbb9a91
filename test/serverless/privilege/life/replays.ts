/** Ranges of windows that are replayed, and one that becomes live. */
import type { Fleet } from "../fleet.ts";
import { SHOP, TEN, WINDOW_STEPS } from "./fleet-names.ts";

export async function rangesAreReplayed(fleet: Fleet): Promise<void> {
  const range = { ...SHOP, from: "2001-02-16T10:00:00Z", to: "2001-02-16T11:00:00Z" };
  await fleet.run("replay", { ...range, dryRun: true });
  await fleet.run("replay", range);
  const [first] = replaysOf(fleet);
  await fleet.run("replay", { resume: first }, "UnusableInput"); // it runs
  endExecutions(fleet);
  await fleet.run("replay", { resume: first });
  await fleet.run("replay", { resume: "nobodys" }, "UnusableInput");
  await fleet.run("record-failure", { ...TEN, replay: first, error: { Error: "States.Timeout" } });
  await oneIsPromoted(fleet, first!);
}

/** A window whose files are read again, and which becomes the live one. */
async function oneIsPromoted(fleet: Fleet, before: string): Promise<void> {
  fleet.setClock("2001-02-16T14:30:00Z");
  const file = await fleet.putCapture("2001-02-16T13:00:00Z", ["2001-02-16T13:00:10Z"], "lots");
  const request = { objects: [{ bucket: fleet.captureBucket, key: file }] };
  const live = { ...TEN, windowId: "20010216T13Z" };
  await fleet.run("profile-capture-file", request);
  for (const step of WINDOW_STEPS) await fleet.run(step, live);
  const range = { ...SHOP, from: "2001-02-16T13:00:00Z", to: "2001-02-16T14:00:00Z" };
  await fleet.run("replay", { ...range, source: "raw" });
  const id = replaysOf(fleet).find((replay) => replay !== before)!;
  const again = { ...live, replay: id, source: "raw" };
  await fleet.run("close-window", again);
  for (const more of [{}, {}, { again: true }])
    await fleet.run("profile-capture-file", { ...request, fence: "none", replay: id, ...more });
  for (const step of WINDOW_STEPS) await fleet.run(step, again);
  await fleet.run("merge-profiles", { ...again, shard: 0 });
  endExecutions(fleet);
  // Another partial lies there than the one that the replay has counted, until it does no more.
  const [partial] = fleet.work.keys("partials/shop/AllTraffic/20010216T13Z/");
  const { body } = (await fleet.work.get(partial!))!;
  await fleet.work.put(partial!, "another");
  await fleet.run("replay", { promote: id });
  await fleet.work.put(partial!, body);
  await fleet.run("replay", { promote: id });
  await fleet.run("replay", { promote: id });
}

const replaysOf = (fleet: Fleet) =>
  fleet.work.keys("replays/").flatMap((key) => /^replays\/([^/]+)\/request\.json$/.exec(key)?.[1] ?? []);

function endExecutions(fleet: Fleet): void {
  for (const name of fleet.account.executions.keys()) fleet.account.executions.set(name, "FAILED");
}
