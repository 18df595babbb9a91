import type { RetrainingRecord } from "../../retraining/retraining-state.ts";
import { formatShare } from "../format-number.ts";
import { formatDay, formatSpan } from "../format-time.ts";
import type { Markup } from "../html.ts";
import { html, markup, safeHref } from "../html.ts";
import type { SeriesWindow } from "../series-report.ts";
import type { TimeSpan } from "./time-axis.ts";
import { placeIn, timeAxis } from "./time-axis.ts";

/** Units of the stretched drawing; the page gives them their real size. */
const WIDTH = 1000;
const HEIGHT = 100;
const LINKED = 400; // violating windows drawn one by one with a title and a link; beyond it they share a path
/** Tops of the scale: the first that leaves the highest bar some room. */
const TOPS = [0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1];

export interface RateTimeline extends TimeSpan {
  readonly windows: readonly SeriesWindow[];
  readonly threshold: number;
  readonly retrainings: readonly RetrainingRecord[];
}

/**
 * The violation rate over time: a bar a window coloured by severity, a ribbon with a mark for every window
 * coloured by verdict, the threshold as a line, retrainings as flags, shaded gaps where nothing was evaluated.
 * Times are linear, so that missing windows are missing in the picture.
 */
export function rateTimeline(series: RateTimeline): Markup {
  const most = Math.max(series.threshold, ...series.windows.map((window) => window.violationRate ?? 0), 0.01);
  const top = TOPS.find((share) => share >= most * 1.05) ?? Math.max(1, most);
  const y = (rate: number) => round(HEIGHT - (Math.min(rate, top) / top) * HEIGHT);
  const level = y(series.threshold);
  return html`<div class="tl"><div class="lab">Violation rate</div><div class="pl"><svg class="rate" viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img"><title>${summary(series)}</title>${gaps(series)}<path class="gr" d="M0 0H${WIDTH}M0 ${HEIGHT / 2}H${WIDTH}"/>${retrainingLines(series)}${bars(series, y)}<path class="th" d="M0 ${level}H${WIDTH}"/><path class="ax" d="M0 ${HEIGHT}H${WIDTH}"/></svg>${retrainingFlags(series)}<span class="yt" style="top:0">${formatShare(top)}</span><span class="yt th" style="top:${level}%">${formatShare(series.threshold)}</span></div><div class="lab">Verdict</div><div class="pl">${ribbon(series)}</div><div class="lab"></div><div class="pl">${timeAxis(series)}</div></div>`;
}

/** CSS class of a window's mark: the severity of a violation, otherwise the verdict. */
export function markClass({ verdict, severity }: Pick<SeriesWindow, "verdict" | "severity">): string {
  return verdict === "Violations" ? `v-${severity}` : `v-${verdict}`;
}

const round = (value: number) => Math.round(value * 100) / 100;

function summary({ windows, from, to }: RateTimeline): string {
  const violating = windows.filter((window) => window.verdict === "Violations").length;
  return `Violation rate of ${windows.length} windows, ${formatSpan(from, to)}; ${violating} with violations`;
}

interface Bar {
  readonly window: SeriesWindow;
  readonly path: string;
}

function bars(series: RateTimeline, y: (rate: number) => number): Markup {
  const place = placeIn(series);
  const drawn: Bar[] = [];
  for (const window of series.windows) {
    if (!window.violationRate) continue;
    const [left, right] = [round(place(window.start) * WIDTH), round(place(window.end) * WIDTH)];
    const width = round(Math.max(0.1, (right - left) * 0.84)); // a sliver between neighbours
    drawn.push({ window, path: `M${left} ${HEIGHT}V${y(window.violationRate)}h${width}V${HEIGHT}z` });
  }
  return drawn.length <= LINKED ? markup(drawn.map(linkedBar).join("")) : sharedBars(drawn);
}

