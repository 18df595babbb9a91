import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { CaptureRecord } from "../../shared/capture/capture-record.ts";
import { recordRows } from "../../shared/capture/record-rows.ts";
import type { Row } from "../../shared/capture/row.ts";
import { mappedRows } from "../../shared/mapping/mapped-rows.ts";
import { type RowReader, rowReader } from "../../shared/mapping/row-reader.ts";
import { parseMonitorDefinition } from "../../shared/monitors/monitor-definition.ts";
import { DatasetProfile } from "../../shared/profile/dataset-profile.ts";
import { encodeProfile } from "../../shared/profile/profile-codec.ts";
import { configHash } from "../../shared/profile/profile-config.ts";
import { hashOf } from "../../shared/window/execution-name.ts";

const names = ["score", "age", "spend", "plan"];
const definition = (more: Record<string, unknown> = {}) =>
  parseMonitorDefinition({ monitor: "m", endpoint: "e", capture: { uri: "c" }, columns: { names }, ...more });
const csv = (data: string) => ({ data, encoding: "CSV", contentType: "text/csv" });
const json = (value: unknown) => ({ data: JSON.stringify(value), encoding: "JSON" });
const record = (input: string, output = "0.5", more: Partial<CaptureRecord> = {}): CaptureRecord => ({
  input: csv(input),
  output: csv(output),
  eventId: "event-1",
  inferenceTime: Date.parse("2026-03-04T05:06:07Z"),
  ...more,
});

/** The rows of a record that was read, at its own time. */
const rowsIn = (reader: RowReader, record: CaptureRecord) =>
  reader.rows({ record, decode: (options) => recordRows(record, options) }, record.inferenceTime ?? 0);

/** What a mapping makes of a record: rows as objects, or the reason. */
function mapped(mapping: string, given: CaptureRecord, more: Record<string, unknown> = {}) {
  const read = rowsIn(rowReader(definition({ mapping, ...more })), given);
  return read.ok ? read.rows.map(asObject) : read.reason;
}
const asObject = ({ cells, names: columns = [] }: Row) =>
  Object.fromEntries(columns.map((name, at) => [name, cells[at]]));

