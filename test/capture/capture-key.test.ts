import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { captureKeyOf, captureTime, hourPrefix, parseCaptureKey } from "../../shared/capture/capture-key.ts";
import { UnusableInput } from "../../shared/errors.ts";

const FOLDER = "churn/AllTraffic/2025/02/15/21";
const FILE = "29-20-227-06f6a337-a6ae-419f-9af0-be9a6cdc54a6.jsonl";

describe("parseCaptureKey", () => {
  test("an empty key is no capture key", () => expect(parseCaptureKey("")).toBeUndefined());

  test("a key without a prefix is read", () => {
    expect(parseCaptureKey(`${FOLDER}/${FILE}`)).toEqual({
      key: `${FOLDER}/${FILE}`,
      prefix: "",
      endpoint: "churn",
      variant: "AllTraffic",
      hour: Date.UTC(2025, 1, 15, 21),
      file: FILE,
    });
  });

  test("the prefix is everything before the endpoint, with as many folders as it has", () => {
    expect(parseCaptureKey(`data/capture-prod/${FOLDER}/${FILE}`)).toMatchObject({
      prefix: "data/capture-prod",
      endpoint: "churn",
    });
  });

  test("a gzipped file is a capture file", () => {
    expect(parseCaptureKey(`p/${FOLDER}/${FILE}.gz`)?.file).toBe(`${FILE}.gz`);
  });

  test("29 February exists in leap years only", () => {
    expect(parseCaptureKey("e/v/2024/02/29/00/a.jsonl")?.hour).toBe(Date.parse("2024-02-29T00:00:00Z"));
    expect(parseCaptureKey("e/v/2025/02/29/00/a.jsonl")).toBeUndefined();
  });

  test.each([
    ["another extension", "e/v/2025/02/15/21/a.json"],
    ["a name that is only the extension", "e/v/2025/02/15/21/.jsonl"],
    ["no endpoint", "v/2025/02/15/21/a.jsonl"],
    ["month 13", "e/v/2025/13/15/21/a.jsonl"],
    ["day 0", "e/v/2025/02/00/21/a.jsonl"],
    ["hour 24", "e/v/2025/02/15/24/a.jsonl"],
    ["year 0", "e/v/0000/02/15/21/a.jsonl"],
    ["a slash in front", "/e/v/2025/02/15/21/a.jsonl"],
    ["a slash in front of its prefix", "/p/e/v/2025/02/15/21/a.jsonl"],
    ["a folder above", "p/../e/v/2025/02/15/21/a.jsonl"],
    ["a folder above at its start", "../e/v/2025/02/15/21/a.jsonl"],
    ["a folder itself", "p/./e/v/2025/02/15/21/a.jsonl"],
    ["a backslash", "p\\..\\q/e/v/2025/02/15/21/a.jsonl"],
    ["a control character", "p/e/v/2025/02/15/21/a\u0000.jsonl"],
    ["an escape sequence", "p\u001b[31m/e/v/2025/02/15/21/a.jsonl"],
    ["a newline", "p/e/v/2025/02/15/21/a\n.jsonl"],
    ["half a character", "p\ud800/e/v/2025/02/15/21/a.jsonl"],
    ["an endpoint that CreateEndpoint refuses", "p/my_endpoint/v/2025/02/15/21/a.jsonl"],
    ["a variant of 64 characters", `p/e/${"v".repeat(64)}/2025/02/15/21/a.jsonl`],
    ["more than 1,024 characters", `${"p".repeat(1001)}/e/v/2025/02/15/21/a.jsonl`],
  ])("a key with %s is refused", (_, key) => expect(parseCaptureKey(key)).toBeUndefined());

  test("a key of 1,024 bytes is read, a longer one is not", () => {
    const key = (bytes: number, character: string) => {
      const tail = "/e/v/2025/02/15/21/a.jsonl";
      const width = Buffer.byteLength(character);
      const room = bytes - tail.length;
      return `${character.repeat(Math.floor(room / width))}${"x".repeat(room % width)}${tail}`;
    };
    for (const character of ["p", "ü", "漢"]) {
      expect([1023, 1024].map((bytes) => parseCaptureKey(key(bytes, character))?.endpoint)).toEqual([
        "e",
        "e",
      ]);
      expect(parseCaptureKey(key(1025, character))).toBeUndefined();
    }
  });
});

describe("captureTime", () => {
  test("the time of the first record is minute, second and millisecond of the name", () => {
    const key = parseCaptureKey(`p/${FOLDER}/${FILE}`)!;
    expect(captureTime(key)).toBe(Date.parse("2025-02-15T21:29:20.227Z"));
  });

  test.each(["a.jsonl", "60-00-000-a.jsonl", "5-00-000-a.jsonl"])(
    "%s tells no time, so the hour stands",
    (file) => {
      expect(captureTime({ hour: 7_200_000, file })).toBe(7_200_000);
    },
  );
});

describe("writing keys", () => {
  test("the folder of an hour is the same for every time in it", () => {
    expect(hourPrefix("p/q", "e", "v", Date.UTC(2025, 1, 5, 4, 59, 59, 999))).toBe("p/q/e/v/2025/02/05/04/");
    expect(hourPrefix("", "e", "v", Date.UTC(2025, 1, 5, 4))).toBe("e/v/2025/02/05/04/");
  });

  test("a written key reads back as its parts", () => {
    const name = fc.stringMatching(/^[A-Za-z0-9](-?[A-Za-z0-9]){0,10}$/);
    const parts = fc.record({
      prefix: fc
        .array(fc.stringMatching(/^[A-Za-z0-9 =_é-]{1,8}$/), { maxLength: 3 })
        .map((list) => list.join("/")),
      endpoint: name,
      variant: name,
      time: fc.integer({ min: Date.UTC(1970, 0), max: Date.UTC(2100, 0) }),
      id: fc.uuid(),
    });
    fc.assert(
      fc.property(parts, (given) => {
        const key = parseCaptureKey(captureKeyOf(given))!;
        const { prefix, endpoint, variant, time } = given;
        expect({ prefix: key.prefix, endpoint: key.endpoint, variant: key.variant }).toEqual({
          prefix,
          endpoint,
          variant,
        });
        expect(captureTime(key)).toBe(time);
        expect(key.key.startsWith(hourPrefix(prefix, endpoint, variant, key.hour))).toBe(true);
      }),
      { seed: 20250215, numRuns: 200 },
    );
  });

  test("parts that make no capture key are refused with both sides and what to do", () => {
    const write = () =>
      captureKeyOf({ prefix: "p", endpoint: "my/endpoint", variant: "v", time: 0, id: "a" });
    expect(write).toThrow(UnusableInput);
    expect(() => captureKeyOf({ prefix: "..", endpoint: "e", variant: "v", time: 0, id: "a" })).toThrow(
      UnusableInput,
    );
    expect(write).toThrow(/Got ".*" as the key.*expected .*Name endpoint/);
  });
});
