import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { csv } from "../../../shared/capture/encodings/csv.ts";

const decode = (data: string) => {
  const decoded = csv.decode(data, "text/csv");
  return decoded.ok ? decoded.rows.map((row) => row.cells) : decoded.reason;
};

/** The same by csv-parse, an implementation that is not ours; empty cells as null. Undefined where it refuses. */
function peer(data: string): (string | null)[][] | undefined {
  try {
    const options = { relax_column_count: true, skip_empty_lines: true, record_delimiter: ["\r\n", "\n"] };
    return (parse(data, options) as string[][]).map((cells) =>
      cells.map((cell) => (cell === "" ? null : cell)),
    );
  } catch {
    return undefined;
  }
}

describe("CSV", () => {
  test.each(["", "\n", "\r\n", "\n\r\n\n"])("%j has no rows", (data) => expect(decode(data)).toEqual([]));

  test("rows are text without names", () => {
    expect(csv.decode("1,a\n", undefined)).toEqual({ ok: true, rows: [{ cells: ["1", "a"], typed: false }] });
  });

  test.each<[string, (string | null)[][]]>([
    ["0.5", [["0.5"]]],
    ["0.5\n", [["0.5"]]],
    [
      "1,2\r\n3,4\r\n",
      [
        ["1", "2"],
        ["3", "4"],
      ],
    ],
    [
      "1,2\n\n3,4",
      [
        ["1", "2"],
        ["3", "4"],
      ],
    ],
    [",a,,", [[null, "a", null, null]]],
    [",", [[null, null]]],
    [" 1 ,\t2", [[" 1 ", "\t2"]]],
    ["1\r,2", [["1\r", "2"]]],
    ['"a,b",c', [["a,b", "c"]]],
    ['"a\nb"\n"c\r\nd",e\r\n', [["a\nb"], ["c\r\nd", "e"]]],
    ['"say ""hi""",""""', [['say "hi"', '"']]],
    ['"",x,""', [[null, "x", null]]],
    ['""', [[null]]],
    ['"a",', [["a", null]]],
    ['\n\r\n"a"\n\n"b"\r', [["a"], ["b"]]],
    ['5" pipe,x', [['5" pipe', "x"]]],
    [' "a,b"', [[' "a', 'b"']]],
    ['"é😀",ü', [["é😀", "ü"]]],
  ])("%j is %j", (data, rows) => expect(decode(data)).toEqual(rows));

  test("a quote that is never closed is a reason", () => {
    for (const data of ['"', '"a', '"a""', 'x\n"a,b\n'])
      expect(decode(data)).toBe("CSV ends inside a quoted cell");
  });

  test("text behind a closing quote is a reason", () => {
    for (const data of ['"a"b', '"a" ,b', '"a""b"c', '"a"\rb'])
      expect(decode(data)).toBe("CSV has text after a closing quote");
  });

  test("any rows written by RFC 4180 come back, and csv-parse agrees", () => {
    const cell = fc.array(fc.constantFrom("a", "1", ".", " ", ",", '"', "\n", "\r\n", "é"), { maxLength: 5 });
    const table = fc.array(
      fc.array(
        fc.tuple(
          cell.map((parts) => parts.join("")),
          fc.boolean(),
        ),
        { minLength: 1, maxLength: 4 },
      ),
      { maxLength: 4 },
    );
    fc.assert(
      fc.property(table, fc.constantFrom("\n", "\r\n"), fc.boolean(), (rows, newline, closed) => {
        const written = rows.map((row) =>
          row
            .map(([text, quote]) =>
              quote || text === "" || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text,
            )
            .join(","),
        );
        const data = written.join(newline) + (closed ? newline : "");
        const expected = rows.map((row) => row.map(([text]) => (text === "" ? null : text)));
        expect(decode(data)).toEqual(expected);
        expect(peer(data)).toEqual(expected);
      }),
      { seed: 4180, numRuns: 500 },
    );
  });

  test("any text that csv-parse reads is read the same", () => {
    const text = fc
      .array(fc.constantFrom("a", "1", " ", ",", ",", '"', '"', "\n", "\r\n"), { maxLength: 14 })
      .map((parts) => parts.join(""));
    let compared = 0;
    fc.assert(
      fc.property(text, (data) => {
        const expected = peer(data);
        if (expected === undefined) return;
        compared++;
        expect(decode(data)).toEqual(expected);
      }),
      { seed: 4181, numRuns: 2000 },
    );
    expect(compared).toBeGreaterThan(500);
  });

  test("4,119 outputs on a line and 20,000 lines are read", () => {
    expect(decode(Array.from({ length: 4119 }, (_, at) => at / 10).join(","))[0]).toHaveLength(4119);
    expect(decode('"a",1\n'.repeat(20_000))).toHaveLength(20_000);
  });
});
