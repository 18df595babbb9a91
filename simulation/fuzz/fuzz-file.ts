import { gzipSync } from "node:zlib";
import type { MonitorDefinition } from "../../shared/monitors/monitor-definition.ts";
import { captureKindOf } from "../../steps/capture-kinds/index.ts";
import { captureLineOf } from "./capture-line.ts";
import type { Corpus } from "./corpus.ts";
import { type Dice, dice, seedOf } from "./dice.ts";
import { BUCKET, FUZZ_MONITORS } from "./fuzz-monitors.ts";
import { mutateBytes } from "./mutate-bytes.ts";
import { mutateRecord } from "./mutate-record.ts";

/** A capture file of mutated lines, and the objects that it names where it is a manifest. */
export interface FuzzFile {
  readonly seed: number;
  readonly index: number;
  readonly monitor: MonitorDefinition;
  /** Key of the capture file. */
  readonly key: string;
  /** Bodies by key, the capture file's among them; packed where the key says so. */
  readonly objects: ReadonlyMap<string, Uint8Array>;
  /** The bytes of lines, unpacked: of the capture file, or of each object that the manifest names. */
  readonly texts: readonly Uint8Array[];
}

/** Mutated lines a file. */
export const LINES_A_FILE = 1000;
const HOUR = "2001/02/16/09";

/** File number `index` of the run of that seed: always the same bytes. */
export function fuzzFile(corpus: Corpus, seed: number, index: number): FuzzFile {
  const monitor = FUZZ_MONITORS[index % FUZZ_MONITORS.length]!;
  const throws = dice(seedOf(seed, index));
  const isBatch =
    captureKindOf(monitor) !== captureKindOf({ capture: { ...monitor.capture, kind: "endpoint" } });
  return isBatch
    ? batchFile(corpus, { seed, index, monitor }, throws)
    : endpointFile(corpus, { seed, index, monitor }, throws);
}

type Named = Pick<FuzzFile, "seed" | "index" | "monitor">;

function endpointFile({ captures }: Corpus, named: Named, throws: Dice): FuzzFile {
  const text = joined(mutatedLines(captures, LINES_A_FILE, throws), throws);
  const packed = throws.oneIn(8);
  const key = `fuzz/AllTraffic/${HOUR}/00-00-000-fuzz.jsonl${packed ? ".gz" : ""}`;
  return { ...named, key, objects: new Map([[key, packed ? gzipSync(text) : text]]), texts: [text] };
}

/** A manifest of two objects. */
function batchFile({ answers }: Corpus, named: Named, throws: Dice): FuzzFile {
  const names = ["a.csv.out", "more/b.csv.out"];
  const texts = names.map(() => joined(mutatedLines(answers, LINES_A_FILE / 2, throws), throws));
  const key = `data-capture/output/${HOUR}/manifest.json`;
  const manifest = Buffer.from(JSON.stringify([{ prefix: `s3://${BUCKET}/out/` }, ...names]));
  const objects = new Map<string, Uint8Array>([[key, manifest]]);
  for (const [at, name] of names.entries()) objects.set(`out/${name}`, texts[at]!);
  return { ...named, key, objects, texts };
}

function mutatedLines(corpus: readonly Buffer[], count: number, throws: Dice): Buffer[] {
  return Array.from({ length: count }, () => {
    const line = throws.oneIn(20) ? captureLineOf(throws) : throws.pick(corpus);
    const mutate = throws.oneIn(2) ? mutateRecord : mutateBytes;
    return throws.oneIn(20) ? line : mutate(line, throws, throws.pick(corpus));
  });
}

const BREAKS = ["\n", "\r\n", "\n\n", "\n \n"];
const MARK = Buffer.from("\ufeff");

/** The lines as the bytes of a file: ends of lines alike or mixed, a byte order mark, a last line that is not whole. */
function joined(lines: readonly Buffer[], throws: Dice): Buffer {
  const mixed = throws.oneIn(4);
  const usual = throws.oneIn(4) ? "\r\n" : "\n";
  const pieces = lines.flatMap((line) => [line, Buffer.from(mixed ? throws.pick(BREAKS) : usual)]);
  const whole = Buffer.concat(throws.oneIn(6) ? [MARK, ...pieces] : pieces);
  return throws.oneIn(5) ? whole.subarray(0, whole.length - 1 - throws.below(40)) : whole;
}
