/**
 * What happens to a fleet, in the order of time: every step in every way that it asks the world for something. A call
 * that is not made here is not known to the test of the roles, so a new branch of a step that asks for something needs
 * its line in `life/`; the test names the line of the step.
 */
import type { Fleet } from "./fleet.ts";
import { baselines, jobs, shop } from "./life/fixed-baselines.ts";
import { JOBS, SHOP } from "./life/fleet-names.ts";
import { faultsAreLeftUntold, faultsShow } from "./life/hard-faults.ts";
import { filesLand } from "./life/landing-files.ts";
import { rangesAreReplayed } from "./life/replays.ts";
import { modelsAreRetrained } from "./life/retrainings.ts";
import { aBaselineRolls, trafficIsLearnt } from "./life/traffic-baselines.ts";
import { windowsAreJudged, windowsArePublished, windowsAreSwept, windowsClose } from "./life/windows.ts";

export async function lifeOfAFleet(fleet: Fleet): Promise<void> {
  fleet.setClock("2001-02-16T09:00:00Z");
  await fleet.putMonitor(shop(fleet));
  await fleet.putMonitor(jobs(fleet, "jobs"));
  await fleet.putMonitor({ ...jobs(fleet, "compat"), compatibility: "ModelMonitor" });
  await baselines(fleet);
  await filesLand(fleet);
  await faultsShow(fleet);
  await windowsClose(fleet);
  await windowsAreJudged(fleet);
  await faultsAreLeftUntold(fleet, SHOP);
  await windowsArePublished(fleet);
  await trafficIsLearnt(fleet);
  await aBaselineRolls(fleet);
  await faultsAreLeftUntold(fleet, JOBS);
  await windowsAreSwept(fleet);
  await rangesAreReplayed(fleet);
  await modelsAreRetrained(fleet);
}
