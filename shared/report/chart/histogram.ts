import { scaleLinear } from "d3-scale";
import type { NumericDistribution } from "../../drift/distribution.ts";
import { formatShare, formatValue } from "../format-number.ts";
import type { Markup } from "../html.ts";
import { html, markup, NOTHING } from "../html.ts";
import type { SharedBins } from "./shared-bins.ts";
import { binShares, sharedBins } from "./shared-bins.ts";
import { stepPath } from "./step-path.ts";
import type { WeightedValues } from "./weighted-values.ts";
import { weightedValues } from "./weighted-values.ts";

const WIDTH = 320;
const HEIGHT = 116;
const TOP = 8;
const BASE = 98; // y of the axis
const EMPTY: WeightedValues = { values: [], weights: [], total: 0 };
const EDGE_BINS = 4; // the width of a label
const WORTH_SAYING = 0.0005; // a share outside the drawn range that rounds to 0.1 %

type Shares = ReturnType<typeof binShares>;
interface Drawing {
  readonly bins: SharedBins;
  readonly current: Shares;
  readonly baseline: Shares;
  readonly x: (bin: number) => number;
  readonly y: (share: number) => number;
  readonly most: number;
}

/**
 * Two distributions of numbers on shared bins: the current one filled, the baseline as an outline, each as
 * shares of its own rows. `hidden` draws the shapes without any number (sensitive columns). Nothing to draw
 * gives no markup.
 */
export function histogram(
  {
    current,
    baseline,
  }: {
    readonly current?: NumericDistribution | undefined;
    readonly baseline?: NumericDistribution | undefined;
  },
  { title, hidden = false }: { readonly title: string; readonly hidden?: boolean },
): Markup {
  const sides = [current, baseline].map((side) => (side === undefined ? EMPTY : weightedValues(side)));
  const bins = sharedBins(sides);
  if (bins === undefined) return NOTHING;
  const drawing = layOut(bins, binShares(sides[0]!, bins), binShares(sides[1]!, bins));
  return html`<svg class="ch" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img"><title>${title}</title>${hidden ? NOTHING : grid(drawing)}<path class="cur" d="${shape(drawing.current, drawing, true)}"/><path class="base" d="${shape(drawing.baseline, drawing, false)}"/><path class="ax" d="M0 ${BASE}.5H${WIDTH}"/>${hidden ? NOTHING : numbers(drawing)}</svg>`;
}

function layOut(bins: SharedBins, current: Shares, baseline: Shares): Drawing {
  const most = Math.max(...current.inside, ...baseline.inside, 1e-9);
  const x = scaleLinear([0, bins.count], [1, WIDTH - 1]);
  const y = scaleLinear([0, most], [BASE, TOP]);
  return { bins, current, baseline, x, y, most };
}

/** The filled shape or the outline of one side. */
function shape({ inside }: Shares, { most }: Drawing, closed: boolean): Markup {
  const heights = inside.map((share) => (share / most) * (BASE - TOP));
  return markup(stepPath(heights, { left: 1, width: (WIDTH - 2) / inside.length, base: BASE, closed }));
}

/** One line at a readable share, so that heights have a measure; its label stands at the end with more room. */
function grid({ y, most, current, baseline }: Drawing): Markup {
  const tick = scaleLinear([0, most], [0, 1])
    .ticks(2)
    .findLast((share) => share > 0);
  if (tick === undefined) return NOTHING;
  const height = (from: number, to?: number) =>
    Math.max(...[current, baseline].flatMap((side) => side.inside.slice(from, to)));
  const [x, anchor] = height(0, EDGE_BINS) > height(-EDGE_BINS) ? [WIDTH, " e"] : [0, ""];
  const at = Math.round(y(tick)) + 0.5;
  return html`<path class="gr" d="M0 ${at}H${WIDTH}"/><text class="fa${anchor}" x="${x}" y="${at - 2.5}">${formatShare(tick)}</text>`;
}

function numbers(drawing: Drawing): Markup {
  const { bins, x } = drawing;
  const end = bins.start + bins.step * bins.count;
  const ticks = scaleLinear([bins.start, end], [0, 1]).ticks(5);
  const shown = bins.centred ? ticks.filter(Number.isInteger) : ticks;
  const places = (shown.length > 0 ? shown : [bins.start + (bins.step * bins.count) / 2]).map((value) => ({
    value,
    at: x((value - bins.start) / bins.step),
  }));
  return markup(
    places.map(({ value, at }) => tickMark(at, formatValue(value)).markup).join("") + outside(drawing).markup,
  );
}

function tickMark(at: number, text: string): Markup {
  const anchor = at < 12 ? "" : at > WIDTH - 12 ? " e" : " m";
  const place = Math.round(at * 10) / 10;
  return html`<path class="ax" d="M${place} ${BASE}v3"/><text class="t${anchor}" x="${place}" y="${BASE + 14}">${text}</text>`;
}

/** An arrow where rows lie beyond the drawn range; its title says how many. */
function outside({ current, baseline }: Drawing): Markup {
  return html`${arrow(current.below, baseline.below, "◂", 0, "")}${arrow(current.above, baseline.above, "▸", WIDTH, " e")}`;
}

function arrow(current: number, baseline: number, sign: string, x: number, anchor: string): Markup {
  if (Math.max(current, baseline) < WORTH_SAYING) return NOTHING;
  const title = `Not drawn: ${formatShare(current)} of the rows and ${formatShare(baseline)} of the baseline lie beyond this end`;
  return html`<text class="fa${anchor}" x="${x}" y="${BASE + 13}">${sign}<title>${title}</title></text>`;
}
