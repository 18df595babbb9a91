import { describe, expect, test } from "vitest";
import { seededRandom } from "../../shared/random.ts";
import { javaDouble, renderJavaJson } from "../../shared/statistics/java-json.ts";

describe("Java's Double.toString", () => {
  // The rules and samples of the Java API documentation of Double.toString, and of real files of the service.
  test.each([
    [0, "0.0"],
    [-0, "-0.0"],
    [1, "1.0"],
    [2048, "2048.0"],
    [0.64, "0.64"],
    [-96, "-96.0"],
    [35.594272000000004, "35.594272000000004"],
    [0.001, "0.001"],
    [0.0009999999999999998, "9.999999999999998E-4"],
    [8.080858763541535e-4, "8.080858763541535E-4"],
    [9999999.999999998, "9999999.999999998"],
    [1e7, "1.0E7"],
    [1.14e7, "1.14E7"],
    [-12345678.5, "-1.23456785E7"],
    [2 ** 53, "9.007199254740992E15"],
    [1e21, "1.0E21"],
    [Number.MAX_VALUE, "1.7976931348623157E308"],
    [Number.MIN_VALUE, "5.0E-324"],
    [Number.NaN, "NaN"],
    [Number.POSITIVE_INFINITY, "Infinity"],
    [Number.NEGATIVE_INFINITY, "-Infinity"],
  ])("of %d is %s", (x, text) => {
    expect(javaDouble(x)).toBe(text);
  });

  test("reads back as the same double for 20,000 random bit patterns", () => {
    const random = seededRandom(20260);
    const bits = new Uint32Array(2);
    const double = new Float64Array(bits.buffer);
    for (let i = 0; i < 20_000; i++) {
      bits[0] = random() * 2 ** 32;
      bits[1] = random() * 2 ** 32;
      const x = double[0]!;
      if (Number.isFinite(x)) expect(Number(javaDouble(x)), `seed 20260, case ${i}`).toBe(x);
    }
  });
});

describe("Jackson's layout", () => {
  test("prints empty objects and arrays with a blank inside", () => {
    expect(renderJavaJson({})).toBe("{ }");
    expect(renderJavaJson({ features: [], more: {} })).toBe('{\n  "features" : [ ],\n  "more" : { }\n}');
  });

  test("indents objects by two blanks, keeps arrays inline and ends without a newline", () => {
    const file = { version: 0, features: [{ name: "a" }, { name: "b", on: true, off: null }] };
    expect(renderJavaJson(file)).toBe(
      '{\n  "version" : 0.0,\n  "features" : [ {\n    "name" : "a"\n  }, {\n    "name" : "b",\n    "on" : true,\n    "off" : null\n  } ]\n}',
    );
  });

  test("nests arrays of numbers on one line", () => {
    expect(renderJavaJson({ data: [[1, 2], [3]] })).toBe('{\n  "data" : [ [ 1.0, 2.0 ], [ 3.0 ] ]\n}');
  });

  test("prints integers without a decimal point only where the analyzer has integers", () => {
    const file = { kll: { buckets: [{ count: 2 }] }, categorical: { buckets: [{ count: 2 }] } };
    const text = renderJavaJson(file);
    expect(text.match(/"count" : [\d.]+/g)).toEqual(['"count" : 2.0', '"count" : 2']);
  });

  test("leaves undefined fields out and quotes what is not finite", () => {
    expect(renderJavaJson({ a: undefined, b: Number.NaN })).toBe('{\n  "b" : "NaN"\n}');
  });

  test("escapes quotes, backslashes and control characters, and nothing else", () => {
    const text = 'a"b\\c\n\t\u0001\u001f é 漢 </script>';
    expect(renderJavaJson(text)).toBe('"a\\"b\\\\c\\n\\t\\u0001\\u001F é 漢 </script>"');
    expect(JSON.parse(renderJavaJson(text))).toBe(text);
  });

  test("half a surrogate pair comes back from UTF-8 as it was, and a whole one stands as it is", () => {
    const text = "\ud83d 😀 \udc00";
    expect(renderJavaJson(text)).toBe('"\\uD83D 😀 \\uDC00"');
    expect(JSON.parse(Buffer.from(renderJavaJson(text)).toString())).toBe(text);
  });
});
