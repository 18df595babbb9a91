/** Baselines of data sets, and the monitors that have them. */
import { writeParquet } from "../../../fixtures/write-parquet.ts";
import { DATA_BUCKET, type Fleet } from "../fleet.ts";
import { HOUR } from "./fleet-names.ts";

export const shop = ({ captureBucket }: Fleet) => ({
  monitor: "shop",
  endpoint: "shop",
  capture: { uri: `s3://${captureBucket}/c` },
  since: "2001-02-16T10:00:00Z",
  columns: { names: ["score", "amount", "country"], sensitive: ["country"] },
  minRows: 1,
  // Of a row or two nothing else can be certain.
  rules: [{ name: "traffic", assert: "rows >= 100", message: "expected a hundred rows", severity: "page" }],
  metrics: { modelMonitor: "shop-schedule", perColumn: 2 },
  retraining: {
    m: 1,
    n: 1,
    minRows: 1,
    trainingData: { groundTruth: `s3://${DATA_BUCKET}/truth`, lookback: "PT2H" },
    modelPackageGroup: "shop",
    trainingJob: { RoleArn: "arn:role", AlgorithmSpecification: { TrainingImage: "image" } },
  },
});

export const jobs = ({ captureBucket }: Fleet, endpoint: string) => ({
  monitor: endpoint,
  endpoint,
  capture: { uri: `s3://${captureBucket}/${endpoint}/output`, kind: "batch-transform" },
  since: "2001-02-16T10:00:00Z",
  columns: { names: ["score", "amount", "country"] },
  minRows: 1,
  metrics: { modelMonitor: `${endpoint}-schedule` },
});

export async function baselines(fleet: Fleet): Promise<void> {
  for (const bucket of [fleet.data, fleet.captures]) await bucket.put("training.csv", TRAINING);
  const columns = ["score", "amount", "country"].map((name) => ({
    name,
    type: "DOUBLE" as const,
    values: [1, 2],
  }));
  await fleet.data.put("training/a.parquet", writeParquet(columns));
  const dataset = (name: string) => `s3://${DATA_BUCKET}/${name}`;
  await fleet.run("suggest-baseline", { monitor: "shop", dataset: dataset("training.csv"), time: "time" });
  await fleet.run("suggest-baseline", { monitor: "jobs", dataset: dataset("training") });
  await fleet.run("suggest-baseline", { monitor: "compat", dataset: dataset("training") });
  const among = (name: string) => `s3://${fleet.captureBucket}/${name}`;
  await fleet.run("suggest-baseline", { monitor: "shop", dataset: among("training.csv") });
  await fleet.run("suggest-baseline", { monitor: "shop", dataset: among("training") }, "UnusableInput");
  await fleet.run("suggest-baseline", { monitor: "nobody", dataset: dataset("training") }, "UnusableInput");
  await fleet.run("suggest-baseline", { monitor: "shop", dataset: dataset("gone.csv") }, "ObjectNotFound");
}

const TRAINING = [
  "time,score,amount,country",
  ...Array.from({ length: 216 }, (_, row) => {
    const time = new Date(Date.parse("2001-02-10T00:00:00Z") + Math.floor(row / 3) * HOUR).toISOString();
    return `${time},0.${row % 10},${100 + (row % 7)},${row % 3 === 0 ? "FR" : "DE"}`;
  }),
].join("\n");
