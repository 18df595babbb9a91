/** Numbers as reports show them. What is absent or not finite is a dash, never `NaN` or `null`. */
import { format } from "d3-format";

const ABSENT = "–";
const grouped = format(",d");
const plain = format(",.4~r");
const short = format(".3~s");
const tiny = format(".2~e");

const isNumber = (value: number | null | undefined): value is number =>
  typeof value === "number" && Number.isFinite(value);

/** A count: `1,234,567`. */
export function formatCount(value: number | null | undefined): string {
  return isNumber(value) ? grouped(value) : ABSENT;
}

/** A share of 1 in per cent, three digits at most: `34.5 %`, `0.04 %`, `< 0.01 %`. */
export function formatShare(share: number | null | undefined): string {
  if (!isNumber(share)) return ABSENT;
  if (share > 0 && share < 0.0001) return "<\u202f0.01\u202f%";
  const percent = share * 100;
  return `${Number(percent.toFixed(percent < 1 ? 2 : 1))}\u202f%`;
}

/** A value of a column, four significant digits: `1,235`, `0.01235`, `1.23M`, `1.2e−7`. */
export function formatValue(value: number | null | undefined): string {
  if (!isNumber(value)) return ABSENT;
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e15)) return tiny(value);
  return size >= 1e6 ? short(value) : plain(value);
}

/** A distance or a limit, three decimals while it is small: `0.213`, `12.5`, `3.4k`. */
export function formatDistance(value: number | null | undefined): string {
  if (!isNumber(value)) return ABSENT;
  if (Math.abs(value) < 10) return value.toFixed(3);
  return Math.abs(value) < 1000 ? value.toFixed(1) : short(value);
}

/** How many times a limit: `2.4 ×`. */
export function formatRatio(ratio: number | null | undefined): string {
  if (ratio === Number.POSITIVE_INFINITY || (isNumber(ratio) && ratio > 99)) return ">\u202f99\u202f×";
  return isNumber(ratio) ? `${ratio.toFixed(ratio < 10 ? 1 : 0)}\u202f×` : ABSENT;
}

/** A count and its noun: `1 window`, `12 windows`. */
export function formatNoun(count: number, singular: string, plural = `${singular}s`): string {
  return `${formatCount(count)} ${count === 1 ? singular : plural}`;
}
