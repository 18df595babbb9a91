/** Members of the document that rules see (`windowDocument`), apart from it so that reading a definition needs no more. */
export const DOCUMENT_NAMES: readonly string[] = [
  "rows",
  "records",
  "malformed",
  "coverage",
  "columns",
  "baseline",
];

/** Of a column; which ones it has depends on its type. */
export const COLUMN_STATISTICS: readonly string[] = [
  "type",
  "present",
  "missing",
  "completeness",
  "distinct",
  "mean",
  "sum",
  "stdDev",
  "min",
  "max",
  "quantiles",
  "categories",
  "distance",
  "threshold",
];

export const QUANTILES: readonly string[] = ["p01", "p05", "p25", "p50", "p75", "p95", "p99"];
