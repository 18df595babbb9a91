import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, test } from "vitest";
import { parseCaptureKey } from "../../shared/capture/capture-key.ts";
import { MAX_LINE_BYTES } from "../../shared/capture/lines.ts";
import { seededRandom } from "../../shared/random.ts";
import { Dice } from "../scan/dice.ts";
import { randomCaptures } from "../scan/random-captures.ts";
import { randomCell } from "../scan/random-cells.ts";
import { expectSameBothWays } from "./both-ways.ts";
import { line } from "./world.ts";

/** More of them by hand: SCANNED_FILES=20000 FIRST_SEED=1000. */
const FILES = Number(process.env["SCANNED_FILES"] ?? 60);
const FIRST = Number(process.env["FIRST_SEED"] ?? 1);
const TIME = "2026-11-27T10:15:00Z";
const COUNT = 40;

/** A record in SageMaker's shape, whose id takes no escape whatever its data is. */
const record = (input: string, output: string, time = TIME) => line(input, output, time, { eventId: "e1" });
const fileOf = (lines: readonly string[]) => Buffer.from(lines.map((each) => `${each}\n`).join(""));
const times = (count: number, lineOf: (at: number) => string) =>
  Array.from({ length: count }, (_, at) => lineOf(at));
/** Lines of one row each with this cell beside others. */
const cellLines = (count: number, cellOf: (at: number) => string) =>
  times(count, (at) => record(`${at},${cellOf(at)},b`, "0.5"));
/** A record as `line` writes it, of whatever texts stand in its JSON. */
const raw = (input: string, more: Record<string, string> = {}) => {
  const { id = '"e1"', time = `"${TIME}"`, output = "0.5", key = "eventVersion" } = more;
  return `{"captureData":{"endpointInput":{"data":"${input}","encoding":"CSV"},"endpointOutput":{"data":"${output}","encoding":"CSV"}},"eventMetadata":{"eventId":${id},"inferenceTime":${time}},"${key}":"0"}`;
};
/** A line of that form behind others that teach it, with another one behind. */
const among = (...lines: readonly string[]) => fileOf([raw("1,2"), raw("3,4"), ...lines, raw("5,6")]);
const same = (bytes: Uint8Array, definition: Record<string, unknown> = {}, about = "") =>
  expectSameBothWays({ bytes, definition }, about);