describe("a mapping", () => {
  test.each([
    ["renames", 'rows.{ "years": age, "plan": plan }', [{ years: 33, plan: "gold" }]],
    [
      "derives",
      'rows.{ "a": age * 2, "b": $uppercase(plan), "c": spend > 10 }',
      [{ a: 66, b: "GOLD", c: true }],
    ],
    [
      "adds",
      'rows.$merge([$, { "hour": $number($substring($$.event.time, 11, 2)) }])',
      [{ score: 0.5, age: 33, spend: "12.0", plan: "gold", hour: 5 }],
    ],
    ["drops by nothing", 'rows[plan != "gold"]', []],
    ["drops by []", 'rows.plan = "gold" ? [] : rows', []],
    [
      "reads the payload",
      '{ "first": $split(input.data, ",")[0], "bytes": $length(output.data) }',
      [{ first: "33", bytes: 3 }],
    ],
    [
      "reads the event",
      '{ "id": event.id, "at": event.time }',
      [{ id: "event-1", at: "2026-03-04T05:06:07.000Z" }],
    ],
    ["leaves a cell empty", '{ "a": null }', [{ a: null }]],
    ["leaves a missing one out", '{ "a": 1, "b": rows.nowhere }', [{ a: 1 }]],
    ["has no number for 0 ÷ 0", '{ "a": 0 / 0, "b": 1 / 0 }', [{ a: null, b: null }]],
    ["flattens what is nested", '{ "v": [1, { "x": 2 }] }', [{ "v[0]": 1, "v[1].x": 2 }]],
  ])("%s", (_, mapping, rows) => {
    expect(mapped(mapping, record("33,12.0,gold"))).toEqual(rows);
  });

  test("sees every row of a payload of several, joined as without a mapping", () => {
    expect(mapped('rows.{ "s": score, "a": age }', record("1,2,x\n3,4,y", "0.1,0.2"))).toEqual([
      { s: 0.1, a: 1 },
      { s: 0.2, a: 3 },
    ]);
  });

  test("sees cells without names by position", () => {
    const unnamed = { columns: {} };
    expect(mapped('rows.{ "a": _c1 }', record("33,12.0,gold"), unnamed)).toEqual([{ a: 33 }]);
  });

  test("sees the JSON of a payload, its lines, and base64 of it", () => {
    const value = { instances: [{ features: [1, 2] }, { features: [3, 4] }] };
    const text = JSON.stringify(value);
    const mapping = 'input.value.instances.{ "a": features[0], "b": features[1] }';
    const rows = [
      { a: 1, b: 2 },
      { a: 3, b: 4 },
    ];
    const { output: _, ...inputOnly } = record("");
    expect(mapped(mapping, { ...inputOnly, input: json(value) })).toEqual(rows);
    const packed = { data: Buffer.from(text).toString("base64"), encoding: "BASE64" };
    expect(mapped(mapping, { ...inputOnly, input: packed })).toEqual(rows);
    const lines = { data: '{"a":1}\n{"a":2}\n', encoding: "JSON" };
    expect(mapped("input.value", { ...inputOnly, input: lines })).toEqual([{ a: 1 }, { a: 2 }]);
    expect(mapped('{ "v": $exists(input.value) }', record("1,2,x"))).toEqual([{ v: false }]);
  });

  test("need not read rows that cannot be made", () => {
    const given = { ...record("1,2,x"), output: { data: "?", encoding: "XML" } };
    expect(mapped('{ "bytes": $length(input.data) }', given)).toEqual([{ bytes: 5 }]);
    expect(mapped("rows", given)).toBe('unknown encoding "XML" (known: CSV, JSON, BASE64)');
  });

  test("counts a record of which it makes nothing", () => {
    const reader = rowReader(definition({ mapping: "rows[age > 99]" }));
    expect(rowsIn(reader, record("33,1,x"))).toMatchObject({
      ok: true,
      rows: [],
      notes: ["recordsDroppedByMapping"],
    });
    expect(rowsIn(reader, record("100,1,x"))).toMatchObject({ ok: true, notes: [] });
  });

  test.each([
    ["5", "mapping: it gives a number; expected an object for each row"],
    ["null", "mapping: it gives null; expected an object for each row"],
    ["rows.plan", "mapping: it gives a text; expected an object for each row"],
    ['[rows, "x"]', "mapping: it gives a text; expected an object for each row"],
    ['{ "f": $sum }', "mapping: it gives a function as a cell; expected a value"],
    ['{ "f": [function($x){ $$ }] }', "mapping: it gives a function as a cell; expected a value"],
    ["rows.(plan + 1)", "mapping: line 1, column 12: the left side of + is a text; expected a number"],
    ['rows.{ plan: 1, "gold": 2 }', "mapping: line 1, column 17: two keys of an object are the same"],
    ["$map([1..100000], $string)", "mapping: line 1, column 5: it takes more steps than it may"],
  ])("that is %s gives a reason that quotes no captured text", (mapping, reason) => {
    expect(mapped(mapping, record("33,12.0,gold"))).toBe(reason);
  });

  test("may take more steps for a payload of thousands of rows", () => {
    const rows = Array.from({ length: 5000 }, (_, i) => `${i},1.5,gold`);
    const outputs = rows.map(() => "0.5").join("\n");
    const all = 'rows.{ "a": age + 1, "b": spend * 2, "c": $uppercase(plan), "d": score }';
    expect(mapped(all, record(rows.join("\n"), outputs))).toHaveLength(5000);
  });
});

describe("a cell that a mapping passes on", () => {
  const cell = fc.oneof(
    fc.constantFrom(
      "1.0",
      "0.0",
      "-2.50",
      "3e2",
      "1e400",
      "+5",
      "- 5",
      "007",
      "",
      "true",
      "True",
      "NaN",
      ".5",
    ),
    fc.constantFrom("-0", "-0.0", "9007199254740993", "0.1", "1e-7", "x y", "Infinity", "0x1F"),
    fc.double().map(String),
    fc.integer().map(String),
    fc.string({ maxLength: 8 }).filter((text) => !/[",\r\n]/.test(text)),
  );

  test("is counted as the one that came: the profile is the same to the byte", () => {
    const whole = rowReader(definition());
    const passed = rowReader(definition({ mapping: "rows" }));
    const renamed = rowReader(
      definition({ mapping: `rows.{ ${names.map((n) => `"${n}": ${n}`).join(", ")} }` }),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell, cell, cell), { minLength: 1, maxLength: 5 }), (rows) => {
        const bytes = [whole, passed, renamed].map((reader) => {
          const profile = new DatasetProfile({ names });
          for (const [line, [score, ...input]] of rows.entries()) {
            const read = rowsIn(reader, record(input.join(","), score || "0"));
            if (read.ok) for (const row of read.rows) profile.addRow(row, { key: "file", line });
          }
          return encodeProfile(profile);
        });
        expect(bytes[1]).toEqual(bytes[0]);
        expect(bytes[2]).toEqual(bytes[0]);
      }),
      { seed: 7391, numRuns: 500 },
    );
  });

  test("computes like the number that it spells", () => {
    expect(
      mapped(
        'rows.{ "a": spend + 1, "b": spend = 12, "c": spend, "d": $sum([spend, age]) }',
        record("1,12.0,x"),
      ),
    ).toEqual([{ a: 13, b: true, c: "12.0", d: 13 }]);
  });

  test("of JSON is what it is: a text of digits stays a text", () => {
    const reader = rowReader(definition({ mapping: "input.value" }));
    const { output: _, ...inputOnly } = record("");
    expect(rowsIn(reader, { ...inputOnly, input: json({ a: "5", b: 5, c: true }) })).toMatchObject({
      ok: true,
      rows: [{ cells: ["5", 5, true], names: ["a", "b", "c"], typed: true }],
      notes: [],
    });
  });
});

