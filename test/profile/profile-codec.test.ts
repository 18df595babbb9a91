import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { crc32 as zlibCrc32 } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { UnusableInput } from "../../shared/errors.ts";
import { ByteReader } from "../../shared/profile/byte-reader.ts";
import { ByteWriter } from "../../shared/profile/byte-writer.ts";
import { crc32 } from "../../shared/profile/crc32.ts";
import { DatasetProfile } from "../../shared/profile/dataset-profile.ts";
import { decodeProfile, encodeProfile, mergeEncoded } from "../../shared/profile/profile-codec.ts";
import { RunMemory } from "../../shared/profile/run-memory.ts";
import { ASCENDING, readRuns, writeRuns } from "../../shared/profile/runs-codec.ts";
import { exampleProfile } from "./example-profile.ts";
import { PARTS } from "./merged-parts.ts";

const example = exampleProfile();
const bytes = encodeProfile(example);

function changed(at: number, value: number): Uint8Array {
  const copy = bytes.slice();
  copy[at] = value;
  return copy;
}

const readAscending = (from: ByteReader) => readRuns(from, ASCENDING);

describe("the profile codec", () => {
  test("gives back an empty profile", () => {
    const back = decodeProfile(encodeProfile(new DatasetProfile()));
    expect([back.rows, back.columns, back.firstTime]).toEqual([0, [], undefined]);
  });

  test("encodes what it decoded to the same bytes, and the same rows to the same bytes", () => {
    expect(Buffer.compare(encodeProfile(decodeProfile(bytes)), bytes)).toBe(0);
    expect(Buffer.compare(encodeProfile(exampleProfile()), bytes)).toBe(0);
  });

  test("gives back everything that can be asked", () => {
    const back = decodeProfile(bytes);
    expect([back.rows, back.records, back.firstTime, back.lastTime]).toEqual([
      6000,
      6000,
      example.firstTime,
      example.lastTime,
    ]);
    expect([...back.notes]).toEqual([...example.notes]);
    expect([...back.malformed.byReason]).toEqual([...example.malformed.byReason]);
    for (const [i, column] of back.columns.entries()) {
      const before = example.columns[i]!;
      expect([column.name, column.sensitive, { ...column.types }]).toEqual([
        before.name,
        before.sensitive,
        { ...before.types },
      ]);
      expect(column.moments.sum).toBe(before.moments.sum);
      expect(column.moments.m2).toBe(before.moments.m2);
      expect(column.sketch.weightedValues()).toEqual(before.sketch.weightedValues());
      expect(column.values.entries()).toEqual(before.values.entries());
      expect(column.distinct.estimate()).toBe(before.distinct.estimate());
      expect(column.evidence.pointers("absent")).toEqual(before.evidence.pointers("absent"));
      expect(back.absent(column)).toBe(example.absent(before));
    }
  });

  test("merges what it decoded to the bytes of what it encoded", () => {
    const one = exampleProfile();
    one.merge(example);
    const other = decodeProfile(bytes);
    other.merge(decodeProfile(bytes));
    expect(Buffer.compare(encodeProfile(one), encodeProfile(other))).toBe(0);
  });

  test("writes no sensitive value", () => {
    const text = Buffer.from(bytes).toString("latin1");
    for (const canary of ["example.org", "user123", "the key of the example"])
      expect(text.includes(canary)).toBe(false);
  });

  test("refuses other bytes, other versions, cut and damaged ones", () => {
    const refuse = (other: Uint8Array, message: string) => {
      expect(() => decodeProfile(other)).toThrow(message);
      expect(() => decodeProfile(other)).toThrow(UnusableInput);
    };
    refuse(new Uint8Array(0), 'Got bytes that begin with ""; expected a profile (PLPR).');
    refuse(Buffer.from('{"version": 0.0}'), 'Got bytes that begin with "{\\"ve"; expected a profile (PLPR).');
    refuse(bytes.subarray(0, 9), "Profile is cut off: got 9 bytes, expected 13 at least.");
    refuse(changed(4, 7), "Profile has version 7; this build reads 1 and 2.");
    refuse(
      bytes.subarray(0, 1000),
      `Profile is cut off: got a body of 987 bytes, expected ${bytes.length - 13}.`,
    );
    refuse(changed(500, bytes[500]! ^ 1), "Profile is damaged: got checksum");
  });

  test("reads the bytes of version 1 for ever", () => {
    const fixture = readFileSync(new URL("../fixtures/profile-v1.bin", import.meta.url));
    const profile = decodeProfile(fixture);
    expect([profile.rows, profile.records, profile.columns.length]).toEqual([6000, 6000, 9]);
    expect(profile.columns.map((column) => column.types.inferredType())).toEqual([
      "Fractional",
      "Fractional",
      "Integral",
      "String",
      "String",
      "Boolean",
      "String",
      "Integral",
      "Fractional",
    ]);
    expect(profile.column("count")!.types.missing).toBe(61); // 6000 / 97
    expect(profile.column("late")!.values.n).toBe(5994);
    expect(profile.absent("late")).toBe(6);
    expect(profile.column("_c8")!.types).toMatchObject({ nonFinite: 147, integral: 150, fractional: 147 });
    expect(profile.column("_c8")!.moments.sum).toBe(-7 * 150);
    expect(Math.abs(profile.column("price")!.sketch.quantile(0.5)! - 250)).toBeLessThan(10);
    expect(profile.malformed.count).toBe(12);
    expect(profile.notes.get("clockSkew")).toBe(6);
    expect(profile.column("late")!.evidence.pointers("absent")[0]).toEqual({
      key: "captures/0.jsonl",
      line: 3000,
      eventId: "event-3000",
    });
    // Version 1 did not count negative numbers; the sketch holds all 150 of them.
    expect(profile.column("_c8")!.types.negative).toBe(150);
    expect(profile.column("_c8")!.evidence.pointers("negative")).toEqual([]);
    const rewritten = encodeProfile(profile);
    expect(rewritten[4]).toBe(2);
    expect(Buffer.compare(encodeProfile(decodeProfile(rewritten)), rewritten)).toBe(0);
  });

  test("merges the bytes of version 1 with those of this version", () => {
    const fixture = readFileSync(new URL("../fixtures/profile-v1.bin", import.meta.url));
    const profile = decodeProfile(fixture);
    profile.merge(decodeProfile(bytes));
    expect([profile.rows, profile.column("_c8")!.types.negative]).toEqual([12_000, 300]);
  });

  test("merges an encoded profile as it reads it to the bytes of merging the decoded one", () => {
    const segments = { column: "origin", most: 4 };
    for (const kind of ["default", "ModelMonitor"] as const) {
      const parts = [2500, 10, 0, 300].map((rows) => encodeProfile(exampleProfile({ kind, segments }, rows)));
      const [streamed, merged] = [decodeProfile(parts[0]!), decodeProfile(parts[0]!)];
      const memory = new RunMemory();
      for (const part of parts) {
        mergeEncoded(streamed, [part], memory);
        merged.merge(decodeProfile(part));
      }
      expect(Buffer.compare(encodeProfile(streamed), encodeProfile(merged))).toBe(0);
    }
    expect(() => mergeEncoded(new DatasetProfile(), [changed(4, 7)], new RunMemory())).toThrow(UnusableInput);
  });

  test("merges profiles to the same bytes one by one, several at once and decoded", () => {
    for (const [name, parts] of Object.entries(PARTS)) {
      const decoded = decodeProfile(parts[0]!);
      for (const part of parts.slice(1)) decoded.merge(decodeProfile(part));
      const expected = encodeProfile(decoded);
      for (const atOnce of [1, 3, parts.length]) {
        const whole = decodeProfile(parts[0]!);
        for (let from = 1; from < parts.length; from += atOnce)
          mergeEncoded(whole, parts.slice(from, from + atOnce), new RunMemory());
        expect(Buffer.compare(encodeProfile(whole), expected), `${name}, ${atOnce} at once`).toBe(0);
      }
    }
  });

  test("leaves what is merged into as it was where one of several is damaged", () => {
    const whole = decodeProfile(bytes);
    expect(() => mergeEncoded(whole, [bytes, changed(60, 255)], new RunMemory())).toThrow("is damaged");
    expect(Buffer.compare(encodeProfile(whole), bytes)).toBe(0);
  });

  test("merges chains of both versions to the bytes that Plumbline 0.2.0 gave", () => {
    const digestOf = (name: string, merges: number) => {
      const fixture = readFileSync(new URL(`../fixtures/${name}`, import.meta.url));
      const whole = decodeProfile(fixture);
      const memory = new RunMemory();
      for (let at = 0; at < merges; at++) mergeEncoded(whole, [fixture], memory);
      return createHash("sha256").update(encodeProfile(whole)).digest("hex").slice(0, 16);
    };
    // From the code of 27 November 2026, before merging was made faster.
    expect(digestOf("profile-v1.bin", 40)).toBe("65e37b1f9526280a");
    expect(digestOf("profile-v2.bin", 40)).toBe("e4d9320e34805b22");
  });

  test("reads the bytes of version 2 for ever", () => {
    const fixture = readFileSync(new URL("../fixtures/profile-v2.bin", import.meta.url));
    const profile = decodeProfile(fixture);
    expect([profile.rows, profile.kind]).toEqual([3500, "ModelMonitor"]);
    expect(profile.column("_c8")!.types).toMatchObject({ nonFinite: 25, integral: 25, negative: 25 });
    expect(profile.column("_c8")!.evidence.pointers("negative")).toHaveLength(5);
    expect(profile.column("count")!.spelled!.size).toBe(40);
    const { segments } = profile;
    expect([segments!.column, segments!.most, segments!.largest.length]).toEqual(["origin", 4, 4]);
    const rest = segments!.rest(new Set(segments!.largest.map(([value]) => value)));
    expect(segments!.largest.reduce((sum, [, { rows }]) => sum + rows, rest.rows)).toBe(3500);
    expect(Buffer.compare(encodeProfile(profile), fixture)).toBe(0);
  });
});

