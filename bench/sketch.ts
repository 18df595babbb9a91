import { KllSketch } from "../shared/profile/kll-sketch.ts";
import { seededRandom } from "../shared/random.ts";
import { type Answer, interleaved, ratios, short, spread, spreadOf, table, timed } from "./measure.ts";

const UPDATES = 1_000_000;
const SEEDS = [1, 2, 3, 4, 5];

type Value = (random: () => number) => number;
const VALUES: readonly (readonly [string, Value])[] = [
  ["full doubles", (random) => random()],
  ["decimals of two places", (random) => Math.round(random() * 30_000) / 100],
];

/** What does an update of the quantile sketch cost, and how far off are its ranks? */
export async function sketch(): Promise<Answer> {
  const rows: string[][] = [];
  for (const [name, value] of VALUES) rows.push(await measure(name, value));
  return {
    question: "What does the quantile sketch cost, and how far off is it?",
    text: [
      `${UPDATES.toLocaleString("en")} values, ${SEEDS.length} seeds. The error is the largest over all ranks, as a share of n, against the sorted values; the published bound at 99 % is ${new Intl.NumberFormat("en", { maximumSignificantDigits: 2 }).format(bound())}. Sorting: the same values copied into a Float64Array and sorted once, which is exact and holds all of them.`,
      "",
      table(
        ["values", "ns an update", "values held", "max rank error", "sorting, ns a value", "sorting takes"],
        rows,
      ),
    ].join("\n"),
  };
}

async function measure(name: string, value: Value): Promise<string[]> {
  const streams = SEEDS.map((seed) => {
    const random = seededRandom(seed);
    return Float64Array.from({ length: UPDATES }, () => value(random));
  });
  const sketches: KllSketch[] = [];
  let turn = 0;
  const measured = await interleaved(
    {
      sketch: () => timed(() => sketches.push(sketched(streams[turn % streams.length]!))),
      sort: () => timed(() => streams[turn++ % streams.length]!.slice().sort()),
    },
    { rounds: SEEDS.length },
  );
  const nanoseconds = (costs: readonly { wall: number }[]) => costs.map(({ wall }) => (wall * 1e6) / UPDATES);
  const errors = streams.map((values) => maxRankError(sketched(values), values.slice().sort()));
  return [
    name,
    spread(spreadOf(nanoseconds(measured.sketch))),
    short(spreadOf(sketches.map((each) => each.weightedValues().values.length)).median),
    spread(spreadOf(errors)),
    spread(spreadOf(nanoseconds(measured.sort))),
    `${spread(ratios(nanoseconds(measured.sort), nanoseconds(measured.sketch)))} × as long`,
  ];
}

function sketched(values: Float64Array): KllSketch {
  const made = new KllSketch();
  for (const value of values) made.update(value);
  return made;
}

const bound = () => sketched(Float64Array.from({ length: 5000 }, (_, at) => at)).rankError;

/** Largest difference between the two distribution functions: they part most just before or at a value of the sketch. */
function maxRankError(sketch: KllSketch, sorted: Float64Array): number {
  const { values, weights } = sketch.weightedValues();
  let [error, rank, at] = [0, 0, 0];
  for (let i = 0; i < values.length; i++) {
    while (at < sorted.length && sorted[at]! < values[i]!) at++;
    error = Math.max(error, Math.abs(rank - at));
    while (i + 1 < values.length && values[i + 1] === values[i]) rank += weights[i++]!;
    rank += weights[i]!;
    while (at < sorted.length && sorted[at]! <= values[i]!) at++;
    error = Math.max(error, Math.abs(rank - at));
  }
  return error / sorted.length;
}
