import { KllSketch } from "../shared/profile/kll-sketch.ts";
import { NumberBlock } from "../shared/profile/number-block.ts";
import { seededRandom } from "../shared/random.ts";
import { type Answer, interleaved, ratios, short, spread, spreadOf, table, timed } from "./measure.ts";

const UPDATES = 1_000_000;
const SEEDS = [1, 2, 3, 4, 5];

interface Stream {
  readonly name: string;
  readonly value: (random: () => number) => number;
  /** Places of decimals, where they are such: a scanned column knows them without their dot. */
  readonly decimals?: number;
}

const STREAMS: readonly Stream[] = [
  { name: "full doubles", value: (random) => random() },
  { name: "decimals of two places", value: (random) => Math.round(random() * 30_000) / 100, decimals: 2 },
  { name: "integers up to 90", value: (random) => Math.floor(random() * 90), decimals: 0 },
];

/** What does an update of the quantile sketch cost, and how far off are its ranks? */
export async function sketch(): Promise<Answer> {
  const rows: string[][] = [];
  for (const stream of STREAMS) rows.push(await measure(stream));
  return {
    question: "What does the quantile sketch cost, and how far off is it?",
    text: [
      `${UPDATES.toLocaleString("en")} values, ${SEEDS.length} seeds. The error is the largest over all ranks, as a share of n, against the sorted values; the published bound at 99 % is ${new Intl.NumberFormat("en", { maximumSignificantDigits: 2 }).format(bound())}. In blocks: as a column of scanned cells takes its numbers, 2,048 at a time, without sums and hashes. Sorting: the same values copied into a Float64Array and sorted once, which is exact and holds all of them.`,
      "",
      table(
        [
          "values",
          "in blocks, ns an update",
          "one by one, ns",
          "values held",
          "max rank error",
          "sorting, ns a value",
          "sorting takes, of blocks",
        ],
        rows,
      ),
    ].join("\n"),
  };
}

async function measure({ name, value, decimals }: Stream): Promise<string[]> {
  const streams = SEEDS.map((seed) => {
    const random = seededRandom(seed);
    return Float64Array.from({ length: UPDATES }, () => value(random));
  });
  const mantissas = streams.map((values) =>
    Int32Array.from(values, (each) => Math.round(each * 10 ** (decimals ?? 0))),
  );
  const sketches: KllSketch[] = [];
  let turn = 0;
  const measured = await interleaved(
    {
      blocks: () =>
        timed(() =>
          decimals === undefined
            ? ofDoubles(streams[turn % streams.length]!)
            : ofDecimals(mantissas[turn % streams.length]!, decimals),
        ),
      sketch: () => timed(() => sketches.push(sketched(streams[turn % streams.length]!))),
      sort: () => timed(() => streams[turn++ % streams.length]!.slice().sort()),
    },
    { rounds: SEEDS.length },
  );
  const nanoseconds = (costs: readonly { wall: number }[]) => costs.map(({ wall }) => (wall * 1e6) / UPDATES);
  const errors = streams.map((values) => maxRankError(sketched(values), values.slice().sort()));
  return [
    name,
    spread(spreadOf(nanoseconds(measured.blocks))),
    spread(spreadOf(nanoseconds(measured.sketch))),
    short(spreadOf(sketches.map((each) => each.weightedValues().values.length)).median),
    spread(spreadOf(errors)),
    spread(spreadOf(nanoseconds(measured.sort))),
    `${spread(ratios(nanoseconds(measured.sort), nanoseconds(measured.blocks)))} × as long`,
  ];
}

function sketched(values: Float64Array): KllSketch {
  const made = new KllSketch();
  for (let i = 0; i < values.length; i++) made.update(values[i]!);
  return made;
}

function ofDoubles(values: Float64Array): KllSketch {
  const { sketch, block } = sketchInBlocks();
  block.addDoubles(values, 0, values.length);
  block.settle();
  return sketch;
}

function ofDecimals(mantissas: Int32Array, decimals: number): KllSketch {
  const { sketch, block } = sketchInBlocks();
  // As the scanner's cells come: many of one scale at once.
  for (let at = 0; at < mantissas.length; ) {
    block.makeRoom();
    const count = block.decimals === decimals ? Math.min(block.room, mantissas.length - at) : 0;
    if (count === 0) block.addDecimal(mantissas[at++]!, decimals);
    else block.addIntegers(mantissas.subarray(at, (at += count)), count);
  }
  block.settle();
  return sketch;
}

function sketchInBlocks() {
  const sketch = new KllSketch();
  const nothing = () => undefined;
  const block = new NumberBlock({
    takeDecimals: nothing,
    takeDoubles: nothing,
    takeSorted: (values, length, more) => sketch.updateSorted(values, length, more),
  });
  return { sketch, block };
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
