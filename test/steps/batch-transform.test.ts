import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import { DiskObjectStore } from "../../adapters/disk/disk-object-store.ts";
import type { RecordRows } from "../../shared/capture/rows.ts";
import type { MonitorDefinition } from "../../shared/monitors/monitor-definition.ts";
import { decodeProfile } from "../../shared/profile/profile-codec.ts";
import type { Captured } from "../../steps/capture-kinds/capture-kind.ts";
import { captureKindOf } from "../../steps/capture-kinds/index.ts";
import { closeWindow } from "../../steps/close-window.ts";
import type { ObjectStore, Ports } from "../../steps/ports.ts";
import { profileCaptureFile } from "../../steps/profile-capture-file.ts";
import { replay } from "../../steps/replay.ts";
import { type World, world } from "./world.ts";

const BUCKET = "my-bucket";
const MANIFEST = "2001/02/16/10/e824d723-e1f2-4986-90fc-0b0ac58ea0fc.json";
const WINDOW = { endpoint: "shop", variant: "AllTraffic", windowId: "20010216T10Z", revision: 0 };
const id = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`;

let here: World;
let ports: Ports;
let manifests: string;
let data: ObjectStore;
afterEach(() => here.remove());

async function batchWorld(now = "2001-02-16T11:20:00Z"): Promise<void> {
  here = await world(now, (root) => ({
    capture: { uri: join(root, "captures/output"), kind: "batch-transform" },
  }));
  manifests = join(here.captures, "output");
  mkdirSync(manifests);
  data = new DiskObjectStore(join(here.root, BUCKET));
  ports = {
    ...here.ports,
    captures: (bucket) => (bucket === BUCKET ? data : here.ports.captures(bucket)),
  };
}

const putManifest = (names: readonly unknown[], key = MANIFEST) =>
  ports.captures(manifests).put(key, JSON.stringify([{ prefix: `s3://${BUCKET}/out/` }, ...names]));
const profile = (key = MANIFEST) => profileCaptureFile(ports, { objects: [{ bucket: manifests, key }] });
const partials = async () => {
  const objects = await Array.fromAsync(ports.work.list("partials/"));
  const bodies = await Promise.all(objects.map(async ({ key }) => (await ports.work.get(key))!.body));
  return objects.map(({ key }, at) => ({ window: key.split("/")[3], profile: decodeProfile(bodies[at]!) }));
};

