import { describe, test } from "vitest";
import { among, fileOf, raw, same, TIME, times } from "./capture-lines.ts";

describe("profiles by scanning are those of the plain way, to the byte:", () => {
  test.each<[string, readonly string[]]>([
    ["a comma that is escaped", [raw("1\\u002c2"), raw("\\u002C")]],
    ["a quote that is escaped", [raw("\\u0022a,b\\u0022,2"), raw('\\"a\\u0022,2'), raw("a\\u0022,2")]],
    [
      "line breaks that are escaped",
      [raw("1,2\\u000a3,4", { output: "1\\u000A2" }), raw("1,2\\u000d\\n"), raw("1,2\\u000d\\u000a")],
    ],
    [
      "other escapes",
      [raw("a\\/b,\\t"), raw("\\u00e9,\\b\\f"), raw("\\ud83d\\ude00,\\ud800"), raw("\\udc00\\ud800,\\\\")],
    ],
    ["escapes that are none", [raw("\\x,1"), raw("\\u12,1"), raw("\\u12g4,1"), raw("\\U0041,1")]],
    ["escaped digits", [raw("\\u0031,2"), raw("1\\u0030,2"), raw("1.\\u0035,2"), raw("-\\u0031,tru\\u0065")]],
    [
      "control characters",
      [raw("a\tb,2"), raw("1,2\u0001"), raw("1,2", { id: '"a\u0001"' }), raw("1\u0000,2")],
    ],
    [
      "carriage returns",
      [
        raw("1,2\\r"),
        raw("1\\r,2"),
        raw("\\r"),
        raw("1,2\\r\\r\\n3,4", { output: "1\\n2" }),
        raw("1,2\\r\\n"),
      ],
    ],
    [
      "blank rows",
      [
        raw("\\n\\n1,2"),
        raw("1,2\\n\\n"),
        raw("\\n"),
        raw(""),
        raw("\\r\\n\\r\\n1,2\\r\\n\\r\\n3,4", { output: "1\\n\\n2" }),
      ],
    ],
    [
      "rows of an empty cell",
      [raw('\\"\\"'), raw(","), raw('\\"\\"\\n\\"\\"', { output: "1\\n2" }), raw("1,"), raw(",1")],
    ],
    ["ragged rows", [raw("1,2\\n3", { output: "1\\n2" }), raw("1\\n2,3,4", { output: "1\\n2" })]],
    [
      "quotes",
      [
        raw('\\"a,b\\",2'),
        raw('\\"a\\"\\"b\\",2'),
        raw('\\"a\\nb\\",2'),
        raw('\\"5\\",\\"-1.5e3\\"'),
        raw('a\\"b,2'),
        raw('\\"a\\" ,2'),
        raw('\\"true\\",\\" 5\\"'),
      ],
    ],
    [
      "outputs on one line",
      [raw("1,2\\n3,4", { output: "0.5,0.6" }), raw("1,2\\n3,4\\n5,6", { output: "0.5,0.6" })],
    ],
    [
      "ids",
      [
        '""',
        '"a b"',
        '"\\u0041"',
        '"\\/"',
        '"\u00e9"',
        "null",
        "5",
        `"${"i".repeat(256)}"`,
        `"${"i".repeat(257)}"`,
      ].map((id) => raw("1,2", { id })),
    ],
    [
      "times",
      [
        "10:59:59Z",
        "10:59:60Z",
        "10:61:00Z",
        "10:15:5aZ",
        "10:15:05.5Z",
        "12:15:05+02:00",
        "09:00:00Z",
        "08:59:59Z",
        "12:00:00Z",
        "12:00:01Z",
      ].map((time) => raw("1,2", { time: `"2026-11-27T${time}"` })),
    ],
    [
      "times that are none",
      ['"x"', '""', "5", "null", '"2026-11-27T10:15:00"', '"2026-11-27T10:15:0 Z"'].map((time) =>
        raw("1,2", { time }),
      ),
    ],
    [
      "keys twice, escaped, empty or with dots",
      [
        raw("1,2", { key: "captureData" }),
        raw("1,2", { key: "event\\u0041" }),
        `{"captureData":{"endpointInput":{"data":"1,2","encoding":"CSV","data":"3,4"}}}`,
        `{"captureData.endpointInput.data":"9,9","captureData":{"endpointInput":{"data":"1,2","encoding":"CSV"}}}`,
      ],
    ],
  ])("of lines with %s", async (about, lines) => {
    for (const each of lines) await same(among(each, each, each), {}, about);
    await same(among(...lines, ...lines), {}, about);
    await same(
      among(...lines, ...lines),
      { compatibility: "ModelMonitor", columns: { sensitive: ["_c1"] } },
      about,
    );
  });
  test("of an empty key, below which everything stands once more", async () => {
    const lines = times(
      5,
      (at) =>
        `{"captureData":{"endpointInput":{"data":"${at},2","encoding":"CSV"}},"":{"captureData":{"endpointInput":{"data":"9,9","encoding":"JSON"}},"eventMetadata":{"eventId":"e","inferenceTime":"${TIME}"}}}`,
    );
    await same(fileOf(lines));
  });

  test("of bytes that are no UTF-8, in data, in an id and in a key", async () => {
    const bad = (text: string) => Buffer.from(text.replace("@", "\u00ff"), "latin1");
    for (const text of [raw("@,2"), raw("1,2", { id: '"@"' }), raw("1,2", { key: "@" })]) {
      const lines = [raw("1,2"), raw("1,2"), text, text, raw("3,4")].map((each) =>
        Buffer.concat([bad(each), Buffer.from("\n")]),
      );
      await same(Buffer.concat(lines));
    }
    const surrogate = Buffer.concat([
      Buffer.from('{"captureData":{"endpointInput":{"data":"'),
      Buffer.from([0xed, 0xa0, 0x80]),
      Buffer.from('","encoding":"CSV"}}}\n'),
    ]);
    await same(Buffer.concat([fileOf([raw("1,2")]), surrogate]));
  });

  test("of byte order marks, CRLF, blank lines and a last line that is cut off anywhere", async () => {
    const mark = Buffer.from("\ufeff");
    const text = [raw("1,2"), raw("3,4"), "", "  ", raw("5,6"), raw("7,8")].join("\r\n");
    const marked = Buffer.concat([mark, Buffer.from(text)]);
    await same(Buffer.concat([marked, Buffer.from("\r\n"), marked]));
    const plain = among(raw("\u00e9,a\\u00e9"));
    for (let end = plain.length; end > plain.length - 2 * raw("5,6").length; end -= 5)
      await same(plain.subarray(0, end));
  });
});