function linkedBar({ window, path }: Bar): string {
  const title = `${formatSpan(window.start, window.end)}: ${formatShare(window.violationRate)}. ${window.reason}`;
  const bar = html`<path class="b ${markClass(window)}" d="${markup(path)}"><title>${title}</title></path>`;
  const href = safeHref(window.href);
  return (href === undefined ? bar : html`<a href="${href}">${bar}</a>`).markup;
}

function sharedBars(drawn: readonly Bar[]): Markup {
  const byClass = new Map<string, string>();
  for (const { window, path } of drawn)
    byClass.set(markClass(window), (byClass.get(markClass(window)) ?? "") + path);
  return html`${[...byClass].sort().map(([name, path]) => html`<path class="b ${name}" d="${markup(path)}"/>`)}`;
}

/** Neighbours of one class, without time between them, as one mark. */
function runs(
  windows: readonly SeriesWindow[],
  classOf: (window: SeriesWindow) => string | undefined,
): { name: string; start: number; end: number }[] {
  const found: { name: string; start: number; end: number }[] = [];
  for (const window of windows) {
    const name = classOf(window);
    if (name === undefined) continue;
    const last = found.at(-1);
    if (last !== undefined && last.name === name && last.end === window.start) last.end = window.end;
    else found.push({ name, start: window.start, end: window.end });
  }
  return found;
}

function boxes(
  series: RateTimeline,
  classOf: (window: SeriesWindow) => string | undefined,
  height: number,
): Map<string, string> {
  const place = placeIn(series);
  const byClass = new Map<string, string>();
  for (const { name, start, end } of runs(series.windows, classOf)) {
    const [left, right] = [round(place(start) * WIDTH), round(place(end) * WIDTH)];
    byClass.set(name, `${byClass.get(name) ?? ""}M${left} 0H${right}V${height}H${left}z`);
  }
  return byClass;
}

function gaps(series: RateTimeline): Markup {
  const path = boxes(series, (window) => (window.violationRate === null ? "gap" : undefined), HEIGHT).get(
    "gap",
  );
  return html`${path !== undefined && html`<path class="gap" d="${markup(path)}"/>`}`;
}

function ribbon(series: RateTimeline): Markup {
  const marks = [...boxes(series, markClass, 10)];
  // violations last: a mark of a fraction of a pixel is drawn over its neighbours, not under them
  marks.sort(([a], [b]) => Number(isViolation(a)) - Number(isViolation(b)) || (a < b ? -1 : 1));
  return html`<svg class="rib" viewBox="0 0 ${WIDTH} 10" preserveAspectRatio="none" role="img"><title>Verdict of every window</title>${marks.map(([name, path]) => html`<path class="${isViolation(name) && markup("b ")}${name}" d="${markup(path)}"/>`)}</svg>`;
}

const isViolation = (name: string) => ["v-note", "v-ticket", "v-page", "v-CaptureBroken"].includes(name);

function placedRetrainings(series: RateTimeline): { record: RetrainingRecord; at: number }[] {
  const place = placeIn(series);
  return series.retrainings
    .map((record) => ({ record, at: place(Date.parse(record.startedAt)) }))
    .filter(({ at }) => at >= 0 && at <= 1);
}

function retrainingLines(series: RateTimeline): Markup {
  const path = placedRetrainings(series)
    .map(({ at }) => `M${round(at * WIDTH)} 0V${HEIGHT}`)
    .join("");
  return html`${path !== "" && html`<path class="rt" d="${markup(path)}"/>`}`;
}

function retrainingFlags(series: RateTimeline): Markup {
  const flags = placedRetrainings(series).map(
    ({ record, at }) =>
      html`<span class="fl o-${record.outcome}" style="left:${(at * 100).toFixed(2)}%" title="Retraining ${formatDay(Date.parse(record.startedAt))}: ${record.outcome}. ${record.reason}">▼</span>`,
  );
  return html`${flags}`;
}
