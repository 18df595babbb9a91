import type { StreamLaw } from "./streams.ts";

const wander = { sd: 0.15, rho: 0.9 };
/** From 300 rows at night to 2,700 by day. */
const byDay = (t: number) => Math.round(1500 + 1200 * Math.sin((2 * Math.PI * t) / 24));

/** A stream in which nothing changes, and how wide and how long it is looked at. */
export interface QuietStream extends StreamLaw {
  /** Columns; 30 unless it says otherwise. */
  readonly columns?: number;
  /** Of the endpoint-months that are asked for, one in so many: wide ones take ten times as long. */
  readonly oneIn?: number;
}

/** Streams in which nothing changes that was not so before: every alarm is a false one. */
export const QUIET_STREAMS: readonly QuietStream[] = [
  { name: "independent, 100 rows an hour", rows: 100 },
  { name: "independent, 1,000 rows", rows: 1000 },
  { name: "independent, 30,000 rows", rows: 30_000 },
  { name: "a wave of half a deviation over the day, 1,000 rows", rows: 1000, wave: 0.5 },
  { name: "levels that wander (ρ = 0.9 an hour, 0.15 deviations), 1,000 rows", rows: 1000, wander },
  { name: "the same, ρ = 0.98", rows: 1000, wander: { ...wander, rho: 0.98 } },
  { name: "the same, ρ = 0.9, 30,000 rows", rows: 30_000, wander },
  { name: "wave over the day, wandering, 300 to 2,700 rows", rows: byDay, wave: 0.5, wander },
  { name: "wave over the week, wandering, 1,000 rows", rows: 1000, season: 168, wave: 0.5, wander },
  {
    name: "wave over the day, all columns wander together",
    rows: 1000,
    wave: 0.5,
    wander: { ...wander, shared: 0.8 },
  },
  {
    name: "wandering with storms, one in 500 hours a column",
    rows: 1000,
    wander: { ...wander, storms: true },
  },
  { name: "5 columns that wander (ρ = 0.9), 1,000 rows", rows: 1000, wander, columns: 5 },
  { name: "300 columns that wander (ρ = 0.9), 1,000 rows", rows: 1000, wander, columns: 300, oneIn: 10 },
];
