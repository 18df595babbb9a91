/** Models that are retrained. */
import type {
  Acknowledgement,
  AcknowledgementIndex,
} from "../../../../shared/acknowledgements/acknowledgement.ts";
import { parseWindowId } from "../../../../shared/window/window.ts";
import { acknowledgementsKey, faultStateKey } from "../../../../shared/window/work-keys.ts";
import { getJson, putJson } from "../../../../steps/json-object.ts";
import type { Fleet } from "../fleet.ts";
import { SHOP, TEN } from "./fleet-names.ts";

export async function modelsAreRetrained(fleet: Fleet): Promise<void> {
  const asked = { ...SHOP, trigger: "window", windowId: TEN.windowId, reason: "Violations." };
  await fleet.run("retrain-on-alarm", alarm("shop"));
  await fleet.run("retrain-on-alarm", alarm("nobody"));
  await fleet.run("decide-retraining", asked);
  await fleet.run("decide-retraining", { ...asked, windowId: "20010216T09Z" });
  await fleet.run("decide-retraining", { ...asked, windowId: null, trigger: "alarm" });
  await fleet.work.delete(faultStateKey(SHOP.endpoint, SHOP.variant));
  await fleet.run("acquire-retraining", { ...asked, owner: "t-1" });
  await fleet.run("decide-retraining", asked);
  await fleet.run("acquire-retraining", { ...asked, owner: "t-2" });
  // The first execution dies; the second adopts its job.
  const { trainingJobName } = (await getJson<{ trainingJobName: string }>(
    fleet.work,
    "retraining/shop/state.json",
  ))!.value;
  const artifacts = {
    ModelArtifacts: { S3ModelArtifacts: `s3://${fleet.workBucket}/retraining/shop/model.tar.gz` },
  };
  fleet.account.trainingJobs.set(trainingJobName, { TrainingJobStatus: "Completed", ...artifacts });
  await fleet.run("acquire-retraining", { ...asked, owner: "t-3" });
  const locked = { ...asked, lock: { acquired: true, jobName: trainingJobName, reason: "" } };
  const hour = "truth/2001/02/16/10";
  const id = "event-2001-02-16T10:40:00Z-lots,DE";
  const label = { groundTruthData: { data: "1", encoding: "CSV" }, eventMetadata: { eventId: id } };
  await fleet.data.put(`${hour}/labels.jsonl`, `${JSON.stringify(label)}\n`);
  fleet.setClock("2001-02-16T12:00:00Z");
  await fleet.run("build-training-set", locked);
  await somebodySaysFault(fleet);
  await fleet.run("build-training-set", locked);
  await fleet.run("compare-models", locked);
  await fleet.run("release-retraining", locked);
  // Somebody has removed the state, to begin anew.
  await fleet.work.delete("retraining/shop/state.json");
  await fleet.run("release-retraining", locked);
}

/** Of a window: whether the same is muted in later ones is asked of their verdicts, which some have not. */
async function somebodySaysFault({ work }: Fleet): Promise<void> {
  const window = "20010216T05Z";
  const answer: Acknowledgement = {
    ...{ version: 1, id: "a", ...SHOP, window, revision: 0, as: "fault" },
    ...{ at: "2001-02-16T11:30:00Z", by: null, note: null, causes: [] },
    start: new Date(parseWindowId(window).start).toISOString(),
    until: "2001-02-23T10:00:00Z",
  };
  const index: AcknowledgementIndex = { version: 1, acknowledgements: [answer] };
  await putJson(work, acknowledgementsKey(SHOP.endpoint, SHOP.variant), index);
}

const alarm = (endpoint: string) => ({
  "detail-type": "CloudWatch Alarm State Change",
  detail: {
    alarmName: "rate",
    state: { value: "ALARM", timestamp: "2001-02-16T11:10:00.000+0000" },
    configuration: {
      metrics: [{ metricStat: { metric: { dimensions: { Endpoint: endpoint, Variant: "AllTraffic" } } } }],
    },
  },
});
