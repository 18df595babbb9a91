import { describe, expect, test } from "vitest";
import { renderTable, terminalWidth } from "../../shared/report/render-table.ts";
import { HOSTILE } from "./small-report.ts";

const COLUMNS = [{ title: "Column" }, { title: "Distance", align: "right" as const }];
const widest = (table: string) => Math.max(...table.split("\n").map(terminalWidth));

describe("renderTable", () => {
  test("without rows it is its header and a rule", () => {
    expect(renderTable(COLUMNS, [])).toBe("Column  Distance\n──────  ────────");
  });

  test("words stand left, numbers right, and no line ends in blanks", () => {
    expect(
      renderTable(COLUMNS, [
        ["delay", "0.4"],
        ["distance to go", "12.25"],
      ]),
    ).toBe(
      [
        "Column          Distance",
        "──────────────  ────────",
        "delay                0.4",
        "distance to go     12.25",
      ].join("\n"),
    );
  });

  test("a missing cell is blank", () => {
    expect(renderTable(COLUMNS, [["delay"]]).split("\n")[2]).toBe("delay");
  });

  test("wide characters count two columns, combining marks none", () => {
    expect(terminalWidth("遅延")).toBe(4);
    expect(terminalWidth("e\u0301")).toBe(1);
    expect(terminalWidth("✈🙂")).toBe(3);
  });

  test("the widest text column is cut until the table fits; numbers are never cut", () => {
    const table = renderTable(
      [...COLUMNS, { title: "Why" }],
      [["a".repeat(80), "123456789012", "b".repeat(30)]],
      { width: 60 },
    );
    expect(widest(table)).toBe(60);
    expect(table).toContain("123456789012");
    expect(table).toContain("aaa…");
  });

  test("a width too small for the table leaves every column its least width", () => {
    const table = renderTable(
      [
        { title: "Column name", least: 8 },
        { title: "N", align: "right" },
      ],
      [["a".repeat(40), "1234"]],
      { width: 5 },
    );
    expect(table.split("\n")[2]).toBe("aaaaaaa…  1234");
  });

  test("a header wider than its cut column is cut with it", () => {
    expect(widest(renderTable([{ title: "A very long title of a column" }], [["x"]], { width: 12 }))).toBe(
      12,
    );
  });

  test("escape sequences and line breaks in cells cannot move the cursor or start a line", () => {
    const table = renderTable(
      COLUMNS,
      HOSTILE.map((name) => [name, "1"]),
    );
    expect(table.split("\n")).toHaveLength(HOSTILE.length + 2);
    expect(table).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
  });
});
