import { describe, test } from "vitest";
import { expectSameBothWays } from "./both-ways.ts";
import { fileOf, same, TIME, times } from "./capture-lines.ts";

describe("profiles by scanning are those of the plain way, to the byte:", () => {
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

  test("of lists whose rows stand apart in two ways, in chunks that move what was learned", async () => {
    const one = (gap: string, at: number) =>
      JSON.stringify({
        captureData: { endpointInput: { data: `[{"a":${at}.5},${gap}{"a":3${at}}]`, encoding: "JSON" } },
        eventMetadata: { inferenceTime: TIME },
      });
    const bytes = fileOf(times(40, (at) => one(at % 7 === 3 ? "" : " ", at)));
    for (const length of [50, 130, 1000])
      await expectSameBothWays({ bytes, chunks: [length] }, `chunks of ${length}`);
  });

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
});
