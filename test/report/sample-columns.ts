/** Columns of a flight-delay endpoint, drawn from seeded shapes: as they are in January, and in a storm (0 to 1). */
import type { Distribution } from "../../shared/drift/distribution.ts";
import { seededRandom } from "../../shared/random.ts";
import type { ColumnReport } from "../../shared/report/column-report.ts";
import { decidingLimit } from "../../shared/report/column-report.ts";
import type { Violation } from "../../shared/report/verdict.ts";

export type Random = () => number;
type Draw = (random: Random, storm: number) => number | string;

export const gaussian = (random: Random) =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
const pick = (random: Random, weights: Readonly<Record<string, number>>) => {
  const total = Object.values(weights).reduce((a, b) => a + b, 0);
  let at = random() * total;
  for (const [name, weight] of Object.entries(weights)) if ((at -= weight) < 0) return name;
  return Object.keys(weights)[0]!;
};

const AIRPORTS = {
  ATL: 90,
  ORD: 82,
  DFW: 80,
  LAX: 60,
  PHX: 50,
  DEN: 47,
  DTW: 45,
  LAS: 42,
  STL: 40,
  MSP: 38,
  SFO: 33,
  IAH: 31,
  BOS: 30,
  EWR: 28,
  SEA: 26,
  CLT: 25,
  LGA: 24,
  PHL: 23,
};
const STORMY = { ...AIRPORTS, ORD: 20, DTW: 12, EWR: 8, LGA: 6, BOS: 9, PHL: 8 };

interface SampleColumn {
  readonly name: string;
  readonly type: string;
  readonly draw: Draw;
  readonly limit: number;
  readonly sensitive?: boolean;
}

/** Values whose shapes differ on purpose: counts, skews, few categories, many categories, a constant, a sensitive one. */
export const COLUMNS: readonly SampleColumn[] = [
  {
    name: "predicted_delay",
    type: "Fractional",
    limit: 0.118,
    draw: (random, storm) =>
      Math.round(
        (6 + storm * 24 + gaussian(random) * (9 + storm * 14) + (random() < 0.12 ? random() * 70 : 0)) * 10,
      ) / 10,
  },
  {
    name: "departure_delay",
    type: "Integral",
    limit: 0.131,
    draw: (random, storm) => Math.round(gaussian(random) * 6 - 1 - Math.log(1 - random()) * (8 + storm * 34)),
  },
  {
    name: "distance",
    type: "Integral",
    limit: 0.094,
    draw: (random, storm) => Math.round(180 + Math.exp(6 + gaussian(random) * 0.62) * (1 - storm * 0.12)),
  },
  {
    name: "departure_hour",
    type: "Integral",
    limit: 0.141,
    draw: (random, storm) => 5 + Math.floor((random() + random() * (1.1 - storm * 0.4) + random()) * 6),
  },
  {
    name: "origin",
    type: "String",
    limit: 0.087,
    draw: (random, storm) => pick(random, storm > 0.5 ? STORMY : AIRPORTS),
  },
  {
    name: "destination",
    type: "String",
    limit: 0.091,
    draw: (random, storm) => pick(random, storm > 0.8 ? STORMY : AIRPORTS),
  },
  {
    name: "carrier",
    type: "String",
    limit: 0.052,
    draw: (random) =>
      pick(random, { WN: 17, DL: 16, AA: 14, UA: 13, US: 12, NW: 9, CO: 7, TW: 5, HP: 4, AS: 3 }),
  },
  { name: "day_of_week", type: "Integral", limit: 0.16, draw: (random) => 1 + Math.floor(random() * 7) },
  {
    name: "seats",
    type: "Integral",
    limit: 0.078,
    draw: (random) =>
      Number(pick(random, { 50: 10, 107: 14, 124: 20, 137: 24, 142: 22, 150: 18, 188: 14, 252: 5 })),
  },
  {
    name: "load_factor",
    type: "Fractional",
    limit: 0.112,
    draw: (random, storm) =>
      Math.round(Math.min(1, Math.max(0.2, 0.71 + storm * 0.06 + gaussian(random) * 0.13)) * 1000) / 1000,
  },
  {
    name: "wind_speed",
    type: "Fractional",
    limit: 0.21,
    draw: (random, storm) =>
      Math.round((2 + storm * 6 + Math.abs(gaussian(random)) * (5 + storm * 5)) * 10) / 10,
  },
  {
    name: "passenger_id_hash",
    type: "String",
    limit: 0.061,
    sensitive: true,
    draw: (random) => pick(random, { k1: 5, k2: 4, k3: 3, k4: 2, k5: 2, k6: 1 }),
  },
  {
    name: "fare",
    type: "Fractional",
    limit: 0.083,
    sensitive: true,
    draw: (random, storm) => Math.round(Math.exp(5 + gaussian(random) * (0.5 + storm * 0.1)) * 100) / 100,
  },
  {
    name: "cancelled_yesterday",
    type: "Integral",
    limit: 0.075,
    draw: (random, storm) => (random() < 0.03 + storm * 0.2 ? 1 : 0),
  },
];

