import { DatasetProfile } from "../shared/profile/dataset-profile.ts";
import { decodeProfile, encodeProfile } from "../shared/profile/profile-codec.ts";
import { seededRandom } from "../shared/random.ts";
import { cells, columnNames } from "./capture-data.ts";
import { type Answer, interleaved, short, spread, spreadOf, table, timed } from "./measure.ts";

const PARTIALS = 1000;
/** Partials with rows of their own; the thousand are these again and again, because making them takes longest. */
const DIFFERENT = 25;
const COLUMNS = 20;
const ROWS = 2000;

/** What does a window of many partials cost? */
export async function partials(): Promise<Answer> {
  const profiles = Array.from({ length: DIFFERENT }, (_, seed) => profileOf(seed + 1));
  const encoded = profiles.map(encodeProfile);
  const bytes = Array.from({ length: PARTIALS }, (_, at) => encoded[at % DIFFERENT]!);
  const measured = await interleaved(
    {
      encode: () => timed(() => profiles.map(encodeProfile)),
      decode: () => timed(() => encoded.map(decodeProfile)),
      merge: () => timed(() => mergeAll(bytes)),
    },
    { warmUp: 0 },
  );
  const row = (what: string, costs: readonly { wall: number }[], count: number) => {
    const each = spreadOf(costs.map(({ wall }) => wall / count));
    return [
      what,
      short((each.median * PARTIALS) / 1000),
      spread(each),
      short((each.median * 1000) / COLUMNS),
    ];
  };
  return {
    question: "What does a window of a thousand capture files cost?",
    text: [
      `${PARTIALS.toLocaleString("en")} partials (${DIFFERENT} different ones, each ${PARTIALS / DIFFERENT} times) of ${COLUMNS} columns and ${ROWS.toLocaleString("en")} rows. Up to 2,048 rows a sketch holds every value: a partial is ${short(spreadOf(encoded.map(({ length }) => length)).median / 1000)} KB.`,
      "",
      table(
        ["work", "s for 1,000", "ms each", "µs a column"],
        [
          row("encode", measured.encode, DIFFERENT),
          row("decode", measured.decode, DIFFERENT),
          row("decode and merge into one", measured.merge, PARTIALS),
        ],
      ),
    ].join("\n"),
  };
}

function profileOf(seed: number): DatasetProfile {
  const random = seededRandom(seed);
  const profile = new DatasetProfile({ names: columnNames(COLUMNS) });
  for (let row = 0; row < ROWS; row++)
    profile.addRow(
      { cells: cells(COLUMNS, random).map((cell) => (cell === "" ? null : cell)), typed: false },
      { key: `bench/file-${seed}.jsonl`, line: row + 1 },
    );
  return profile;
}

function mergeAll(all: readonly Uint8Array[]): DatasetProfile {
  const whole = decodeProfile(all[0]!);
  for (const bytes of all.slice(1)) whole.merge(decodeProfile(bytes));
  return whole;
}
