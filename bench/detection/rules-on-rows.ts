/**
 * How often every detector alarms at independent rows in which nothing has changed, and how often it finds one column that
 * moved by a quarter of its standard deviation. A check of the peers' half of the benchmark, not the benchmark:
 *
 *     node bench/detection/rules-on-rows.ts --references 5 --windows 40 [--sizes 100,300,1000,3000] [--no-packages]
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { table } from "../measure.ts";
import { distributionsOf } from "./distribution-of.ts";
import { FIXED_RULES } from "./fixed-rules.ts";
import { chunksOfRows, independentRows, MIXED_COLUMNS } from "./independent-rows.ts";
import { type DetectorName, type PeerVerdict, peerVerdicts, type Stream, writeStream } from "./peers.ts";
import { culprit, strongest, type WindowVerdict } from "./verdict.ts";

const REFERENCE_ROWS = 20_000;
const MOVED = "normal-0";
const SHIFT = 0.25;
const SHIFTED_SIZE = 1_000;
const DETECTORS: readonly DetectorName[] = ["evidently", "nannyml"];
/** The rate of false alarms at which detectors are compared. */
const EQUAL_RATE = 0.01;

type Verdict = WindowVerdict & Pick<PeerVerdict, "multivariate">;
type ByDetector = Map<string, Verdict[]>;

const { values: options } = parseArgs({
  allowNegative: true,
  options: {
    references: { type: "string", default: "5" },
    windows: { type: "string", default: "40" },
    packages: { type: "boolean", default: true },
    sizes: { type: "string", default: "100,300,1000,3000" },
  },
});

const folder = mkdtempSync(join(tmpdir(), "plumbline-false-alarms-"));
try {
  const still = new Map<number, ByDetector>();
  for (const size of options.sizes.split(",").map(Number)) still.set(size, await verdictsOf(size, 0));
  process.stdout.write(`${unchanged(still)}\n\n`);
  const before = still.get(SHIFTED_SIZE);
  if (before !== undefined)
    process.stdout.write(`${shifted(before, await verdictsOf(SHIFTED_SIZE, SHIFT))}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function verdictsOf(windowRows: number, shift: number): Promise<ByDetector> {
  const found: ByDetector = new Map();
  const add = (name: string, verdicts: readonly Verdict[]) =>
    found.set(name, [...(found.get(name) ?? []), ...verdicts]);
  for (let seed = 1; seed <= Number(options.references); seed++) {
    const stream = independentRows({
      kinds: MIXED_COLUMNS,
      referenceRows: REFERENCE_ROWS,
      windowRows,
      windows: Number(options.windows),
      seed: seed * 10_000 + windowRows + (shift === 0 ? 0 : 5_000_000),
      shift: (column) => (column === MOVED ? shift : 0),
    });
    for (const [name, verdicts] of byFormula(stream)) add(name, verdicts);
    if (!options.packages) continue;
    writeStream(folder, stream);
    for (const name of DETECTORS) add(`${name} (package)`, await byPackage(name));
  }
  return found;
}

function byFormula({ reference, chunks = [], windows }: Stream): (readonly [string, Verdict[]])[] {
  const frame = distributionsOf(reference);
  const parts = chunksOfRows(reference, chunks).map(distributionsOf);
  const frames = [...windows.values()].map(distributionsOf);
  return FIXED_RULES.map((rule) => [rule.name, frames.map(rule.fit(frame, parts))] as const);
}

async function byPackage(name: DetectorName): Promise<readonly Verdict[]> {
  const found = await peerVerdicts(name, folder);
  if (!("missing" in found)) return found;
  process.stderr.write(`${found.missing}\n`);
  return [];
}

function unchanged(still: ReadonlyMap<number, ByDetector>): string {
  const names = [...([...still.values()][0]?.keys() ?? [])];
  const rows = names.map((name) => [
    name,
    ...[...still.values()].flatMap((found) => {
      const verdicts = found.get(name)!;
      return [share(verdicts, ({ anyColumn }) => anyColumn), wholeShare(verdicts)];
    }),
  ]);
  const head = [...still.keys()].flatMap((size) => [`${size} rows: any column`, "data set"]);
  return table(["Nothing changed", ...head], rows);
}

function shifted(before: ByDetector, after: ByDetector): string {
  const rows = [...after].map(([name, verdicts]) => {
    const limit = limitOf(before.get(name)!);
    return [
      name,
      share(verdicts, ({ columns }) => columns[MOVED]?.drifted === true),
      wholeShare(verdicts),
      share(verdicts, (verdict) => strongest(verdict) > limit && culprit(verdict) === MOVED),
    ];
  });
  const head = [
    "the column",
    "data set",
    `the right column first, at a limit of ${100 * EQUAL_RATE} % false alarms`,
  ];
  return table([`${SHIFT} standard deviations at ${SHIFTED_SIZE} rows`, ...head], rows);
}

/** The least strength that at most the rate of the unchanged windows exceed. */
function limitOf(verdicts: readonly Verdict[]): number {
  const strengths = verdicts.map(strongest).sort((a, b) => b - a);
  return strengths[Math.floor(EQUAL_RATE * strengths.length)] ?? 0;
}

function wholeShare(verdicts: readonly Verdict[]): string {
  return verdicts.some(({ dataSet }) => dataSet !== undefined)
    ? share(verdicts, ({ dataSet }) => dataSet === true)
    : "–";
}

function share(verdicts: readonly Verdict[], of: (verdict: Verdict) => boolean): string {
  if (verdicts.length === 0) return "–";
  return `${((100 * verdicts.filter(of).length) / verdicts.length).toFixed(1)} %`;
}
