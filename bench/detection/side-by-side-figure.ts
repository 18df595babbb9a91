/** docs/images/detection.svg: how often each detector alarms while nothing changes, and what it finds at an equal rate of false alarms. */
import { mkdirSync, writeFileSync } from "node:fs";
import { html, type Markup } from "../../shared/report/html.ts";
import { DETECTOR_NAMES, type StreamSaid } from "./side-by-side.ts";

const FIGURE = new URL("../../docs/images/detection.svg", import.meta.url);
const ROW = 34;
const TOP = 62;
const NAMES = 190;
const PANEL = 300;
const GAP = 40;
/** One for each stream, told apart on white and on black, by those who see few colours too (Okabe & Ito 2008). */
const COLORS = ["#56b4e9", "#0072b2", "#009e73", "#e69f00", "#cc79a7", "#999999", "#d55e00"];

/** Draws it anew. */
export function writeFigure(said: readonly StreamSaid[]): void {
  mkdirSync(new URL(".", FIGURE), { recursive: true });
  writeFileSync(FIGURE, `${figureOf(said).markup}\n`);
}

/** A dot for each stream in a row for each detector. */
export function figureOf(said: readonly StreamSaid[]): Markup {
  const bottom = TOP + ROW * DETECTOR_NAMES.length;
  const height = bottom + 40 + 18 * said.length;
  const width = NAMES + 2 * PANEL + GAP + 30;
  const panels = [
    panel("unchanged windows that alarm, by default", NAMES, bottom, (at) =>
      said.map(({ alarms }) => alarms[at]!),
    ),
    panel("changes found in the hour, one false in 200", NAMES + PANEL + GAP, bottom, (at) =>
      said.map((stream) => meanFound(stream, at)),
    ),
  ];
  const names = DETECTOR_NAMES.map(
    (name, at) =>
      html`<text x="${NAMES - 14}" y="${rowAt(at) + 4}" text-anchor="end"${bold(at)}>${name}</text>`,
  );
  const legend = said.map(
    ({ stream }, at) =>
      html`<circle cx="${NAMES}" cy="${bottom + 46 + 18 * at}" r="5" fill="${COLORS[at % COLORS.length]!}"/><text x="${NAMES + 12}" y="${bottom + 50 + 18 * at}" class="s">${stream}</text>`,
  );
  return html`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="False alarms and found changes of detectors"><style>text{font:13px system-ui,sans-serif;fill:#333}.s{font-size:12px}.g{stroke:#ddd}</style><rect width="${width}" height="${height}" fill="#fff"/>${names}${panels}${legend}</svg>`;
}

const rowAt = (at: number) => TOP + ROW * (at + 0.5);
const bold = (at: number): Markup => (at === 0 ? html` font-weight="700"` : html``);

function panel(title: string, left: number, bottom: number, of: (at: number) => readonly number[]): Markup {
  const x = (share: number) => left + share * PANEL;
  const grid = [0, 0.25, 0.5, 0.75, 1].map(
    (share) =>
      html`<path class="g" d="M${x(share)} ${TOP}V${bottom}"/><text x="${x(share)}" y="${bottom + 16}" text-anchor="middle" class="s">${100 * share} %</text>`,
  );
  const dots = DETECTOR_NAMES.flatMap((_, at) =>
    of(at).map((share, stream, all) => {
      // Dots of one place would hide each other.
      const y = rowAt(at) + (stream - (all.length - 1) / 2) * 3.4;
      return html`<circle cx="${x(share)}" cy="${y}" r="5" fill="${COLORS[stream % COLORS.length]!}" fill-opacity="0.85"/>`;
    }),
  );
  return html`<text x="${left}" y="${TOP - 22}" class="s">${title}</text>${grid}${dots}`;
}

/** Over all changes that the stream has columns for, each alike. */
function meanFound({ changes }: StreamSaid, at: number): number {
  const shares = changes.flatMap(({ found }) => found[at] ?? []);
  return shares.reduce((sum, share) => sum + share, 0) / shares.length;
}
