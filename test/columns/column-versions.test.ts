import { describe, expect, test } from "vitest";
import { UnusableInput } from "../../shared/errors.ts";
import { parseMonitorDefinition } from "../../shared/monitors/monitor-definition.ts";

const FROM = "2026-03-03T10:00:00Z";
const LATER = "2026-03-04T10:00:00Z";
const definition = (columns: object) => ({
  monitor: "m",
  endpoint: "e",
  capture: { uri: "captures" },
  columns,
});

function refusal(columns: object): string {
  try {
    parseMonitorDefinition(definition(columns));
  } catch (error) {
    expect(error).toBeInstanceOf(UnusableInput);
    return (error as Error).message;
  }
  throw new Error("nothing was refused");
}

describe("columns.versions", () => {
  test("are read as they stand, and absent where none are declared", () => {
    const versions = [
      { from: FROM, renamed: { income: "annual_income" }, dropped: ["fax"], added: ["clicks"] },
      { from: LATER, renamed: { annual_income: "income" }, dropped: ["clicks"], added: ["fax"] },
    ];
    expect(parseMonitorDefinition(definition({ versions })).columns.versions).toEqual(versions);
    expect(parseMonitorDefinition(definition({})).columns).not.toHaveProperty("versions");
  });

  test.each([
    [
      "a misspelt key",
      [{ from: FROM, droped: ["fax"] }],
      'versions.0.droped: unknown key; did you mean "dropped"?',
    ],
    [
      "a time without its offset",
      [{ from: "2026-03-03 10:00", dropped: ["fax"] }],
      "expected a time with its offset",
    ],
    [
      "a version that changes nothing",
      [{ from: FROM, dropped: [] }],
      "at least one of added, dropped, renamed, names",
    ],
    ["no time", [{ dropped: ["fax"] }], "columns.versions.0.from: missing"],
    [
      "times that do not ascend",
      [
        { from: LATER, dropped: ["fax"] },
        { from: FROM, dropped: ["x"] },
      ],
      `columns.versions.1.from: got ${FROM}; expected a time after the one of the version before, ${LATER}`,
    ],
    [
      "a column dropped twice",
      [
        { from: FROM, dropped: ["fax"] },
        { from: LATER, dropped: ["fax"] },
      ],
      'columns.versions.1.dropped: got "fax"; expected a column that is there until then',
    ],
    [
      "a column renamed after it was dropped",
      [
        { from: FROM, dropped: ["fax"] },
        { from: LATER, renamed: { fax: "telefax" } },
      ],
      'columns.versions.1.renamed: got "fax"',
    ],
    [
      "a column renamed onto one that is there",
      [
        { from: FROM, added: ["clicks"] },
        { from: LATER, renamed: { visits: "clicks" } },
      ],
      'columns.versions.1.renamed.visits: got "clicks"; expected a name that no column has until then',
    ],
    [
      "a column added twice",
      [
        { from: FROM, added: ["clicks"] },
        { from: LATER, added: ["clicks"] },
      ],
      'columns.versions.1.added: got "clicks"; expected a name that no column has until then',
    ],
    ["two columns renamed to one", [{ from: FROM, renamed: { a: "c", b: "c" } }], '"c" arriving twice'],
    [
      "a column dropped and renamed",
      [{ from: FROM, dropped: ["a"], renamed: { a: "b" } }],
      '"a" leaving twice',
    ],
    ["a column dropped and added", [{ from: FROM, dropped: ["a"], added: ["a"] }], '"a" dropped and added'],
    [
      "a circle of names",
      [{ from: FROM, renamed: { a: "b", b: "a" } }],
      "expected a name that no column has until then",
    ],
    ["names without columns.names", [{ from: FROM, names: ["a"] }], "expected columns.names beside it"],
  ])("with %s are refused, with the place and what was expected", (_, versions, said) => {
    expect(refusal({ versions })).toContain(said);
  });

  const names = ["score", "income", "fax"];
  test.each([
    ["drops what columns.names has not", { dropped: ["clicks"] }, 'versions.0.dropped: got "clicks"'],
    [
      "renames onto one of columns.names",
      { renamed: { income: "fax" } },
      'versions.0.renamed.income: got "fax"',
    ],
    [
      "adds a column and does not say where",
      { added: ["clicks"] },
      'versions.0: got no names beside added "clicks"; expected names, all of them in order',
    ],
    [
      "lists less than is there",
      { added: ["clicks"], names: ["score", "income", "clicks"] },
      'versions.0.names: got a list without "fax"',
    ],
    [
      "lists a column that it does not add",
      { names: ["score", "income", "fax", "clicks"] },
      'versions.0.names: got "clicks"; expected it among added, or renamed',
    ],
    ["lists a column twice", { names: ["score", "income", "fax", "fax"] }, '"fax" twice'],
  ])("beside columns.names is refused where it %s", (_, change, said) => {
    expect(refusal({ names, versions: [{ from: FROM, ...change }] })).toContain(said);
  });

  test.each([
    ["another order", { names: ["fax", "score", "income"] }],
    ["a name that a dropped column leaves free", { dropped: ["fax"], renamed: { income: "fax" } }],
    ["a place for what is added", { added: ["clicks"], names: ["score", "clicks", "income", "fax"] }],
  ])("beside columns.names may give %s", (_, change) => {
    expect(() =>
      parseMonitorDefinition(definition({ names, versions: [{ from: FROM, ...change }] })),
    ).not.toThrow();
  });

  test("tell every contradiction at once", () => {
    const said = refusal({ versions: [{ from: FROM, dropped: ["a", "a"], added: ["b", "b"] }] });
    expect(said).toContain('"a" leaving twice');
    expect(said).toContain('"b" arriving twice');
  });
});
