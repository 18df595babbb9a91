import type { CategoricalDistribution } from "../../drift/distribution.ts";
import { formatCount, formatShare } from "../format-number.ts";
import type { Markup } from "../html.ts";
import { html, markup, NOTHING } from "../html.ts";
import { shownName } from "../inert-text.ts";

const MOST_BARS = 10;
const WIDTH = 320;
const ROW = 13;
const LABEL = 92; // px for the category's name
const BAR = 176; // px of a share equal to the largest
const LABEL_CHARACTERS = 15;

interface Bar {
  readonly label: string;
  readonly whole: string;
  readonly current: number;
  readonly baseline: number;
}

/**
 * Two distributions of categories: the ten largest (by both sides together) and the rest as `other`; the
 * current share filled, the baseline as an outline. `hidden` leaves out names and numbers (sensitive columns).
 * Nothing to draw gives no markup.
 */
export function categoryBars(
  {
    current,
    baseline,
  }: {
    readonly current?: CategoricalDistribution | undefined;
    readonly baseline?: CategoricalDistribution | undefined;
  },
  { title, hidden = false }: { readonly title: string; readonly hidden?: boolean },
): Markup {
  const bars = barsOf(current, baseline);
  if (bars.length === 0) return NOTHING;
  const most = Math.max(...bars.map((bar) => Math.max(bar.current, bar.baseline)));
  const px = (share: number) => Math.round((share / most) * BAR * 10) / 10;
  const rows = hidden ? [] : bars.map((bar, i) => rowText(bar, i, current === undefined));
  const filled = bars.map((bar, i) =>
    bar.current > 0 ? `M${LABEL} ${i * ROW + 2}h${px(bar.current)}v10H${LABEL}z` : "",
  );
  const outline = bars.map((bar, i) =>
    bar.baseline > 0 ? `M${LABEL} ${i * ROW + 2.5}h${px(bar.baseline)}v9H${LABEL}` : "",
  );
  return html`<svg class="ch" viewBox="0 0 ${WIDTH} ${bars.length * ROW + 2}" role="img"><title>${title}</title><path class="cur" d="${markup(filled.join(""))}"/><path class="base" d="${markup(outline.join(""))}"/>${rows}</svg>`;
}

/** Name and share of a bar; the title has what the label had to leave out. */
function rowText(bar: Bar, i: number, baselineOnly: boolean): Markup {
  const y = i * ROW + 10;
  const title = bar.label === bar.whole ? undefined : html`<title>${bar.whole}</title>`;
  const share = baselineOnly ? formatShare(bar.baseline) : formatShare(bar.current);
  return html`<text class="na" x="${LABEL - 6}" y="${y}">${bar.label}${title}</text><text class="e" x="${WIDTH}" y="${y}">${share}</text>`;
}

function barsOf(
  current: CategoricalDistribution | undefined,
  baseline: CategoricalDistribution | undefined,
): Bar[] {
  const names = [...new Set([...(current?.counts.keys() ?? []), ...(baseline?.counts.keys() ?? [])])];
  const all = names.map((name) => ({
    name,
    current: shareOf(current, name),
    baseline: shareOf(baseline, name),
  }));
  const weight = (bar: { current: number; baseline: number }) => bar.current + bar.baseline;
  all.sort((a, b) => weight(b) - weight(a) || (a.name < b.name ? -1 : 1));
  const top = all.slice(0, MOST_BARS).filter((bar) => weight(bar) > 0);
  const bars = top.map((bar) => ({
    ...bar,
    label: shorten(shownName(bar.name)),
    whole: shownName(bar.name),
  }));
  const rest = { current: left(current, top, "current"), baseline: left(baseline, top, "baseline") };
  if (weight(rest) < 1e-6) return bars;
  const others = names.length - top.length;
  const label = others > 0 ? `other (${formatCount(others)})` : "other";
  return [...bars, { ...rest, label, whole: label }];
}

function shareOf(side: CategoricalDistribution | undefined, name: string): number {
  return side !== undefined && side.n > 0 ? (side.counts.get(name) ?? 0) / side.n : 0;
}

function left(
  side: CategoricalDistribution | undefined,
  top: readonly { current: number; baseline: number }[],
  which: "current" | "baseline",
): number {
  if (side === undefined || side.n <= 0) return 0;
  return Math.max(0, 1 - top.reduce((sum, bar) => sum + bar[which], 0));
}

function shorten(text: string): string {
  const characters = Array.from(text);
  return characters.length <= LABEL_CHARACTERS
    ? text
    : `${characters.slice(0, LABEL_CHARACTERS - 1).join("")}…`;
}
