import type { S3Client } from "@aws-sdk/client-s3";
import { diskObjectVersions } from "../../adapters/disk/disk-object-versions.ts";
import { captureLocation } from "../../shared/capture/capture-location.ts";
import type { MonitorDefinition } from "../../shared/monitors/monitor-definition.ts";
import type { ObjectStore, ObjectVersions } from "../../steps/ports.ts";
import { captureStores } from "../capture-stores.ts";
import type { Io } from "../io.ts";
import { isS3, openLocation } from "../open-store.ts";
import type { Places, VersionedStore } from "./places.ts";

/** The stores of a monitor's data, with the versions that they keep. Everything is asked for with the caller's own rights. */
export async function openPlaces(
  io: Pick<Io, "cwd" | "env">,
  work: ObjectStore,
  monitor: MonitorDefinition,
): Promise<Places> {
  const captures = await captureStores(io, monitor);
  const truth = monitor.retraining?.trainingData?.groundTruth;
  const labels = truth === undefined ? undefined : await openLocation(io, truth);
  const inS3 = await s3Versions([work.name, monitor.capture.uri, truth ?? ""].some(isS3));
  const versioned = (store: ObjectStore): VersionedStore => ({
    store,
    versions: inS3?.(store.name) ?? diskObjectVersions(store),
  });
  const opened = new Map<string, VersionedStore>();
  return {
    monitor,
    now: Date.now(),
    work: versioned(work),
    bucket(name) {
      const isLabels = truth !== undefined && labels !== undefined && captureLocation(truth).bucket === name;
      const known = opened.get(name) ?? versioned(isLabels ? labels.store : captures(name));
      opened.set(name, known);
      return known;
    },
  };
}

/** Versions of a bucket by its `s3://` address; undefined for a folder. The clients are loaded only where S3 is meant. */
async function s3Versions(
  needed: boolean,
): Promise<((name: string) => ObjectVersions | undefined) | undefined> {
  if (!needed) return undefined;
  const [{ s3ObjectVersions }, { clientSettings }, { S3Client: Client }] = await Promise.all([
    import("../../adapters/aws/s3-object-versions.ts"),
    import("../../adapters/aws/client-settings.ts"),
    import("@aws-sdk/client-s3"),
  ]);
  const client: S3Client = new Client(clientSettings);
  return (name) =>
    isS3(name) ? s3ObjectVersions({ bucket: captureLocation(name).bucket, client }) : undefined;
}
