/** Digests of profiles, for a process that runs no tests. */
import { createHash } from "node:crypto";
import { parseCaptureKey } from "../../shared/capture/capture-key.ts";
import { rowReader } from "../../shared/mapping/row-reader.ts";
import { parseMonitorDefinition } from "../../shared/monitors/monitor-definition.ts";
import { encodeProfile } from "../../shared/profile/profile-codec.ts";
import { seededRandom } from "../../shared/random.ts";
import type { ObjectStore } from "../../steps/ports.ts";
import { profileRecords } from "../../steps/profile-records.ts";

const KEY = parseCaptureKey("shop/AllTraffic/2026/11/27/10/30-00-000-c.jsonl")!;
const RECORDS = 400;
const CHUNK = 3000;

type Row = readonly string[];
const FORMS = {
  CSV: (row: Row) => ["CSV", row.join(",")],
  "CSV in quotes": (row: Row) => ["CSV", row.map((cell) => `"${cell}"`).join(",")],
  BASE64: (row: Row) => ["BASE64", Buffer.from(row.join(",")).toString("base64")],
  JSON: (row: Row) => [
    "JSON",
    `[${row.map((cell) => (/^-?\d/.test(cell) ? cell : JSON.stringify(cell))).join(",")}]`,
  ],
} as const;
export const FORM_NAMES = Object.keys(FORMS) as (keyof typeof FORMS)[];

/** A capture file of one form of payloads: every kind of cell, and others for every seed. */
export function captureFile(form: keyof typeof FORMS, seed: number): Buffer {
  const random = seededRandom(seed);
  const lines = Array.from({ length: RECORDS }, (_, at) => {
    const row = [
      String(Math.floor(random() * 90) - 9),
      (random() * 300).toFixed(2),
      String(random() * 10 ** Math.floor(random() * 24 - 9)),
      `group ${Math.floor(random() * 40)}`,
      `id-é-${Math.floor(random() * 1e6)}`,
    ];
    const [encoding, data] = FORMS[form](row);
    const input = {
      observedContentType: form === "JSON" ? "application/json" : "text/csv",
      mode: "INPUT",
      data,
      encoding,
    };
    const time = new Date(Date.UTC(2026, 10, 27, 10, 0, at)).toISOString().replace(".000", "");
    return JSON.stringify({
      captureData: {
        endpointInput: input,
        endpointOutput: { mode: "OUTPUT", data: String(random()), encoding: "CSV" },
      },
      eventMetadata: { eventId: `e${seed}-${at}`, inferenceTime: time },
      eventVersion: "0",
    });
  });
  return Buffer.from(`${lines.join("\n")}\n`);
}

/** Of the file's profiles, window by window. The store gives a chunk and lets others go on. */
export async function profileDigest(bytes: Buffer, scan = true): Promise<string> {
  const monitor = parseMonitorDefinition({
    monitor: "shop",
    endpoint: "shop",
    variants: ["AllTraffic"],
    capture: { uri: "s3://captures/" },
  });
  async function* stream() {
    for (let at = 0; at < bytes.length; at += CHUNK) {
      await Promise.resolve();
      yield bytes.subarray(at, at + CHUNK);
    }
  }
  const store = { name: "captures", stream } as unknown as ObjectStore;
  const profiled = { monitor, reader: rowReader(monitor), sensitiveKey: "key of the tests" };
  const file = { bucket: "captures", key: KEY.key };
  const profiles = await profileRecords(() => store, file, KEY, profiled, { scan, unlearntLines: 0 });
  const digest = createHash("sha256");
  for (const start of [...profiles.keys()].sort((a, b) => a - b))
    digest.update(await encodeProfile(profiles.get(start)!));
  return digest.digest("hex");
}

export const allDigests = (): Promise<string[]> =>
  Promise.all(FORM_NAMES.map((form, at) => profileDigest(captureFile(form, at + 1))));