describe("a manifest that lands", () => {
  test("is profiled by the rows of every object that it names, each at the time of its job", async () => {
    await batchWorld();
    await data.put(
      "out/a.csv.out",
      `0.5,1,DE,${id(1)},2001-02-16T10:49:15Z\n0.6,2,FR,${id(2)},2001-02-16T10:49:15Z\n`,
    );
    await data.put("out/b.csv.out", `0.7,3,DE,${id(3)},2001-02-16T11:00:00Z\n`);
    await putManifest(["a.csv.out", "b.csv.out"]);
    expect(await profile()).toMatchObject({
      files: 1,
      records: 3,
      windows: ["20010216T10Z", "20010216T11Z"],
      ignored: [],
    });
    const found = await partials();
    expect(found.map(({ window, profile: { rows } }) => [window, rows])).toEqual([
      ["20010216T10Z", 2],
      ["20010216T11Z", 1],
    ]);
    expect(found[0]!.profile.columns.map(({ name }) => name)).toEqual(["score", "amount", "country"]);
    expect(found[0]!.profile.column("amount")!.evidence.pointers("integral")).toEqual([
      { key: `s3://${BUCKET}/out/a.csv.out`, line: 1, eventId: id(1) },
      { key: `s3://${BUCKET}/out/a.csv.out`, line: 2, eventId: id(2) },
    ]);
  });

  test("belongs to its folder's hour where the rows have no time", async () => {
    await batchWorld();
    await data.put("out/a.csv.out", "0.5,1,DE\r\n0.6,2,FR");
    await putManifest(["a.csv.out"]);
    await profile();
    const found = await partials();
    expect(found.map(({ window }) => window)).toEqual(["20010216T10Z"]);
    expect(found[0]!.profile).toMatchObject({ rows: 2, records: 2 });
  });

  test("that comes twice writes the same bytes", async () => {
    await batchWorld();
    await data.put("out/a.jsonl.out", '{"score":0.5}\n{"score":0.25}\n');
    await putManifest(["a.jsonl.out"]);
    const tags = async () =>
      (await Array.fromAsync(ports.work.list("partials/"))).map(({ key, etag }) => [key, etag]);
    await profile();
    const before = await tags();
    await profile();
    expect(before).toHaveLength(1);
    expect(await tags()).toEqual(before);
    expect(here.ports.executions.started).toHaveLength(1);
  });

  test("counts what it names and is not there, what is no entry, and what cannot be read", async () => {
    await batchWorld();
    await data.put("out/a.csv.out", '0.5,1,DE\n0.5,"open\n');
    await putManifest(["a.csv.out", "gone.csv.out", 7, "../b"]);
    expect(await profile()).toMatchObject({ files: 1, records: 1 });
    const stored = (await partials())[0]!.profile;
    expect([...stored.malformed.byReason.keys()].sort()).toEqual([
      "CSV ends inside a quoted cell",
      "an object that the manifest names is not there",
      "manifest entry is no key of an object",
      "manifest entry is number, expected string",
    ]);
  });

  test.each(["", "no JSON", "{}", '[{"prefix":"/x"}]', "x".repeat((8 << 20) + 1)])(
    "with odd content is one fault (case %#)",
    async (text) => {
      await batchWorld();
      await ports.captures(manifests).put(MANIFEST, text);
      expect(await profile()).toMatchObject({ files: 1, records: 0 });
      const stored = (await partials())[0]!.profile;
      expect(stored.malformed.count).toBe(1);
    },
  );

  test("in another place is left aside", async () => {
    await batchWorld();
    expect((await profile("input/2001/02/16/10/x.json")).ignored).toHaveLength(1);
    expect((await profile("2001/02/16/10/x.csv")).ignored).toHaveLength(1);
  });
});

describe("closing a window", () => {
  test("finds the manifest whose event never came, and then nothing more", async () => {
    await batchWorld();
    await data.put("out/a.csv.out", "0.5,1,DE\n");
    await putManifest(["a.csv.out"]);
    const round = await closeWindow(ports, WINDOW);
    expect(round.missing).toMatchObject([{ objects: [{ bucket: manifests, key: MANIFEST }] }]);
    await profileCaptureFile(ports, round.missing[0]);
    expect(await closeWindow(ports, { ...WINDOW, plan: round })).toMatchObject({ missing: [], partials: 1 });
  });

  test("a replay counts the manifests", async () => {
    await batchWorld();
    await putManifest(["a.csv.out"]);
    const range = { from: "2001-02-16T10:00:00Z", to: "2001-02-16T11:00:00Z", dryRun: true };
    expect(await replay(ports, { endpoint: "shop", variant: "AllTraffic", ...range })).toMatchObject({
      windows: 1,
      files: 1,
    });
  });
});