describe("whatever an expression gives", () => {
  test("is rows or a reason", () => {
    const value = fc.oneof(fc.jsonValue({ maxDepth: 5 }), fc.anything({ withNullPrototype: true }));
    fc.assert(
      fc.property(value, fc.boolean(), (given, sorted) => {
        const rows = mappedRows(JSON.parse(JSON.stringify(given) ?? "null"), { sorted });
        if (!rows.ok) expect(rows.reason).toMatch(/^[\x20-\x7e]{1,120}$/);
        for (const { cells, names: columns } of rows.ok ? rows.rows : []) {
          expect(columns).toHaveLength(cells.length);
          expect(new Set(columns).size).toBe(cells.length);
          if (sorted) expect(columns).toEqual([...columns!].sort());
        }
      }),
      { seed: 7391, numRuns: 2000 },
    );
  });
});

describe("$sample", () => {
  const kept = (share: number, ids: readonly string[]) => {
    const reader = rowReader(definition({ mapping: `$sample(${share}) ? rows : []` }));
    return ids.filter((eventId) => {
      const read = rowsIn(reader, record("1,2,x", "0.5", { eventId }));
      return read.ok && read.rows.length === 1;
    });
  };
  const ids = Array.from({ length: 10_000 }, (_, i) => `${hashOf(8, String(i))}-0000-4000-8000-000000000000`);

  test("keeps about its share: within three standard deviations of the binomial", () => {
    // √(10,000 × 0.1 × 0.9) = 30
    expect(Math.abs(kept(0.1, ids).length - 1000)).toBeLessThan(90);
    expect(kept(0, ids)).toEqual([]);
    expect(kept(1, ids)).toEqual(ids);
  });

  test("keeps the same records every time, and more of them with a larger share", () => {
    const [few, more] = [kept(0.1, ids), new Set(kept(0.3, ids))];
    expect(kept(0.1, ids)).toEqual(few);
    expect(few.every((id) => more.has(id))).toBe(true);
  });

  test("goes by the caller's id or the payload where the event has no id", () => {
    const { eventId: _, ...anonymous } = record("1,2,x");
    const sampled = (given: CaptureRecord) => mapped('{ "in": $sample(0.5) }', given);
    const byPayload = Array.from({ length: 40 }, (_, i) => sampled({ ...anonymous, input: csv(`${i},2,x`) }));
    const byId = Array.from({ length: 40 }, (_, i) => sampled({ ...anonymous, inferenceId: `caller-${i}` }));
    for (const answers of [byPayload, byId])
      expect(new Set(answers.map((each) => JSON.stringify(each))).size).toBe(2);
  });

  test("of what is no share gives a reason", () => {
    expect(mapped("$sample(10) ? rows : []", record("1,2,x"))).toBe(
      "mapping: line 1, column 8: $sample takes a share from 0 to 1",
    );
  });
});

describe("compatibility: ModelMonitor", () => {
  test("sorts the columns by their names as texts, as the service does with the keys of a script's dict", () => {
    // _c0, _c1, _c10, _c2: the trap that the service's own samples avoid with zfill.
    const mapping = '{ "_c2": 3, "_c10": 2, "_c0": 0, "_c1": 1 }';
    const rows = mapped(mapping, record("1,2,x"), { compatibility: "ModelMonitor" });
    expect(Object.keys((rows as object[])[0]!)).toEqual(["_c0", "_c1", "_c10", "_c2"]);
    expect(Object.keys((mapped(mapping, record("1,2,x")) as object[])[0]!)).toEqual([
      "_c2",
      "_c10",
      "_c0",
      "_c1",
    ]);
  });
});

describe("the configuration of a profile", () => {
  const before = (columns: string, format = "default-2") =>
    hashOf(8, format, `{"window":"PT1H","order":"output-first",${columns}"sensitive":[]}`);

  test("is its format and what there was before mappings, while there is none", () => {
    expect(configHash(definition())).toBe(before('"names":["score","age","spend","plan"],'));
    expect(configHash(definition({ columns: {}, compatibility: "ModelMonitor" }))).toBe(
      before("", "model-monitor-1"),
    );
  });

  test("has another one for every mapping, and for the order of its columns", () => {
    const hashes = [
      definition(),
      definition({ mapping: "rows" }),
      definition({ mapping: "rows " }),
      definition({ mapping: "rows", compatibility: "ModelMonitor" }),
    ].map(configHash);
    expect(new Set(hashes).size).toBe(4);
  });
});