describe("profiles by scanning are those of the plain way, to the byte:", () => {
  test("of any file, wherever its chunks are cut", { timeout: 30_000 + FILES * 100 }, async () => {
    for (let seed = FIRST; seed < FIRST + FILES; seed++) {
      const dice = new Dice(seededRandom(seed));
      const file = randomCaptures(seed);
      const cuts = times(400, () => String(1 + dice.upTo(900))).map(Number);
      const chunks = dice.pick([[], [], cuts, [65_536], file.bytes.length < 20_000 ? [7] : [1000]]);
      await expectSameBothWays({ ...file, chunks }, `seed ${seed}`);
    }
  });

  test("of a file that comes byte by byte", async () => {
    for (let seed = FIRST; seed < FIRST + 6; seed++)
      await expectSameBothWays({ ...randomCaptures(seed, 12), chunks: [1] }, `seed ${seed}`);
  });

  const folders = [
    "../pipeline/input/**/*.jsonl",
    "../../events/captures/**/*.jsonl",
    "../fixtures/formats/**/*.jsonl",
    "../fixtures/capture/*.jsonl",
    "../../../shared/data/model-monitor/**/*.jsonl",
  ];
  const paths = folders.flatMap((folder) => globSync(fileURLToPath(new URL(folder, import.meta.url)))).sort();
  const shortened = (path: string) => path.slice(path.search(/(pipeline|events|fixtures|model-monitor)\//));
  test.each(paths.map((path) => [shortened(path), path]))("of %s", async (about, path) => {
    const key = parseCaptureKey(path.slice(path.search(/shop\/AllTraffic\//)));
    for (const names of [undefined, ["score", "amount", "country"]])
      for (const compatibility of ["none", "ModelMonitor"]) {
        const columns = names === undefined ? {} : { names, sensitive: ["country"] };
        const definition = { columns, compatibility };
        const bytes = readFileSync(path);
        await expectSameBothWays({ bytes, definition, ...(key && { key }) }, about);
        await expectSameBothWays({ bytes, definition, ...(key && { key }), chunks: [701] }, about);
      }
  });

  test("of thousands of odd cells, one a row and fifty a record", async () => {
    for (const [seed, definition] of [
      [1, {}],
      [2, { columns: { sensitive: ["_c2"] } }],
      [3, { compatibility: "ModelMonitor" }],
    ] as const) {
      const dice = new Dice(seededRandom(seed));
      const cells = times(3000, () => randomCell(dice)).map((cell) =>
        /[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell,
      );
      await same(fileOf(cellLines(cells.length, (at) => cells[at]!)), definition, `seed ${seed}`);
      const batches = times(60, (at) => {
        const rows = times(50, (row) => `${row},${cells[50 * at + row]!},x`);
        return record(rows.join("\n"), times(50, String).join("\n"));
      });
      await same(fileOf(batches), definition, `seed ${seed}`);
    }
  });

  test("of columns of one kind that changes in the middle of a block of 2,048", async () => {
    const kinds: readonly ((at: number) => string)[] = [
      (at) => String(at % 7),
      (at) => (at / 100).toFixed(2),
      (at) => (at / 1e7).toFixed(8),
      (at) => String(3e9 + at),
      (at) => String(Math.sin(at)),
      (at) => `${at}e-3`,
      (at) => `9007199254740${at % 1000}99`,
      (at) => `t${at % 5}`,
    ];
    for (const [before, one] of kinds.entries())
      for (const [after, other] of kinds.entries()) {
        const bytes = fileOf(cellLines(2100, (at) => (at < 1000 + 131 * after ? one(at) : other(at))));
        if ((before + after) % 3 === 1) await same(bytes, {}, `kind ${before}, then ${after}`);
      }
  });

  test("of 1,100 and of 3,000 different texts, more than there are counters", async () => {
    const random = seededRandom(5);
    for (const different of [1100, 3000])
      await same(fileOf(cellLines(6000, () => `t${Math.floor(random() ** 2 * different)}`)));
    await same(fileOf(cellLines(3000, (at) => `t${(at * 7919) % 1100}`)), { compatibility: "ModelMonitor" });
  });

  test("of records of 1, 2, 50, 600, 2,000 and 40,000 rows", async () => {
    for (const rows of [1, 2, 50, 600, 2000, 40_000]) {
      const input = times(rows, (at) => `${at},x${at % 9}`).join("\n");
      const output = times(rows, (at) => `0.${at}`).join("\n");
      const lines = times(rows > 2000 ? 1 : 3, () => record(input, output));
      await same(
        fileOf([...cellLines(20, String), ...lines, ...cellLines(20, String), ...lines]),
        {},
        `${rows} rows`,
      );
    }
  });

  test("of rows of one side whose other side leaves more than eight million cells empty", async () => {
    const names = times(200, (at) => `n${at}`);
    const rows = times(50_000, (at) => String(at % 9)).join("\n");
    const one = (data: string) =>
      `{"captureData":{"endpointInput":{"data":${JSON.stringify(data)},"encoding":"CSV"}},"eventMetadata":{"inferenceTime":"${TIME}"}}`;
    await same(fileOf([one("1"), one("2"), one(rows), one("3")]), { columns: { names } });
  });

  test("of rows of 9,999, 10,000 and 10,001 columns, and of both sides together", async () => {
    for (const width of [9999, 10_000, 10_001]) {
      const wide = times(width, (at) => String(at % 10)).join(",");
      const one = (data: string) => record(data, "0.5");
      if (width < 10_001) await same(fileOf([one("1,2"), one(wide), one("3,4")]), {}, `${width} columns`);
      const alone = (data: string) =>
        `{"captureData":{"endpointInput":{"data":"${data}","encoding":"CSV"}},"eventMetadata":{"inferenceTime":"${TIME}"}}`;
      if (width > 9999) await same(fileOf([alone("1,2"), alone(wide), alone("3")]), {}, `${width} columns`);
    }
  });

  test("of texts of 255 to 257 and of 300 characters, and of nearly the same ones", async () => {
    const texts = [255, 256, 257, 300].flatMap((length) => [
      "x".repeat(length),
      `${"x".repeat(length - 1)}y`,
    ]);
    const wide = texts.map((text) => text.replace("x", "\u00e9"));
    await same(fileOf(cellLines(COUNT, (at) => [...texts, ...wide][at % 16]!)));
  });

  test("of a line of just the most bytes, and of ones that are longer, in chunks and in one", async () => {
    const long = (bytes: number) => {
      const frame = raw("", { id: '"e"' }).length;
      return raw("x".repeat(bytes - frame), { id: '"e"' });
    };
    for (const [more, chunks] of [
      [0, [1 << 20, 65_537]],
      [1, [1 << 20, 65_537]],
      [1, []],
      [5, [1 << 19]],
      [3_000_000, [65_536]],
      [3_000_000, []],
    ] as const)
      await expectSameBothWays({ bytes: among(long(MAX_LINE_BYTES + more)), chunks }, `${more} bytes more`);
    const cutOff = among(long(MAX_LINE_BYTES + 9)).subarray(0, -raw("5,6").length - 2);
    await expectSameBothWays({ bytes: cutOff, chunks: [1 << 20] }, "cut off");
  });

  test("of numbers as names, which a header may begin with", async () => {
    const names = ["0", "1", "2"];
    const lines = times(4, () => record("1,2\n5,6\n7,8", "0\n0.5\n0.6"));
    for (const order of ["output-first", "input-first"])
      await same(fileOf([...cellLines(3, String), ...lines]), { columns: { names, order } });
  });

  test("of a header, with blanks and quotes and not quite one", async () => {
    const columns = { names: ["score", "a b", "\u00e9", "true"] };
    const heads = [
      "a b,\u00e9,true",
      " a b ,\u00e9 ,true",
      '"a b","\u00e9",true',
      "a b,\u00e9,false",
      "score,a b,\u00e9",
      "\u00e9,true",
    ];
    for (const head of heads) {
      const lines = times(5, (at) => record(`${head}\n${at},x,true\n2,y,false`, "score\n0.5\n0.6"));
      await same(fileOf([...cellLines(4, String), ...lines]), { columns }, head);
    }
  });

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

  /** Payloads of an encoding behind ordinary ones of it, three times each so that the second is scanned; all of them together as well. */
  const expectPayloads = async (
    encoding: string,
    ordinary: string,
    payloads: readonly string[],
    type?: string,
  ) => {
    const side = (data: string) =>
      JSON.stringify({ ...(type && { observedContentType: type }), mode: "INPUT", data, encoding });
    const lineOf = (data: string, output?: string) =>
      `{"captureData":{"endpointInput":${side(data)}${output === undefined ? "" : `,"endpointOutput":${output}`}},"eventMetadata":{"eventId":"e","inferenceTime":"${TIME}"}}`;
    const answers = [undefined, side(ordinary), '{"encoding":"CSV","data":"0.5"}'];
    const definitions = [
      {},
      { columns: { names: ["score", "a", "b"], sensitive: ["a"] } },
      { columns: { order: "input-first", names: ["a", "b", "score", "more"] } },
      { compatibility: "ModelMonitor" },
    ];
    for (const answer of answers) {
      const all = payloads.flatMap((data) => [data, data, data]).map((data) => lineOf(data, answer));
      const lines = [...times(3, () => lineOf(ordinary, answer)), ...all];
      for (const definition of definitions) await same(fileOf(lines), definition, encoding);
    }
    for (const data of payloads)
      await same(
        fileOf([ordinary, ordinary, data, data, data, ordinary].map((each) => lineOf(each))),
        {},
        data,
      );
  };
  const ordinaryObject = '{"a":1,"b":"x"}';

  test.each<[string, string, readonly string[]]>([
    [
      "numbers of every spelling",
      "[1,2.5]",
      [
        "0",
        "-0",
        "-0.0",
        "1.0",
        "1.50",
        "1e5",
        "1E+5",
        "-1.5e-7",
        "1e400",
        "-1e400",
        "1e-400",
        "9007199254740991",
        "9007199254740993",
        "-9007199254740993",
        "18446744073709551616",
        "123456789012",
        "0.1234567890123456789",
        "0.30000000000000004",
        "100000000000000000000000",
        "5e-324",
        "2147483648",
        `1${"0".repeat(400)}`,
        `-1${"0".repeat(400)}.5`,
        "0.99999999999999999999",
        "4503599627370497.5",
        "9007199254740993.5",
        `1${"0".repeat(307)}.5`,
        `9${"9".repeat(308)}`,
        "999999999.5",
      ].map((text) => `[${text},${text}]`),
    ],
    [
      "numbers that are none",
      "[1,2]",
      [
        "01",
        "-01",
        "1.",
        ".5",
        "+1",
        "- 1",
        "-",
        "0x10",
        "NaN",
        "Infinity",
        "1e",
        "1_0",
        "1,",
        ",1",
        "tru",
      ].map((text) => `[${text},2]`),
    ],
    [
      "texts",
      '["x","y"]',
      [
        '""',
        '"5"',
        '"-1.5"',
        '"true"',
        '" "',
        '"a,b"',
        '"caf\u00e9"',
        '"\\u00e9"',
        '"\\n"',
        '"\\""',
        '"\\\\"',
        '"\\/"',
        '"\\ud800"',
        '"\\ud83d\\ude00"',
        '"\\x"',
        '"\t"',
        '"\u007f"',
        `"${"x".repeat(257)}"`,
        `"${"x".repeat(256)}"`,
        '"__proto__"',
      ].map((text) => `[${text},"y"]`),
    ],
    [
      "other values",
      "[1,true]",
      ["null", "true", "false", "[]", "{}", "[1]", '{"c":1}', "[null]", "True"].map((text) => `[${text},2]`),
    ],
    [
      "shapes of lists",
      "[1,2]",
      [
        "[]",
        "[[1,2]]",
        "[[1,2],[3,4]]",
        "[[1,2],[3]]",
        "[[1],2]",
        "[[]]",
        "1",
        '"x"',
        "null",
        "[1,2]\n[3,4]",
        "[1,2]\n\n[3,4]\n",
        "[1]\n{",
        "[[1,2],[3,4]]\n[5,6]",
        " [ 1 , 2 ] ",
        "\t[1,\r\n2]",
        "[1,2]]",
        "[1,2],",
        "[1,2",
        "",
        " ",
      ],
    ],
    [
      "objects",
      ordinaryObject,
      [
        '{"a":2.0,"b":"y"}',
        '{"b":"x","a":1}',
        '{ "a" : 1 , "b" : "x" }',
        '{"a":1}',
        '{"a":1,"b":"x","c":true}',
        '{"a":1,"a":2,"b":"x"}',
        '{"a":{"x":1,"y":[1,2]},"b":"x"}',
        '{"a.x":1,"a":{"x":2}}',
        '{"":1,"b":"x"}',
        '{"\\u0061":1,"b":"x"}',
        '{"a\\"":1}',
        '{"__proto__":1,"b":2}',
        '{"toString":1}',
        `{"${"n".repeat(300)}":1,"b":"x"}`,
        "{}",
        '{"score":1,"b":2}',
        '{"1":1,"0":2}',
        '{"a":null,"b":false}',
        '{"a":1,"b":"x"',
        '{"a":1 "b":2}',
        "{a:1}",
        '{"a":1,}',
        '{"caf\u00e9":1,"b":2}',
      ],
    ],
    [
      "lists of objects",
      `[${ordinaryObject}]`,
      [
        `[${ordinaryObject},${ordinaryObject}]`,
        `[${ordinaryObject},{"b":"z","a":3}]`,
        `[${ordinaryObject},{"a":1}]`,
        `[${ordinaryObject},[1,2]]`,
        `[${ordinaryObject},5]`,
        `${ordinaryObject}\n${ordinaryObject}`,
        "[{}]",
        "[{},{}]",
      ],
    ],
    [
      "what servers wrap rows in",
      '{"instances":[[1,2]]}',
      [
        '{"instances":[[1,2],[3,4]]}',
        '{"instances":[1,2]}',
        '{"instances":[{"features":[1,2.0]},{"features":[3,4]}]}',
        '{"predictions":[[0.5]]}',
        '{"predictions":[{"score":0.5},{"score":1.0}]}',
        '{"predictions":[0.5,0.6]}',
        '{"features":[1,2]}',
        '{"features":[[1,2],[3,4]]}',
        '{"features":{"a":1}}',
        '{"signature_name":"serving_default","instances":[[1,2]]}',
        '{"instances":[[1,2]],"more":1}',
        '{"instances":[],"signature_name":"s"}',
        '{"instances":{"a":1}}',
        '{"instances":[[1,2]],"predictions":[[3]]}',
        '{"predictions":[[1,2]],"features":[1]}',
        '[{"features":[1,2]},{"features":[3,4]}]',
        '{"instances":[[1,2],[3]]}',
        '{"instances":[{"a":1},{"b":2}]}',
      ],
    ],
  ])("of JSON payloads: %s", (_about, ordinary, payloads) => expectPayloads("JSON", ordinary, payloads));

  test.each(["text/csv", "text/csv; charset=utf-8", "application/json", "application/x-image", undefined])(
    "of BASE64 payloads of type %s",
    async (type) => {
      const texts = [
        "1,2",
        "1,2\n",
        "3,4\n5,6",
        '"a,b",c',
        "caf\u00e9,\u{1f600}",
        "\ufeff1,2",
        "[1,2.0]",
        ' {"a":1,"b":"x"}',
        '{"a":1}\n{"a":2.0}',
        "<html>",
        "",
        "\u0000",
        "a\rb",
        "1;2",
        "1.0,1e400",
        "\n",
        "0.5",
      ];
      const packed = texts.map((text) => Buffer.from(text).toString("base64"));
      const odd = [
        "MSwy=",
        "MSwyLA",
        "MSwyLA=",
        "MSwy\n",
        "MS wy",
        "M",
        "____",
        "/9j/4AAQ",
        "gP8=",
        "====",
        "MSwy====",
      ];
      await expectPayloads("BASE64", "MSwy", [...packed, ...odd], type);
    },
  );

  test("of JSON whose signs, digits and blanks are escaped once more", async () => {
    const one = (data: string) =>
      `{"captureData":{"endpointInput":{"data":"${data}","encoding":"JSON"}},"eventMetadata":{"inferenceTime":"${TIME}"}}`;
    const pairs = [
      ["[\\u0031,2]", "[\\u1234,2]"],
      ["[1\\u002c2]", "[3\\u002c4]"],
      ["[1,\\u00202]", "[1,\\u00203]"],
      ["[1,\\/2]", "[1,2]"],
      ["[1,\\t2]", "[1,\\b2]"],
      ["[1,\\n2]", "[1,\\f2]"],
      ['[\\"a\\",2]', "[\\u0022b\\u0022,2]"],
      ["[\\u0022a\\u0022,2]", "[\\u0022b\\u0022,2]"],
      ['[\\"\\u0061\\",2]', '[\\"\\u005c\\",2]'],
      ['{\\"\\u0061\\":1}', '{\\"\\u0061\\":2}'],
      ["[\\u0074rue,2]", "[\\u0074rue,3]"],
    ];
    for (const [first, second] of pairs)
      await same(fileOf([one(first!), one(first!), one(second!), one(first!), one(second!)]), {}, first);
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

  test("of encodings that alternate line by line", async () => {
    const encodings = ["CSV", "JSON", "BASE64", "csv", "PARQUET"];
    const data = ["1,2", "[1,2.0]", "MSwy", "1,2", "1,2"];
    const lines = times(200, (at) => {
      const [kind, answer] = [at % 5, (at * 3 + (at >> 4)) % 3];
      return `{"captureData":{"endpointInput":{"data":"${data[kind]}","encoding":"${encodings[kind]}"},"endpointOutput":{"encoding":"${encodings[answer]}","data":"${data[answer]}"}},"eventMetadata":{"inferenceTime":"${TIME}"}}`;
    });
    await same(fileOf(lines));
    await same(fileOf(lines), { columns: { names: ["score", "other", "a", "b"] } });
  });

  test("of more forms of rows and of envelopes than are remembered", async () => {
    const lines = times(2000, (at) => {
      const width = 1 + ((at * 7) % 90);
      const blanks = " ".repeat(at % 23);
      return `{${blanks}"captureData":{"endpointInput":{"data":"${times(width, (cell) => String(cell * at)).join(",")}","encoding":"CSV"}},"eventMetadata":{"eventId":"e${at}","inferenceTime":"${TIME}"}}`;
    });
    await same(fileOf(lines));
  });

  test("of windows that the records cross back and forth, clocks that are wrong, and no clock", async () => {
    const clock = (at: number) =>
      new Date(Date.parse(TIME) + ((at * 37) % 11) * 1_200_000 - 7_200_000).toISOString();
    const lines = times(500, (at) => record(`${at},a${at % 3}`, "0.5", clock(at).replace(".000", "")));
    for (const window of ["PT5M", "PT1H", "P1D"]) await same(fileOf(lines), { window }, window);
  });
});
