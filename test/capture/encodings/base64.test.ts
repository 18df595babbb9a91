import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { base64 } from "../../../shared/capture/encodings/base64.ts";
import { csv } from "../../../shared/capture/encodings/csv.ts";
import { json } from "../../../shared/capture/encodings/json.ts";

const encoded = (text: string) => Buffer.from(text).toString("base64");
const cellsOf = (data: string, contentType?: string) => {
  const decoded = base64.decode(data, contentType);
  return decoded.ok ? decoded.rows.map((row) => row.cells) : decoded.reason;
};

describe("BASE64", () => {
  test("nothing has no rows", () => expect(cellsOf("")).toEqual([]));

  test("the test vectors of RFC 4648 §10 are decoded, with and without padding", () => {
    const vectors = {
      "Zg==": "f",
      "Zm8=": "fo",
      Zm9v: "foo",
      "Zm9vYg==": "foob",
      "Zm9vYmE=": "fooba",
      Zm9vYmFy: "foobar",
    };
    for (const [data, text] of Object.entries(vectors)) {
      expect(cellsOf(data, "text/csv")).toEqual([[text]]);
      expect(cellsOf(data.replace(/=+$/, ""), "text/csv")).toEqual([[text]]);
    }
  });

  test("the content type decides, whatever its spelling and parameters", () => {
    expect(cellsOf(encoded("[1,2]"), "text/csv")).toEqual([["[1", "2]"]]);
    expect(cellsOf(encoded("[1,2]"), "Application/JSON; charset=utf-8")).toEqual([[1, 2]]);
    expect(cellsOf(encoded("1\n2"), "application/jsonlines")).toEqual([[1], [2]]);
    expect(cellsOf(encoded("1\n2"), "application/vnd.acme+json")).toEqual([[1], [2]]);
    expect(cellsOf(encoded("1,2"), "application/json")).toBe("JSON payload is not JSON");
  });

  test.each([undefined, "", "text/html; charset=utf-8", "application/octet-stream", "???"])(
    "with content type %j the first character decides",
    (contentType) => {
      expect(cellsOf(encoded(' \n{"a":1}'), contentType)).toEqual([[1]]);
      expect(cellsOf(encoded("[1,2]"), contentType)).toEqual([[1, 2]]);
      expect(cellsOf(encoded("0.25,é\n"), contentType)).toEqual([["0.25", "é"]]);
    },
  );

  test("bytes that are no text are a reason with their type", () => {
    const png = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]).toString("base64");
    expect(cellsOf(png, "image/png")).toBe("BASE64 payload of type image/png is not rows");
    expect(cellsOf(png, "text/csv")).toBe("BASE64 payload of type text/csv is not UTF-8");
    expect(cellsOf(png)).toBe("BASE64 payload of unknown type is not rows");
    expect(cellsOf(png, `${"x".repeat(99)}/y`)).toBe("BASE64 payload of unknown type is not rows");
  });

  test("markup and control characters are not rows", () => {
    expect(cellsOf(encoded("<html>502</html>"), "text/html")).toBe(
      "BASE64 payload of type text/html is not rows",
    );
    expect(cellsOf(encoded("\u0000\u0001"), "application/x-npy")).toBe(
      "BASE64 payload of type application/x-npy is not rows",
    );
  });

  test.each(["Zm9v!", "Zm 9v", "Zm9v\n", "Zm=v", "Zg===", "Zm9v-_"])(
    "%j has a character outside the alphabet",
    (data) => {
      expect(cellsOf(data)).toBe("BASE64 data has a character outside its alphabet");
    },
  );

  test.each(["Z", "Zm9vY", "Zg=", "Zm9v=", "=", "=="])("%j has an impossible length", (data) => {
    expect(cellsOf(data)).toBe("BASE64 data has an impossible length");
  });

  test("any CSV or JSON reads the same with and without BASE64", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.jsonValue(), (text, value) => {
        const written = text.replace(/^\ufeff/, "");
        expect(base64.decode(encoded(written), "text/csv")).toEqual(csv.decode(written, undefined));
        const object = JSON.stringify(value);
        expect(base64.decode(encoded(object), "application/json")).toEqual(json.decode(object, undefined));
      }),
      { seed: 4648, numRuns: 200 },
    );
  });
});
