/** Runs every example of docs/rules.md: what the page says is what happens. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { suggestConstraints } from "../../shared/baseline/suggest-constraints.ts";
import { parseCaptureRecord } from "../../shared/capture/capture-record.ts";
import type { Row } from "../../shared/capture/row.ts";
import { type RowOptions, rowsOf } from "../../shared/capture/rows.ts";
import { lInfinity } from "../../shared/drift/l-infinity.ts";
import { builtins } from "../../shared/expression/functions/index.ts";
import { compileMapping } from "../../shared/mapping/compile-mapping.ts";
import { rowReader } from "../../shared/mapping/row-reader.ts";
import { parseMonitorDefinition } from "../../shared/monitors/monitor-definition.ts";
import { seededRandom } from "../../shared/random.ts";
import { compileRule } from "../../shared/rules/compile-rule.ts";
import { COLUMN_STATISTICS, DOCUMENT_NAMES, QUANTILES } from "../../shared/rules/document-names.ts";
import { windowDocument } from "../../shared/rules/window-document.ts";
import { profileOf } from "../constraints/profiles.ts";
import { COLUMNS, makeRow } from "../fixtures/make-captures.ts";

const page = readFileSync(new URL("../../docs/rules.md", import.meta.url), "utf8");

/** The body rows of the table under a header row, each a list of cells. */
function table(header: string): string[][] {
  const lines = page.split("\n");
  const at = lines.indexOf(header);
  expect(at, header).toBeGreaterThan(0);
  const end = lines.findIndex((line, index) => index > at && !line.startsWith("|"));
  return lines.slice(at + 2, end).map((line) =>
    line
      .slice(1, -1)
      .split(/(?<!\\)\|/)
      .map((cell) => cell.trim().replaceAll("\\|", "|")),
  );
}

const code = (cell: string) => /^(`+) ?(.*?) ?\1$/.exec(cell)?.[2] ?? cell;
const fence = (language: string) =>
  [...page.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, "g"))].map(([, text]) => text!);

const asObject = ({ cells, names = [] }: Row) =>
  Object.fromEntries(names.map((name, at) => [name, cells[at]]));
const definition = (mapping: string) =>
  parseMonitorDefinition({
    monitor: "m",
    endpoint: "e",
    capture: { uri: "c" },
    columns: { names: [...COLUMNS] },
    mapping,
  });

function mapped(mapping: string, line: string): unknown {
  const parsed = parseCaptureRecord(line.trim());
  if (!parsed.ok) throw new Error(parsed.reason);
  const { record } = parsed;
  const decode = (options: RowOptions) => rowsOf(record, options);
  const read = rowReader(definition(mapping)).rows({ record, decode }, record.inferenceTime ?? 0);
  return read.ok ? read.rows.map(asObject) : read.reason;
}

/** A window of 150 healthy rows against a baseline of 3,000, spending being sensitive. */
function healthyDocument() {
  const random = seededRandom(7);
  const profile = (rows: number) => {
    const made = Array.from({ length: rows }, () => makeRow(random));
    const columns = Object.fromEntries(COLUMNS.map((name, at) => [name, made.map((row) => row[at]!)]));
    return profileOf(columns, { sensitive: ["spend"], sensitiveKey: "key" });
  };
  const reference = profile(3000);
  const baseline = { id: "b1", constraints: suggestConstraints(reference), profile: reference, slot: "none" };
  const context = {
    current: profile(150),
    baseline,
    exclude: new Set<string>(),
    statistic: lInfinity,
    compat: false,
  };
  return windowDocument(context, { records: 150, malformed: 1, coverage: 1 });
}

describe("docs/rules.md", () => {
  test("shows a definition that can be used, whose rules are true of a healthy window", () => {
    const [yaml] = fence("yaml");
    const { rules = [] } = parseMonitorDefinition(parse(yaml!));
    expect(rules).toHaveLength(3);
    const document = healthyDocument();
    for (const { assert } of rules) {
      const compiled = compileRule(assert);
      expect(compiled.ok && compiled.expression.evaluate(document), assert).toEqual({
        ok: true,
        value: true,
      });
    }
  });

  test("shows the message that a fault has", () => {
    const [, asserted] = /^\s{4}(columns\.age\.men > 30)$/m.exec(page)!;
    const rules = [{ name: "r", assert: asserted, message: "m" }];
    const parsing = () =>
      parseMonitorDefinition(
        { monitor: "m", endpoint: "e", capture: { uri: "c" }, rules },
        "monitors/churn.yml",
      );
    const shown = page.slice(page.indexOf("monitors/churn.yml cannot be used:"));
    expect(parsing).toThrow(shown.slice(0, shown.indexOf("\n```")));
  });

  test.each(table("| rule | |").map(([rule]) => code(rule!)))(
    "rule %s is true of a healthy window",
    (rule) => {
      const compiled = compileRule(rule);
      expect(compiled.ok && compiled.expression.evaluate(healthyDocument())).toEqual({
        ok: true,
        value: true,
      });
    },
  );

  test("names everything that a rule sees, and nothing else", () => {
    const names = table("| name | |").flatMap(([cell]) =>
      [...cell!.matchAll(/`(\w+)/g)].map(([, name]) => name!),
    );
    expect(new Set(names)).toEqual(new Set(DOCUMENT_NAMES));
    const statistics = table("| of a column | |").flatMap(([cell]) =>
      [...cell!.matchAll(/`(\w+)/g)].map(([, name]) => name!),
    );
    expect(new Set(statistics)).toEqual(new Set(COLUMN_STATISTICS));
    for (const quantile of QUANTILES) expect(page).toMatch(new RegExp(`[.]${quantile}\``));
  });

  const [record] = fence("json");
  test.each(
    table("| to | Model Monitor's script returns | mapping | rows |").map(
      ([to, , mapping, rows]) => [to!, code(mapping!), code(rows!)] as const,
    ),
  )("%s: %s", (_, mapping, rows) => {
    expect(mapped(mapping, record!)).toEqual(JSON.parse(rows));
  });

  const payload = /payload of JSON, `(.*?)`/.exec(page)![1]!;
  const given = JSON.stringify({
    captureData: { endpointInput: { mode: "INPUT", data: payload, encoding: "JSON" } },
    eventMetadata: {},
  });
  test.each(
    table("| to | mapping | rows |").map(
      ([to, mapping, rows]) => [to!, code(mapping!), code(rows!)] as const,
    ),
  )("of JSON, %s: %s", (_, mapping, rows) => {
    expect(mapped(mapping, given)).toEqual(JSON.parse(rows));
  });

  const functions = table("| function | | example | gives |");
  test.each(functions.map(([, , example, gives]) => [code(example!), code(gives!)] as const))(
    "%s gives %s",
    (example, gives) => {
      const compiled = compileMapping(example);
      if (!compiled.ok) throw compiled.fault;
      const evaluated = compiled.expression.evaluate({ event: { id: "x" } });
      expect(JSON.parse(JSON.stringify(evaluated))).toEqual({ ok: true, value: JSON.parse(gives) });
    },
  );

  test("lists every function, and no other", () => {
    const listed = functions.map(([name]) => /^`\$(\w+)\(/.exec(name!)![1]!);
    expect(listed.sort()).toEqual([...builtins.keys(), "sample"].sort());
  });

  test.each(table("| left out | why, and what to write |").map(([left]) => code(left!)))(
    "%s is left out",
    (left) => {
      const compiled = compileMapping(left);
      expect(!compiled.ok && compiled.fault.message).toMatch(/left out/);
    },
  );
});
