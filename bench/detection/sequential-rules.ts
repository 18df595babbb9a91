/**
 * Three ways to turn the chances of hours into alarms that keep to one false alarm a month: which one keeps to it where hours
 * depend on each other, and what each finds.
 */
import { acceptedChance } from "../../shared/calibration/alarm-budget.ts";
import { seededRandom } from "../../shared/random.ts";
import { type Answer, table } from "../measure.ts";
import { compared, type Endpoint, type Found, learnEndpoint } from "./endpoint.ts";
import { BASELINE_HOURS, MONTH_HOURS } from "./quiet-months.ts";
import { drawStream, type Shift, type StreamLaw } from "./streams.ts";

const COLUMNS = 30;
const wander = { sd: 0.15, rho: 0.9 };
const STREAMS: readonly StreamLaw[] = [
  { name: "independent, 1,000 rows", rows: 1000 },
  { name: "wandering, ρ = 0.9", rows: 1000, wander },
  { name: "wandering, ρ = 0.98", rows: 1000, wander: { ...wander, rho: 0.98 } },
];

interface SequentialRule {
  readonly name: string;
  /** Hours at which it alarms, of the comparisons of a stretch of hours. */
  alarms(found: readonly Found[], endpoint: Endpoint): number[];
}

const RULES: readonly SequentialRule[] = [
  {
    name: "the budget shared over comparisons, all four scales",
    alarms: (found, { budget }) =>
      hoursOf(found.filter(({ chance, scale, family }) => chance < acceptedChance(budget, scale, family))),
  },
  {
    name: "the same, hours alone",
    alarms: (found, { budget }) =>
      hoursOf(
        found.filter(({ chance, scale, family }) => {
          const accepted = acceptedChance({ ...budget, scales: ["PT1H"] }, scale, family);
          return scale === "PT1H" && chance < accepted;
        }),
      ),
  },
  {
    name: "e-detector of Shiryaev and Roberts' kind over hours, columns averaged",
    alarms: (found) =>
      eDetector(found.filter(({ scale, family }) => scale === "PT1H" && family === "values")),
  },
];

const hoursOf = (found: readonly Found[]) =>
  [...new Set(found.map(({ hour }) => hour))].sort((a, b) => a - b);

/**
 * Shin, Ramdas & Rinaldo 2024, "E-detectors", §2 and §4: M_t = (1 + M_(t−1))·e_t for each column, averaged; an alarm at 730 has an
 * average run length of at least 730 hours, if each e is one given the past. The e-values are those of the chances by the mixture
 * of calibrators ∫ κ p^(κ−1) dκ (Shafer & Vovk 2019, §11.5). It begins anew after an alarm.
 */
function eDetector(found: readonly Found[]): number[] {
  const columns = new Set(found.map(({ column }) => column)).size;
  const byHour = new Map<number, Found[]>();
  for (const each of found) byHour.set(each.hour, [...(byHour.get(each.hour) ?? []), each]);
  const alarms: number[] = [];
  let sums = new Map<number, number>();
  for (const [hour, own] of [...byHour].sort(([a], [b]) => a - b)) {
    let mean = 0;
    for (const { column, chance } of own) {
      const sum = (1 + (sums.get(column) ?? 0)) * eValue(chance);
      sums.set(column, sum);
      mean += sum / columns;
    }
    if (mean < MONTH_HOURS) continue;
    alarms.push(hour);
    sums = new Map();
  }
  return alarms;
}

/** The limit at 1 is ½. */
function eValue(chance: number): number {
  const log = Math.log(chance);
  return chance > 0.999 ? 0.5 : (1 - chance + chance * log) / (chance * log * log);
}

/** Alarms a month of so many months of each stream, and how soon each rule finds a shift of one column. */
export function sequentialRules(months: number): Answer {
  const quiet = STREAMS.map((law, stream) => {
    const counts = RULES.map(() => 0);
    for (let month = 0; month < months; month++) {
      const endpoint = learnt(law, 31 * stream + 97 * month);
      const found = [...compared(endpoint, { from: endpoint.next, hours: MONTH_HOURS })];
      for (const [at, rule] of RULES.entries()) counts[at]! += rule.alarms(found, endpoint).length;
    }
    return counts.map((count) => (count / months).toFixed(2));
  });
  const shifts: readonly Shift[] = [{ mean: 0.25 }, { mean: 0.1 }];
  const loud = shifts.map((shift) => hoursUntilFound(shift, 5 * months));
  const rows = RULES.map(({ name }, at) => [
    name,
    ...quiet.map((counts) => counts[at]!),
    ...loud.map((hours) => hours[at]!),
  ]);
  return {
    question: "Which rule keeps a false alarm budget over time?",
    text: [
      `${months} endpoint-months of each stream in which nothing changes, ${COLUMNS} columns, a budget of one false alarm a month; and the median of the hours until one column's shift at 1,000 independent rows is found, of ${5 * months} trials.`,
      "",
      table(
        [
          "rule",
          ...STREAMS.map(({ name }) => `false, ${name}`),
          "hours to find + 0.25",
          "hours to find + 0.1",
        ],
        rows,
      ),
    ].join("\n"),
  };
}

const learnt = (law: StreamLaw, seed: number) =>
  learnEndpoint(drawStream(law, seededRandom(seed + 5)), COLUMNS, BASELINE_HOURS);

function hoursUntilFound(shift: Shift, trials: number): string[] {
  const endpoint = learnt(STREAMS[0]!, 0);
  const hours = RULES.map(() => [] as number[]);
  for (let trial = 0; trial < trials; trial++) {
    const from = endpoint.next + 5 * trial;
    const changed = 5 * (trial % 6); // a column of numbers
    const found = [
      ...compared(endpoint, {
        from,
        hours: 168,
        shiftOf: (column) => (column === changed ? shift : undefined),
      }),
    ];
    for (const [at, rule] of RULES.entries())
      hours[at]!.push((rule.alarms(found, endpoint)[0] ?? Number.POSITIVE_INFINITY) - from + 1);
  }
  return hours.map((own) => String(own.sort((a, b) => a - b)[own.length >> 1]));
}
