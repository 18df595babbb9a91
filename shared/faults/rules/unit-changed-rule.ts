import { type JudgedColumn, judgedColumns } from "../../constraints/judged-columns.ts";
import { cdfDistance } from "../../drift/cdf-distance.ts";
import type { NumericDistribution } from "../../drift/distribution.ts";
import { formatCount, formatShare } from "../../report/format-number.ts";
import { shownName } from "../../report/inert-text.ts";
import { distributionOfStatistics } from "../../statistics/distribution-of-statistics.ts";
import { expectedShare, isBeyondChance } from "../chance.ts";
import { type FaultLook, type HardFault, type HardFaultRule, LEAST_CELLS } from "../hard-fault.ts";
import {
  type MagnitudeRange,
  magnitudeRange,
  middleHalf,
  rangeOfBaseline,
  shareOutside,
} from "../number-range.ts";
import { type UnitConversion, unitConversions } from "../unit-conversions.ts";

/** At least half of the numbers lie where the whole baseline has not one. */
const LEAST_OUTSIDE = 0.5;
/**
 * How far the converted numbers may lie from the baseline's. Fifty rows lie further by chance once in 100,000 times (Smirnov's limit
 * law); one client's rows, which are alike and unlike the others', lie about ½ away wherever they are moved.
 */
const MOST_AFTER = 0.35;
/** How much wider or narrower their middle half may be: that of fifty rows is off by a fifth, and only a wrong scale is by half. */
const MOST_WIDER = 2;

/**
 * A column whose numbers mean another unit than the baseline's. Two things have to be so. Half of them are outside of everything that
 * the whole baseline ever had, which chance does not do whatever the distribution: of m exchangeable numbers, the next one lies outside
 * with 2 ÷ (m + 1). And one conversion, a factor of ten at least or a scale of temperature, brings all of them back to how the slot's
 * numbers lie: a counter or a clock that runs on leaves the range as well, and comes back by none.
 */
export const unitChangedRule: HardFaultRule = {
  kind: "unit-changed",
  find: (look) => judgedColumns(look.context).flatMap((column) => changed(look, column)),
};

function changed(look: FaultLook, column: JudgedColumn): HardFault[] {
  const { current, feature, config } = column;
  const isNumeric = feature.inferred_type === "Integral" || feature.inferred_type === "Fractional";
  if (!isNumeric || !config.performComparison || current === undefined) return [];
  const range = wholeRange(look, column);
  const now = range && current.distributionAs("numeric");
  if (range === undefined || now?.kind !== "numeric") return [];
  const { n: rows, share } = shareOutside(now, range);
  const expected = Math.max(range.outside, expectedShare([{ count: 0, rows: Number.POSITIVE_INFINITY }]));
  const found = { share, rows, expected };
  if (rows < LEAST_CELLS || share < LEAST_OUTSIDE || !isBeyondChance(found, look.records)) return [];
  const conversion = conversionOf(now, sidesOf(look, column));
  if (conversion === undefined) return [];
  const description = inWords(column, found, current.sensitive ? undefined : conversion);
  return [{ kind: "unit-changed", column: column.name, severity: "page", ...found, description }];
}

/** Neither factor nor scale of a sensitive column: beside two significant digits a factor is a value. */
function inWords(
  { name }: JudgedColumn,
  { share, rows }: { readonly share: number; readonly rows: number },
  conversion: UnitConversion | undefined,
): string {
  const head = `${shownName(name)} has ${formatShare(share)} of ${formatCount(rows)} numbers outside of everything that the baseline has`;
  return conversion === undefined
    ? `${head}, as after a change of its unit.`
    : `${head}: they are ${conversion.inWords}.`;
}

function wholeRange({ whole }: FaultLook, column: JudgedColumn): MagnitudeRange | undefined {
  const own = whole.column(column.name);
  if (own !== undefined) return rangeOfBaseline(own);
  const stated = statedNumbers(column);
  const { min, max } = column.baselineStatistics?.numerical_statistics ?? {};
  return stated && magnitudeRange(stated, [finite(min), finite(max)]);
}

const finite = (value: unknown) => (typeof value === "number" && Number.isFinite(value) ? value : undefined);

function statedNumbers({ baselineStatistics }: JudgedColumn): NumericDistribution | undefined {
  const stated = baselineStatistics && distributionOfStatistics(baselineStatistics);
  return stated?.kind === "numeric" ? stated : undefined;
}

/** How the baseline's numbers lie: in the season slot, where that has enough of them, and in the whole. */
function sidesOf({ whole }: FaultLook, column: JudgedColumn): NumericDistribution[] {
  const sides = [column.baseline, whole.column(column.name)].map((side) => side?.distributionAs("numeric"));
  return [...sides, statedNumbers(column)].filter(
    (side): side is NumericDistribution => side?.kind === "numeric" && side.n >= LEAST_CELLS,
  );
}

function conversionOf(
  now: NumericDistribution,
  sides: readonly NumericDistribution[],
): UnitConversion | undefined {
  for (const before of sides)
    for (const conversion of unitConversions(now, before)) {
      const converted = { ...now, values: now.values.map(conversion.back) };
      if (liesAs(converted, before)) return conversion;
    }
  return undefined;
}

/** Whether numbers lie as the others do: as near to them as fifty rows are, and as wide. */
function liesAs(converted: NumericDistribution, before: NumericDistribution): boolean {
  if ((cdfDistance(converted, before) ?? 1) > MOST_AFTER) return false;
  const [own, wanted] = [middleHalf(converted), middleHalf(before)];
  return own <= wanted * MOST_WIDER && wanted <= own * MOST_WIDER;
}