describe("an object that a manifest names", () => {
  const monitor = {
    capture: { uri: "s3://my-bucket/captures/output", kind: "batch-transform", samplingPercent: 100 },
  } as const satisfies Pick<MonitorDefinition, "capture">;
  const read = async (body: string | Uint8Array, key = "out/a.out", names?: readonly string[]) => {
    const bytes = typeof body === "string" ? Buffer.from(body) : body;
    const store = {
      name: "memory",
      async *stream() {
        for (let at = 0; at < bytes.length; at += 7) yield bytes.subarray(at, at + 7);
      },
    } as unknown as ObjectStore;
    const options = { order: "output-first", ...(names && { names }) } as const;
    const kind = captureKindOf(monitor);
    const captured = await Array.fromAsync(
      kind.readEvidence(() => store, { bucket: "b", key: `s3://my-bucket/${key}` }, options),
    );
    return captured.map((each) => ({ ...each, rows: each.decode(options) }));
  };
  const outcomes = (records: readonly (Captured & { readonly rows: RecordRows })[]) =>
    records.map(({ at, rows }) => [at.line, rows.ok ? rows.rows.map(({ cells }) => cells) : rows.reason]);

  test.each([
    ["nothing", "", []],
    ["blank lines", "\n \n", []],
    [
      "CSV",
      "1,2\n\n3,4\n",
      [
        [1, [["1", "2"]]],
        [3, [["3", "4"]]],
      ],
    ],
    [
      "JSON Lines",
      '{"a":1}\n{"a":2}\n',
      [
        [1, [[1]]],
        [2, [[2]]],
      ],
    ],
    [
      "a list a line",
      "[0.1,0.9]\n[0.2,0.8]\n",
      [
        [1, [[0.1, 0.9]]],
        [2, [[0.2, 0.8]]],
      ],
    ],
    [
      "JSON Lines with a torn line",
      '{"a":1}\n{"a":\n{"a":3}',
      [
        [1, [[1]]],
        [2, "line is not JSON"],
        [3, [[3]]],
      ],
    ],
    [
      "JSON Lines whose first line is torn",
      '{"a":\n{"a":2}\n',
      [
        [1, "line is not JSON"],
        [2, [[2]]],
      ],
    ],
    [
      "a document over lines",
      '{\n "instances": [\n  [1, 2],\n  [3, 4]\n ]\n}\n',
      [
        [
          1,
          [
            [1, 2],
            [3, 4],
          ],
        ],
      ],
    ],
    [
      "a document with a record behind it",
      '{"a":\n1}\n{"a":2}\n',
      [
        [1, "line is not JSON"],
        [2, "line is not JSON"],
        [3, [[2]]],
      ],
    ],
    [
      "a document with a line behind it that is no text",
      Buffer.concat([Buffer.from('{"a":\n1}\n'), Buffer.from([0xff, 10]), Buffer.from('{"a":2}\n')]),
      [
        [1, "line is not JSON"],
        [2, "line is not JSON"],
        [3, "line is not UTF-8"],
        [4, [[2]]],
      ],
    ],
    [
      "a document that ends early",
      '{\n "instances": [\n',
      [
        [1, "line is not JSON"],
        [2, "line is not JSON"],
      ],
    ],
  ])("%s is read", async (_, body, expected) => expect(outcomes(await read(body))).toEqual(expected));

  test("a header is no row, and is said", async () => {
    const [header, row] = await read("a,b\n1,2\n", "in/a.csv", ["a", "b"]);
    expect(header!.rows).toEqual({ ok: true, rows: [], notes: ["headerSkipped"] });
    expect(row!.rows).toMatchObject({ rows: [{ cells: ["1", "2"] }] });
  });

  test("a packed one is unpacked", async () => {
    expect(outcomes(await read(gzipSync("1,2\n"), "in/a.csv.gz"))).toEqual([[1, [["1", "2"]]]]);
  });

  test("any bytes give rows or reasons, a record for each line that is not blank at most", async () => {
    const line = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.jsonValue().map((value) => JSON.stringify(value)),
      fc.jsonValue().map((value) => JSON.stringify({ SageMakerOutput: value, SageMakerInferenceId: value })),
      fc.constantFrom("{", "[", '"', "1,2", '"a","b"', " ", "\ufeff{}"),
    );
    const body = fc.oneof(
      fc.uint8Array({ maxLength: 60 }),
      fc.array(line, { maxLength: 6 }).map((lines) => Buffer.from(lines.join("\n"))),
    );
    await fc.assert(
      fc.asyncProperty(body, async (bytes) => {
        const records = await read(bytes);
        const lines = Buffer.from(bytes).toString("latin1").split("\n").length;
        expect(records.length).toBeLessThanOrEqual(lines);
        for (const { at, rows } of records) {
          expect(at.line).toBeGreaterThan(0);
          if (!rows.ok) expect(rows.reason).toMatch(/^[\x20-\x7e]{1,140}$/);
        }
      }),
      { seed: 4711, numRuns: 700 },
    );
  });
});
