/** Bad bytes: mutated lines of real capture files, and files that are too large, through the real reader, profiles and steps. */
import { Worker } from "node:worker_threads";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { captureLine } from "../../simulation/fuzz/capture-line.ts";
import { checkFile, noOutcome } from "../../simulation/fuzz/check-file.ts";
import { type Corpus, readCorpus } from "../../simulation/fuzz/corpus.ts";
import { type FuzzFile, fuzzFile, LINES_A_FILE } from "../../simulation/fuzz/fuzz-file.ts";
import { FUZZ_MONITORS } from "../../simulation/fuzz/fuzz-monitors.ts";
import { giants } from "../../simulation/fuzz/giants.ts";
import type { GiantOutcome } from "../../simulation/fuzz/run-giant.ts";

let corpus: Corpus;
const usual = Error.stackTraceLimit;
beforeAll(() => {
  corpus = readCorpus();
  Error.stackTraceLimit = 0; // most lines are no JSON, and the stacks of a hundred thousand errors are nobody's
});
afterAll(() => {
  Error.stackTraceLimit = usual; // other files may follow in this process
});

describe("mutated lines", () => {
  const SEED = 7391; // `npm run fuzz -- --seed 7391 --file N` runs one file again
  const FILES = 50_000 / LINES_A_FILE;

  // Every monitor has its share of the files.
  test.each(FUZZ_MONITORS.map(({ monitor }, at) => [monitor, at] as const))(
    "are records or counted reasons, and the profile holds what was read: %s",
    async (_, at) => {
      const total = noOutcome();
      for (let index = at; index < FILES; index += FUZZ_MONITORS.length) {
        const outcome = await checkFile(fuzzFile(corpus, SEED, index)).catch((error) => {
          throw new Error(`File ${index} of seed ${SEED}: ${error}`, { cause: error });
        });
        total.lines += outcome.lines;
        total.records += outcome.records;
      }
      expect(total.lines).toBeGreaterThan(0.9 * LINES_A_FILE * Math.floor(FILES / FUZZ_MONITORS.length));
      // A mutator that breaks every line tests the first line of the parser only.
      expect(total.records / total.lines).toBeGreaterThan(0.2);
    },
  );

  test("are the same for the same seed", () => {
    const [one, other] = [fuzzFile(corpus, SEED, 3), fuzzFile(corpus, SEED, 3)];
    expect(Buffer.compare(one.texts[0]!, other.texts[0]!)).toBe(0);
    expect(fuzzFile(corpus, SEED + 1, 3).texts).not.toEqual(one.texts);
  });

  test("of any capture record, member by member, hold the same laws", async () => {
    const endpoints = FUZZ_MONITORS.filter(({ capture }) => capture.kind === "endpoint");
    await fc.assert(
      fc.asyncProperty(
        fc.array(captureLine, { maxLength: 3 }),
        fc.constantFrom(...endpoints),
        async (lines, monitor) => {
          await checkFile(fileOf(Buffer.from(lines.map((line) => `${line}\n`).join("")), monitor));
        },
      ),
      { seed: SEED, numRuns: 150 },
    );
  });

  test("that are counted twice or lost are found", async () => {
    const text = Buffer.from("no record\nno record\n");
    const file = fileOf(text, FUZZ_MONITORS[0]!);
    await expect(checkFile({ ...file, texts: [text.subarray(0, 10)] })).rejects.toThrow(
      "1 lines, 0 records, 2 malformed",
    );
    await expect(checkFile({ ...file, texts: [text, text] })).rejects.toThrow(
      "4 lines, 0 records, 2 malformed",
    );
  });
});

function fileOf(text: Uint8Array, monitor: FuzzFile["monitor"]): FuzzFile {
  const key = "fuzz/AllTraffic/2001/02/16/09/00-00-000-fuzz.jsonl";
  return { seed: 0, index: 0, monitor, key, objects: new Map([[key, text]]), texts: [text] };
}

describe("giants", () => {
  // A four-hundredth of what the script takes, where that is beyond the limit in question, in an eighth of its heap.
  const SCALE = 1 / 400;
  let outcomes: ReadonlyMap<string, GiantOutcome & { readonly mostHeld: number }>;
  beforeAll(async () => {
    outcomes = await inSmallHeap(SCALE);
  });

  test("columns called __proto__, constructor and toString are told like others", () => {
    expect(outcomes.get("members-of-every-object")!.reason).toContain(
      '3 extra: "__proto__", "constructor", "toString"',
    );
  });

  test.each(giants(SCALE).map((giant) => [giant.is, giant] as const))(
    "%s: a verdict in a heap of 128 MB",
    (_, giant) => {
      const { verdict, summary, mostHeld } = outcomes.get(giant.name)!;
      expect(giant.verdicts).toContain(verdict);
      expect(summary).toBeLessThanOrEqual(8192);
      expect(mostHeld).toBeLessThan(100e6);
    },
  );
});

/** All giants one after the other in a thread that dies where it needs more. */
function inSmallHeap(scale: number): Promise<ReadonlyMap<string, GiantOutcome & { mostHeld: number }>> {
  const worker = new Worker(new URL("../../simulation/fuzz/giants-worker.ts", import.meta.url), {
    workerData: scale,
    resourceLimits: { maxOldGenerationSizeMb: 128 },
  });
  return new Promise((resolve, reject) => {
    worker.once("message", resolve);
    worker.once("error", reject);
  });
}
