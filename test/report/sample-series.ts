import { seededRandom } from "../../shared/random.ts";
import type { ColumnDistance, SeriesReport, SeriesWindow } from "../../shared/report/series-report.ts";
import type { VerdictName } from "../../shared/report/verdict.ts";
import { windowId } from "../../shared/window/window.ts";
import type { Random } from "./sample-columns.ts";
import { COLUMNS, columnReports, gaussian, THRESHOLD } from "./sample-columns.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const FROM = Date.UTC(2001, 0, 1);
const TO = Date.UTC(2001, 2, 1);
const STORMS = [Date.UTC(2001, 1, 3), Date.UTC(2001, 1, 16), Date.UTC(2001, 1, 25)];

const stormAt = (time: number) =>
  STORMS.some((day) => time >= day + 7 * HOUR && time < day + 23 * HOUR)
    ? Math.max(0.25, Math.sin(((time % DAY) / DAY) * Math.PI))
    : 0;

function sampleWindow(start: number, random: Random): SeriesWindow {
  const end = start + HOUR;
  const id = windowId({ start, end });
  const hour = (start % DAY) / HOUR;
  const silent =
    hour < 5 ? "NoTraffic" : hour < 6 ? "InsufficientData" : start < FROM + 2 * DAY ? "Learning" : undefined;
  const broken = start >= Date.UTC(2001, 1, 11, 14) && start < Date.UTC(2001, 1, 11, 19);
  if (silent !== undefined || broken) {
    const verdict: VerdictName = broken ? "CaptureBroken" : silent!;
    return {
      id,
      start,
      end,
      verdict,
      severity: broken ? "page" : "none",
      violationRate: null,
      rows: 0,
      reason: `${verdict}: nothing was evaluated`,
      distances: {},
    };
  }
  const storm = stormAt(start);
  const distances: Record<string, ColumnDistance> = {};
  for (const [i, column] of COLUMNS.entries()) {
    const limit = Math.max(column.limit, THRESHOLD);
    const shift = storm * [0.34, 0.3, 0.07, 0.12, 0.24, 0.2, 0.01, 0, 0, 0.12, 0.22, 0, 0.04, 0.15][i]!;
    const distance = limit * (0.42 + Math.abs(gaussian(random)) * 0.16) + shift * (0.7 + random() * 0.6);
    distances[column.name] = { distance, limit, violated: distance > limit };
  }
  const violated = Object.values(distances).filter((measured) => measured.violated).length;
  const verdict = violated > 0 ? "Violations" : "Healthy";
  const severity = violated === 0 ? "none" : violated > 3 ? "page" : "ticket";
  return {
    id,
    start,
    end,
    verdict,
    severity,
    violationRate: violated / COLUMNS.length,
    rows: 400 + Math.floor(random() * 500),
    reason:
      violated === 0
        ? "No column lies beyond its limit."
        : `${violated} of ${COLUMNS.length} columns are in violation.`,
    href: `${id}/report.html`,
    distances,
  };
}

function withTriggers(windows: readonly SeriesWindow[]): SeriesWindow[] {
  let until = 0;
  let streak = 0;
  return windows.map((window) => {
    if (window.violationRate === null) return window;
    streak = window.violationRate >= 0.2 ? streak + 1 : 0;
    if (streak === 0) return window;
    if (streak < 2)
      return {
        ...window,
        triggered: "nothing yet: 1 of the last 3 windows is over the threshold, 2 are needed",
      };
    if (window.start < until)
      return {
        ...window,
        triggered: `nothing: cooldown until ${new Date(until).toISOString().slice(0, 16)}Z`,
      };
    until = window.start + DAY;
    return { ...window, triggered: `retraining t-${window.id}-flights-delay` };
  });
}

/** Two months of hourly windows. */
export function sampleSeriesReport(): SeriesReport {
  const random = seededRandom(7);
  const windows = withTriggers(
    Array.from({ length: (TO - FROM) / HOUR }, (_, i) => sampleWindow(FROM + i * HOUR, random)),
  );
  const started = windows.filter((window) => window.triggered?.startsWith("retraining"));
  const retrainings = started.map((window, i) => ({
    job: `rt-flights-delay-${window.id.toLowerCase()}`,
    startedAt: new Date(window.end + 11 * 60_000).toISOString(),
    endedAt: new Date(window.end + 34 * 60_000).toISOString(),
    trigger: "window" as const,
    outcome: (["challenger-won", "kept-champion", "challenger-won"] as const)[i % 3]!,
    reason: i % 3 === 1 ? "rmse 14.9 against the champion's 14.7" : "rmse 13.8 against the champion's 15.2",
  }));
  const worst = [...windows].sort((a, b) => (b.violationRate ?? 0) - (a.violationRate ?? 0)).slice(0, 2);
  return {
    title: "Flights, January and February 2001",
    endpoint: "flights-delay",
    variant: "AllTraffic",
    from: FROM,
    to: TO,
    violationRateThreshold: 0.2,
    windows,
    retrainings,
    columns: columnReports(2, 4000, 0.08),
    worst: worst.map((window, i) => ({
      windowId: window.id,
      href: window.href!,
      reason: window.reason,
      columns: columnReports(30 + i, 700, 0.9)
        .filter((column) => column.violations.length > 0)
        .slice(0, 4),
    })),
    excluded: [{ column: "flight_number", reason: "an identifier: 98.7 % of its values are distinct" }],
    facts: [
      { label: "Windows", value: windows.length.toLocaleString("en") },
      { label: "Rows", value: windows.reduce((sum, window) => sum + window.rows, 0).toLocaleString("en") },
      { label: "Capture files", value: "8,416" },
      { label: "Lost or counted twice", value: "0" },
      { label: "Baseline", value: "2001-01" },
      { label: "Statistic", value: "LInfinity, learnt limits" },
    ],
  };
}
