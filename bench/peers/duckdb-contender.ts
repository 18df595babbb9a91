/** A process that profiles one capture file with DuckDB whenever it is asked to. Arguments: folder of DuckDB, threads, path, columns, rows a record. */
import { createRequire } from "node:module";
import { join } from "node:path";
import { isTextColumn } from "../capture-data.ts";
import type { Found, FoundColumn } from "../compare-profiles.ts";
import { serve } from "../measure.ts";
import { profileQuery, QUANTILES } from "./duckdb-query.ts";

/** What is used of `@duckdb/node-api`, which is not among the dependencies. */
interface DuckDb {
  readonly DuckDBInstance: {
    create(
      path: string,
      options: Readonly<Record<string, string>>,
    ): Promise<{ connect(): Promise<Connection> }>;
  };
}
interface Connection {
  runAndReadAll(sql: string): Promise<Result>;
}
interface Result {
  getRowObjectsJson(): [{ a: Readonly<Record<string, unknown>>; b: readonly Value[] | null }];
}
/** Count `n` of text `s` in column `p`; whole numbers are written as texts. */
interface Value {
  readonly p: number;
  readonly s: string;
  readonly n: string;
}

const [folder, threads, path, columns, rowsPerRecord] = process.argv.slice(2) as [
  string,
  string,
  string,
  string,
  string,
];
const { DuckDBInstance } = createRequire(join(folder, "package.json"))("@duckdb/node-api") as DuckDb;
// Up to 8 % faster without the order of the lines, which no aggregate here depends on.
const options = { threads, preserve_insertion_order: "false" };
const connection = await (await DuckDBInstance.create(":memory:", options)).connect();
const isText = Array.from({ length: Number(columns) }, (_, at) => isTextColumn(at));
const query = profileQuery(path, isText, Number(rowsPerRecord));

serve(() => connection.runAndReadAll(query), found);

function found(result: Result): Found {
  const [{ a, b }] = result.getRowObjectsJson();
  const number = (name: string) => Number(a[name]);
  return {
    rows: number("rows"),
    columns: isText.map((text, at): FoundColumn => {
      const both = { missing: number(`missing${at}`), distinct: number(`distinct${at}`) };
      return text ? { ...both, ...ofTexts(at, number, b ?? []) } : { ...both, ...ofNumbers(at, number, a) };
    }),
  };
}

function ofTexts(at: number, number: (name: string) => number, values: readonly Value[]): FoundColumn {
  const own = values.filter(({ p }) => p === at);
  return { texts: number(`present${at}`), values: own.map(({ s, n }) => [s, Number(n)]) };
}

function ofNumbers(
  at: number,
  number: (name: string) => number,
  a: Readonly<Record<string, unknown>>,
): FoundColumn {
  const numbers = number(`numbers${at}`);
  const quantiles = a[`quantiles${at}`] as readonly number[];
  return {
    numbers,
    fractional: number(`fractional${at}`),
    integral: numbers - number(`fractional${at}`),
    mean: number(`sum${at}`) / numbers,
    standardDeviation: number(`standardDeviation${at}`),
    min: number(`min${at}`),
    max: number(`max${at}`),
    quantiles: quantiles.map((value, index) => [QUANTILES[index]!, value]),
  };
}
