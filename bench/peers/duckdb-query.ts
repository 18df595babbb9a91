/**
 * The whole job in one statement of DuckDB: counts per type, moments, extremes, quantiles and distinct values of every column,
 * and the counts of the texts.
 *
 * It is told which columns are numbers, which Plumbline finds out. Other forms that were tried, with their speed by the
 * processor's time as a share of this one's (one thread, 100 MB; narrow and wide, or all three shapes of the benchmark): texts
 * counted by `histogram` beside the other aggregates 0.85 and 0.92 (100,000 identifiers in a map); the split rows read twice
 * instead of materialized 0.95 and 0.96; the texts by a statement of their own 0.8 to 1; cells unnested and grouped by position 0.6
 * to 0.8; a row cast at once by `try_cast(c as double[])` 0.8 to 0.95; a table of the cast cells first 0.6 to 0.85; lines by
 * `read_csv` or `read_ndjson_objects` with `json_extract_string` 0.7 of `read_json` with fixed columns (the reading alone, narrow).
 */

/** What of a column the statement aggregates, in the order of the answer. */
interface Aggregate {
  readonly name: string;
  /** `s`: the cell's text; `n`: its number, null where it is none. */
  readonly sql: (s: string, n: string) => string;
}

export const QUANTILES = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];
/** As many as Plumbline keeps (shared/profile/value-counts.ts). */
const VALUES = 1024;

const MISSING: Aggregate = { name: "missing", sql: (s) => `count_if(${s} = '')` };

const OF_NUMBERS: readonly Aggregate[] = [
  MISSING,
  { name: "numbers", sql: (_s, n) => `count(${n})` },
  // A number with a dot, which all fractions of the data have; a regular expression takes longer.
  { name: "fractional", sql: (s, n) => `count_if(${n} is not null and contains(${s}, '.'))` },
  { name: "sum", sql: (_s, n) => `sum(${n})` },
  { name: "standardDeviation", sql: (_s, n) => `stddev_pop(${n})` },
  { name: "min", sql: (_s, n) => `min(${n})` },
  { name: "max", sql: (_s, n) => `max(${n})` },
  { name: "quantiles", sql: (_s, n) => `approx_quantile(${n}, [${QUANTILES.join(", ")}])` },
  { name: "distinct", sql: (_s, n) => `approx_count_distinct(${n})` },
];

const OF_TEXTS: readonly Aggregate[] = [
  MISSING,
  { name: "present", sql: (s) => `count_if(${s} <> '')` },
  { name: "distinct", sql: (s) => `approx_count_distinct(nullif(${s}, ''))` },
];

/** `isText[at]`: whether column `at` holds texts; the answer is column 0. One row with the aggregates (`a`) and the texts (`b`). */
export function profileQuery(path: string, isText: readonly boolean[], rowsPerRecord: number): string {
  const columns = isText.map((text, at) => ({ at, text, aggregates: text ? OF_TEXTS : OF_NUMBERS }));
  const cells = columns.flatMap(({ at, text }) =>
    text ? [`${cell(at)} s${at}`] : [`${cell(at)} s${at}`, `try_cast(${cell(at)} as double) n${at}`],
  );
  const aggregates = columns.flatMap(({ at, aggregates }) =>
    aggregates.map(({ name, sql }) => `${sql(`s${at}`, `n${at}`)} ${name}${at}`),
  );
  const texts = columns.filter(({ text }) => text).map(({ at }) => at);
  return `
    with split as materialized (select string_split(d, ',') c, o from (${rows(path, rowsPerRecord)}))
    select
      (select a from (select count(*) "rows", ${aggregates.join(", ")} from (select ${cells.join(", ")} from split)) a) a,
      (select list(b) from (${valueCounts(texts)}) b) b`;
}

const cell = (at: number) => (at === 0 ? "o" : `c[${at}]`);

function rows(path: string, rowsPerRecord: number): string {
  const side = 'struct("data" varchar)';
  const columns = `{captureData: 'struct(endpointInput ${side}, endpointOutput ${side})'}`;
  const records = `
    select captureData.endpointInput.data d, captureData.endpointOutput.data o
    from read_json('${path.replaceAll("'", "''")}', format = 'newline_delimited', columns = ${columns})`;
  if (rowsPerRecord === 1) return records;
  return `select unnest(string_split(d, chr(10))) d, unnest(string_split(o, chr(10))) o from (${records})`;
}

/** The most frequent texts of each column `p`. */
function valueCounts(texts: readonly number[]): string {
  return `
    select p, s, count(*) n
    from (select unnest([${texts.map(cell).join(", ")}]) s, unnest([${texts.join(", ")}]) p from split)
    where s <> ''
    group by p, s
    qualify row_number() over (partition by p order by n desc) <= ${VALUES}`;
}
