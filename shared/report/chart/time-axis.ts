import { scaleUtc } from "d3-scale";
import { formatClock, formatDay, formatMonth } from "../format-time.ts";
import type { Markup } from "../html.ts";
import { html, markup } from "../html.ts";

const DAY_MS = 86_400_000;

export interface TimeSpan {
  readonly from: number;
  readonly to: number; // exclusive
}

/** Place of a time in a span: 0 at its start, 1 at its end; an empty span puts everything at 0. */
export function placeIn({ from, to }: TimeSpan): (time: number) => number {
  const length = to - from;
  return (time) => (length > 0 ? (time - from) / length : 0);
}

/** Ticks at whole days, hours or months, about `count` of them, with the shortest label that tells them apart. */
export function timeTicks(span: TimeSpan, count = 9): { readonly at: number; readonly label: string }[] {
  if (!(span.to > span.from)) return [];
  const times = scaleUtc([span.from, span.to], [0, 1]).ticks(count).map(Number);
  const step = times.length > 1 ? times[1]! - times[0]! : DAY_MS;
  const place = placeIn(span);
  return times.map((time) => ({ at: place(time), label: tickLabel(time, step) }));
}

/** The axis as HTML under a chart that stretches: text keeps its size at every width. Every second label hides on narrow pages. */
export function timeAxis(span: TimeSpan): Markup {
  const ticks = timeTicks(span).filter((tick) => tick.at < 0.985); // a label at the very end would hang over the edge
  return html`<div class="xa">${ticks.map((tick, i) => html`<span${i % 2 === 1 && markup(' class="odd"')} style="left:${(tick.at * 100).toFixed(2)}%">${tick.label}</span>`)}</div>`;
}

function tickLabel(time: number, step: number): string {
  if (step >= 28 * DAY_MS) return formatMonth(time);
  return time % DAY_MS === 0 ? formatDay(time) : formatClock(time);
}
