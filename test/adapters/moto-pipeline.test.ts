/** The same steps over S3's protocol and over a folder: the same bytes. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { s3ObjectStore } from "../../adapters/aws/s3-object-store.ts";
import { s3ObjectVersions } from "../../adapters/aws/s3-object-versions.ts";
import { diskPorts } from "../../adapters/disk/disk-ports.ts";
import { forgetBefore } from "../../cli/forget/forget-before.ts";
import { forgetEvents } from "../../cli/forget/forget-events.ts";
import { WantedIds } from "../../cli/forget/wanted-ids.ts";
import { captureKeyOf } from "../../shared/capture/capture-key.ts";
import { parseMonitorDefinition } from "../../shared/monitors/monitor-definition.ts";
import { monitorKey } from "../../shared/window/work-keys.ts";
import { analyzeWindow } from "../../steps/analyze-window.ts";
import { closeWindow } from "../../steps/close-window.ts";
import { putJson } from "../../steps/json-object.ts";
import type { ObjectStore, Ports } from "../../steps/ports.ts";
import { profileCaptureFile } from "../../steps/profile-capture-file.ts";
import { publishReport } from "../../steps/publish-report.ts";
import { writeBaseline } from "../../steps/stored-baseline.ts";
import { canariesIn, EVENT, fill, forgetWorld, STRADDLING } from "../cli/forget-world.ts";
import { at, COLUMNS, RecordedExecutions, tenDayBaseline, traffic } from "../steps/world.ts";
import { hasMoto, type MotoServer, startMoto } from "./moto-server.ts";

if (!hasMoto) console.log("moto_server is not on this machine: the pipeline was not run over S3's protocol.");

const WINDOW = { endpoint: "shop", variant: "AllTraffic", windowId: "20010216T10Z", revision: 0 };
const NOW = at("2001-02-16T11:10:00Z");
const LOCATION = { bucket: "captures", prefix: "datacapture" };

/** One window from its files to its report; the second file's event is lost. */
async function runWindow(ports: Ports): Promise<void> {
  const monitor = parseMonitorDefinition({
    monitor: "shop",
    endpoint: "shop",
    capture: { uri: `s3://${LOCATION.bucket}/${LOCATION.prefix}` },
    columns: { names: COLUMNS },
  });
  await putJson(ports.work, monitorKey("shop"), monitor);
  await writeBaseline(ports.work, "baselines/shop/b1/", await tenDayBaseline());
  const keys = ["10:00:00", "10:20:00", "10:40:00"].map((time, index) =>
    captureKeyOf({
      prefix: LOCATION.prefix,
      endpoint: "shop",
      variant: "AllTraffic",
      time: at(`2001-02-16T${time}Z`),
      id: `f${index}`,
    }),
  );
  for (const [index, key] of keys.entries())
    await ports.captures(LOCATION.bucket).put(
      key,
      traffic("2001-02-16T10:00:00Z", 80, index, 15)
        .map((line) => `${line}\n`)
        .join(""),
    );
  for (const key of [keys[0]!, keys[2]!, keys[0]!])
    await profileCaptureFile(ports, { objects: [{ bucket: LOCATION.bucket, key }] });
  const asked = await closeWindow(ports, WINDOW);
  expect(asked.missing.flatMap(({ objects }) => objects.map(({ key }) => key))).toEqual([keys[1]]);
  await profileCaptureFile(ports, asked.missing[0]);
  await closeWindow(ports, { ...WINDOW, plan: asked });
  await analyzeWindow(ports, WINDOW);
  await publishReport(ports, WINDOW);
}

async function bodies(store: ObjectStore, prefix: string): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for await (const { key } of store.list(prefix))
    found.set(key, Buffer.from((await store.get(key))!.body).toString("base64"));
  return found;
}