function distribution(column: SampleColumn, random: Random, n: number, storm: number): Distribution {
  const values = Array.from({ length: n }, () => column.draw(random, storm));
  if (typeof values[0] === "number") {
    const sorted = Float64Array.from(values as number[]).sort();
    return { kind: "numeric", values: sorted, weights: new Float64Array(n).fill(1), n, rankError: 0 };
  }
  const counts = new Map<string, number>();
  for (const value of values as string[]) counts.set(value, (counts.get(value) ?? 0) + 1);
  return { kind: "categorical", counts, n };
}

/** Largest difference of the two distribution functions (numbers) or shares (categories): enough for a sample. */
function distanceOf(a: Distribution, b: Distribution): number {
  if (a.kind === "categorical" && b.kind === "categorical") {
    const share = (side: typeof a, name: string) => (side.counts.get(name) ?? 0) / side.n;
    return Math.max(
      ...[...new Set([...a.counts.keys(), ...b.counts.keys()])].map((name) =>
        Math.abs(share(a, name) - share(b, name)),
      ),
    );
  }
  if (a.kind !== "numeric" || b.kind !== "numeric") return 1;
  let [i, j, most] = [0, 0, 0];
  while (i < a.n && j < b.n) {
    const value = Math.min(a.values[i]!, b.values[j]!);
    while (i < a.n && a.values[i]! <= value) i++;
    while (j < b.n && b.values[j]! <= value) j++;
    most = Math.max(most, Math.abs(i / a.n - j / b.n));
  }
  return most;
}

export const LIMIT_FROM = "learnt from 588 windows of 31 days";
export const THRESHOLD = 0.1;

function violationOf(report: Omit<ColumnReport, "violations">, random: Random): Violation[] {
  const limit = decidingLimit(report)!;
  if (report.distance === null || report.distance <= limit) return [];
  const evidence = Array.from({ length: 5 }, (_, i) => ({
    key: `datacapture/flights-delay/AllTraffic/2001/02/16/10/${20 + i}-41-${Math.floor(random() * 900 + 100)}-6f1d2c7a-8e0b-4f57-9a39-5b1f0c6d7e2${i}.jsonl`,
    line: Math.floor(random() * 400) + 1,
    eventId: `e-${i}`,
  }));
  const { distance, n, m } = report;
  const description = `Baseline drift distance: ${distance} exceeds the limit ${limit}`;
  return [
    {
      column: report.name,
      check: "baseline_drift_check",
      kind: "drift",
      severity: report.name === "predicted_delay" ? "page" : "ticket",
      distance,
      threshold: limit,
      thresholdFrom: limit === report.limit ? LIMIT_FROM : "constraint",
      n,
      m,
      description,
      evidence,
    },
  ];
}

/** Every column of `n` rows in a storm beside its baseline. */
export function columnReports(seed: number, n: number, storm: number): ColumnReport[] {
  const random = seededRandom(seed);
  const before = seededRandom(1);
  const reports = COLUMNS.map((column) => {
    const baseline = distribution(column, before, 4000, 0);
    const current = distribution(column, random, n, storm);
    const distance = Math.round(distanceOf(current, baseline) * 1e4) / 1e4;
    const missingShare = column.name === "wind_speed" ? 0.021 : 0;
    const report = {
      name: column.name,
      inferredType: column.type,
      sensitive: column.sensitive ?? false,
      current,
      baseline,
      distance,
      threshold: THRESHOLD,
      limit: column.limit,
      limitFrom: LIMIT_FROM,
      n,
      m: 61_204,
      missingShare,
    };
    return { ...report, violations: violationOf(report, random) };
  });
  return [
    ...reports,
    {
      name: "flight_number",
      inferredType: "Integral",
      sensitive: false,
      excluded: "an identifier: 98.7 % of its values are distinct",
      distance: null,
      threshold: null,
      limit: null,
      n,
      m: 61_204,
      missingShare: 0,
      violations: [],
    },
  ];
}