describe("bytes", () => {
  const back = <Thing>(write: (to: ByteWriter) => void, read: (from: ByteReader) => Thing): Thing => {
    const to = new ByteWriter();
    write(to);
    const from = new ByteReader(to.finish());
    const thing = read(from);
    expect(from.left).toBe(0);
    return thing;
  };

  test("give back any integer, text and double", () => {
    const runs = { seed: 24, numRuns: 500 };
    fc.assert(
      fc.property(
        fc.maxSafeNat(),
        (n) =>
          back(
            (to) => to.count(n),
            (from) => from.count(),
          ) === n,
      ),
      runs,
    );
    const small = fc.integer({ min: -(2 ** 52), max: 2 ** 52 });
    fc.assert(
      fc.property(
        small,
        (n) =>
          back(
            (to) => to.integer(n),
            (from) => from.integer(),
          ) === n,
      ),
      runs,
    );
    fc.assert(
      fc.property(
        fc.bigInt(),
        (n) =>
          back(
            (to) => to.bigint(n),
            (from) => from.bigint(),
          ) === n,
      ),
      runs,
    );
    const texts = fc.string({ unit: fc.nat(0xffff).map((unit) => String.fromCharCode(unit)) });
    fc.assert(
      fc.property(
        texts,
        (text) =>
          back(
            (to) => to.text(text),
            (from) => from.text(),
          ) === text,
      ),
      runs,
    );
    fc.assert(
      fc.property(fc.double(), (x) =>
        Object.is(
          back(
            (to) => to.double(x),
            (from) => from.double(),
          ),
          x,
        ),
      ),
      runs,
    );
  });

  test("give back ascending integers by blocks, whatever the distances", () => {
    const steps = fc.array(fc.oneof(fc.nat(300), fc.nat(2 ** 22)), { maxLength: 200 });
    fc.assert(
      fc.property(steps, fc.constantFrom(1, 64), (distances, block) => {
        let next = 0;
        const values = Uint32Array.from(distances, (distance) => {
          const value = next + distance;
          next = (value | (block - 1)) + 1;
          return value;
        });
        expect(
          back(
            (to) => to.blockSteps(values, block),
            (from) => from.blockSteps(values.length, block),
          ),
        ).toEqual(values);
      }),
      { seed: 24, numRuns: 300 },
    );
  });

  test("hold a text once", () => {
    const to = new ByteWriter();
    to.text("the same text");
    const once = to.finish().length;
    to.text("the same text");
    expect(to.finish().length).toBe(once + 1);
    const from = new ByteReader(to.finish());
    expect([from.text(), from.text()]).toEqual(["the same text", "the same text"]);
  });

  test("give back ascending values to the bit, decimals or not", () => {
    const values = fc.oneof(
      fc.array(fc.integer({ min: -1e9, max: 1e9 }).map((n) => n / 100)),
      fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }).map((x) => x + 0)),
      fc.array(fc.constantFrom(2 ** 53, 0.1, 1e-7, 1e15, 0, -1, 4503599627370497, 2251799813685248)),
    );
    fc.assert(
      fc.property(fc.array(values), (lists) => {
        const sorted = lists.map((list) => Float64Array.from(list).sort());
        expect(back((to) => writeRuns(to, sorted, ASCENDING), readAscending)).toEqual(sorted);
      }),
      { seed: 24, numRuns: 500 },
    );
  });

  test("give back large integers beside small decimals, which no scale holds together", () => {
    const large = Array.from({ length: 20 }, (_, i) => 2 ** 51 - 20 + i);
    const runs = [
      Float64Array.from([...large.map((value) => -value).reverse(), ...large]),
      Float64Array.of(0.000001),
    ];
    expect(back((to) => writeRuns(to, runs, ASCENDING), readAscending)).toEqual(runs);
  });

  test("that end too early say so", () => {
    expect(() => new ByteReader(new Uint8Array(3)).uint32()).toThrow(
      "Profile ends early: got 3 bytes, expected 4 more.",
    );
    expect(() => new ByteReader(Uint8Array.of(9)).text()).toThrow(
      "Profile names text number 9; it holds 0 so far.",
    );
    expect(() => readAscending(new ByteReader(Uint8Array.of(0, 1, 100)))).toThrow(
      "got 0 bytes, expected 100 values",
    );
  });

  test("have the checksum that zlib computes", () => {
    expect(crc32(new TextEncoder().encode("123456789"))).toBe(0xcbf43926); // The check value of the catalogue of CRCs.
    expect(crc32(bytes)).toBe(zlibCrc32(bytes));
  });
});