describe.skipIf(!hasMoto)("the pipeline over S3's protocol", () => {
  let server: MotoServer;
  let client: S3Client;
  const folder = mkdtempSync(join(tmpdir(), "plumbline-moto-"));
  beforeAll(async () => {
    server = await startMoto();
    client = new S3Client({
      endpoint: server.url,
      region: "us-east-1",
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
    });
  }, 30_000);
  afterAll(() => {
    client?.destroy();
    server?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test("writes the bytes that it writes over a folder", async () => {
    const disk = diskPorts({
      root: join(folder, "work"),
      clock: { now: () => NOW },
      captures: (bucket) => join(folder, bucket),
    });
    const local = { ...disk, executions: new RecordedExecutions(), sensitiveKey: "key" } as unknown as Ports;
    for (const Bucket of ["work", LOCATION.bucket]) await client.send(new CreateBucketCommand({ Bucket }));
    const stores = new Map(
      ["work", LOCATION.bucket].map((bucket) => [bucket, s3ObjectStore({ bucket, client })]),
    );
    const remote = {
      ...local,
      executions: new RecordedExecutions(),
      work: stores.get("work")!,
      captures: (bucket: string) => stores.get(bucket)!,
    } as unknown as Ports;
    await runWindow(local);
    await runWindow(remote);
    for (const prefix of ["partials/", "windows/"]) {
      const [here, there] = [await bodies(local.work, prefix), await bodies(remote.work, prefix)];
      expect([...there.keys()]).toEqual([...here.keys()]);
      for (const [key, body] of here) expect(there.get(key), key).toBe(body);
    }
  });

  /** Versions of a bucket, with what each holds; a marker holds nothing. */
  async function versionsIn(bucket: string): Promise<{ key: string; latest: boolean; body: Buffer }[]> {
    const { Versions = [], DeleteMarkers = [] } = await client.send(
      new ListObjectVersionsCommand({ Bucket: bucket }),
    );
    const bodies = Versions.map(async ({ Key, VersionId, IsLatest }) => {
      const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key, VersionId }));
      const body = Buffer.from(await Body!.transformToByteArray());
      return { key: Key!, latest: IsLatest === true, body: Key!.endsWith(".gz") ? gunzipSync(body) : body };
    });
    const markers = DeleteMarkers.map(({ Key }) => ({ key: Key!, latest: true, body: Buffer.alloc(0) }));
    return [...(await Promise.all(bodies)), ...markers];
  }

  test("what is forgotten is in no version of any object of versioned buckets", async () => {
    const [work, captures] = ["forget-work", "forget-captures"];
    for (const Bucket of [work, captures]) {
      await client.send(new CreateBucketCommand({ Bucket }));
      await client.send(
        new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Enabled" } }),
      );
    }
    const world = forgetWorld({
      work: s3ObjectStore({ bucket: work, client }),
      captures: s3ObjectStore({ bucket: captures, client }),
      versions: ({ name }) => s3ObjectVersions({ bucket: name.slice("s3://".length), client }),
    });
    await fill(world, { canaries: true, hours: ["10"] });
    // A partial that has expired is a marker over its bytes.
    await world.places.work.store.delete(
      (await versionsIn(work)).find(({ key }) => key.startsWith("partials/shop/AllTraffic/20010216T11Z/0ld"))!
        .key,
    );
    expect((await versionsIn(work)).filter(({ body }) => canariesIn(body).length > 0).length).toBeGreaterThan(
      9,
    );
    const quiet = { stage: () => undefined, update: () => undefined };
    const done = await forgetEvents(world.places, world.rebuilder, {
      wanted: new WantedIds({ events: [EVENT, STRADDLING], inferences: [] }),
      span: { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY },
      dryRun: false,
      ...quiet,
    });
    expect(done).toMatchObject({ left: [], labels: [{ lines: 1 }] });
    const held = [...(await versionsIn(work)), ...(await versionsIn(captures))];
    expect(held.filter(({ body }) => canariesIn(body).length > 0).map(({ key }) => key)).toEqual([]);
    await forgetBefore(world.places, { before: at("2001-02-16T11:00:00Z"), dryRun: false, ...quiet });
    const left = [...(await versionsIn(work)), ...(await versionsIn(captures))].map(({ key }) => key);
    expect(left.filter((key) => /\/shop\/AllTraffic\/(2001\/02\/16\/10|20010216T10Z\/r)/.test(key))).toEqual(
      [],
    );
  }, 60_000); // 420 requests, more than half of them the test's own
});
