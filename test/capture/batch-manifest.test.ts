import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseBatchKey } from "../../shared/capture/batch-key.ts";
import { parseManifest } from "../../shared/capture/batch-manifest.ts";
import { hourFolder } from "../../shared/capture/capture-key.ts";

const manifest = (...entries: readonly unknown[]) => parseManifest(JSON.stringify(entries));

describe("parseManifest", () => {
  test("a prefix alone names nothing", () => {
    expect(manifest({ prefix: "s3://b-1/p/" })).toEqual({ ok: true, objects: [], faults: [] });
  });

  // The shape of docs/…/model-monitor-data-capture-batch and S3DataSource: address = prefix followed by the name.
  test("names stand behind the prefix, which may end within a name", () => {
    expect(manifest({ prefix: "s3://my-bucket/out/" }, "a.csv.out", "more/b.csv.out")).toEqual({
      ok: true,
      objects: [
        { bucket: "my-bucket", key: "out/a.csv.out" },
        { bucket: "my-bucket", key: "out/more/b.csv.out" },
      ],
      faults: [],
    });
    expect(manifest({ prefix: "s3://my-bucket/out/part-" }, "1")).toMatchObject({
      objects: [{ bucket: "my-bucket", key: "out/part-1" }],
    });
    expect(manifest({ prefix: "s3://my-bucket" }, "a.csv")).toMatchObject({
      objects: [{ bucket: "my-bucket", key: "a.csv" }],
    });
  });

  test("an object that is named twice is read once", () => {
    expect(manifest({ prefix: "s3://my-bucket/" }, "a", "b", "a")).toMatchObject({
      objects: [{ key: "a" }, { key: "b" }],
    });
  });

  test.each([
    ["", "manifest is not JSON, expected array"],
    ["[", "manifest is not JSON, expected array"],
    ["{}", "manifest is object, expected array"],
    ["[]", "manifest does not begin with its prefix"],
    ['["a"]', "manifest does not begin with its prefix"],
    ['[{"prefix":7}]', "manifest does not begin with its prefix"],
    ['[{"prefix":"/data/"},"a"]', "prefix of the manifest is not an s3:// address"],
    ['[{"prefix":"s3://"},"a"]', "prefix of the manifest is not an s3:// address"],
    ['[{"prefix":"s3://../p"},"a"]', "prefix of the manifest is not an s3:// address"],
  ])("%s is no manifest", (text, reason) => expect(parseManifest(text)).toEqual({ ok: false, reason }));

  test.each([
    [7, "manifest entry is number, expected string"],
    [null, "manifest entry is null, expected string"],
    [{ prefix: "s3://my-bucket/" }, "manifest entry is object, expected string"],
    ["", "manifest entry is no key of an object"],
    ["../a", "manifest entry is no key of an object"],
    ["a/./b", "manifest entry is no key of an object"],
    ["/a", "manifest entry is no key of an object"],
    ["a\\b", "manifest entry is no key of an object"],
    ["a\u0000", "manifest entry is no key of an object"],
    ["x".repeat(1024), "manifest entry is no key of an object"],
  ])("entry %j is a fault beside the others", (entry, fault) => {
    expect(manifest({ prefix: "s3://my-bucket/p/" }, "a", entry, "b")).toEqual({
      ok: true,
      objects: [
        { bucket: "my-bucket", key: "p/a" },
        { bucket: "my-bucket", key: "p/b" },
      ],
      faults: [fault],
    });
  });

  test("any text gives objects that stay in their bucket, or a reason that does not quote it", () => {
    const entry = fc.oneof(fc.string(), fc.string({ unit: "binary" }), fc.jsonValue());
    const prefix = fc.oneof(
      fc.constant({ prefix: "s3://my-bucket/p/" }),
      fc.record({ prefix: fc.string() }),
      fc.jsonValue(),
    );
    const text = fc.oneof(
      fc.string(),
      fc.tuple(prefix, fc.array(entry)).map(([first, names]) => JSON.stringify([first, ...names])),
    );
    fc.assert(
      fc.property(text, (given) => {
        const parsed = parseManifest(given);
        const reasons = parsed.ok ? parsed.faults : [parsed.reason];
        for (const reason of reasons) expect(reason).toMatch(/^(prefix of the )?manifest [\x20-\x7e]{1,60}$/);
        for (const { key } of parsed.ok ? parsed.objects : [])
          expect(key.split("/").some((name) => ["", ".", ".."].includes(name))).toBe(false);
      }),
      { seed: 20_230_121, numRuns: 1000 },
    );
  });
});

describe("keys of manifests", () => {
  const place = { prefix: "data-capture/output", endpoint: "churn-batch", variant: "AllTraffic" };
  const name = "2023/01/21/01/e824d723-e1f2-4986-90fc-0b0ac58ea0fc.json";

  test("name the hour; the monitor names the rest", () => {
    expect(parseBatchKey(`data-capture/output/${name}`, place)).toEqual({
      key: `data-capture/output/${name}`,
      ...place,
      hour: Date.UTC(2023, 0, 21, 1),
      file: "e824d723-e1f2-4986-90fc-0b0ac58ea0fc.json",
    });
    expect(parseBatchKey(name, { ...place, prefix: "" })?.hour).toBe(Date.UTC(2023, 0, 21, 1));
  });

  test.each([
    ["the other side", `data-capture/input/${name}`],
    ["another prefix", `more/data-capture/output/${name}`],
    ["no prefix", name],
    ["a folder below the hour", "data-capture/output/2023/01/21/01/more/x.json"],
    ["another extension", "data-capture/output/2023/01/21/01/x.csv"],
    ["a day that does not exist", "data-capture/output/2023/02/30/01/x.json"],
    ["a folder above", "data-capture/output/../output/2023/01/21/01/x.json"],
  ])("a key with %s is none of the monitor's", (_, key) => expect(parseBatchKey(key, place)).toBeUndefined());

  test("lie in the folder of their hour", () => {
    const hour = Date.UTC(2023, 0, 21, 1, 59);
    expect(hourFolder("data-capture/output", hour)).toBe("data-capture/output/2023/01/21/01/");
    expect(hourFolder("", hour)).toBe("2023/01/21/01/");
  });
});
