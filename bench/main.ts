/**
 * `npm run bench`: measures on this machine and writes bench/results.md; `npm run bench -- data-set` answers one question anew,
 * `npm run bench -- throughput --megabytes 100` with larger capture files than the usual 20 MB (throughput and peers).
 * Other profilers are installed into bench/.peers when a question needs them.
 * Data is generated from seeds into the system's folder for temporary files and removed afterwards.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, loadavg, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { analyze } from "./analyze.ts";
import { closeWindow } from "./close-window.ts";
import { dataSet } from "./data-set.ts";
import { firstFile } from "./first-file.ts";
import { bundleFunctions, functionBundles } from "./function-bundles.ts";
import { type Answer, ROUNDS, short } from "./measure.ts";
import { partials } from "./partials.ts";
import { peers } from "./peers.ts";
import { replay } from "./replay.ts";
import { scale } from "./scale.ts";
import { sketch } from "./sketch.ts";
import { throughput } from "./throughput.ts";

const RESULTS = new URL("results.md", import.meta.url);

const PAGE = readFileSync(RESULTS, "utf8");
const { positionals: asked, values: options } = parseArgs({
  allowPositionals: true,
  options: { megabytes: { type: "string", default: "20" } },
});
const megabytes = Number(options.megabytes);
if (!(megabytes > 0)) throw new Error(`Got --megabytes ${options.megabytes}; expected a number above 0.`);
const folder = mkdtempSync(join(tmpdir(), "plumbline-bench-"));
try {
  const bundles = await bundleFunctions();
  const questions: Readonly<Record<string, () => Answer | Promise<Answer>>> = {
    throughput: () => throughput(folder, megabytes),
    peers: () => peers(folder, megabytes),
    scale: () => scale(folder, bundles),
    sketch,
    partials: () => partials(folder),
    "close-window": () => closeWindow(folder),
    analyze: () => analyze(folder),
    replay: () => replay(folder),
    "data-set": () => dataSet(folder),
    "function-bundles": () => functionBundles(bundles),
    "first-file": () => firstFile(folder, bundles),
  };
  const unknown = asked.find((name) => !(name in questions));
  if (unknown !== undefined)
    throw new Error(`Got ${unknown}; expected some of ${Object.keys(questions).join(", ")}.`);
  const sections: string[] = [];
  for (const [name, ask] of Object.entries(questions)) {
    if (asked.length > 0 && !asked.includes(name)) continue;
    const load = loadavg()[0]!;
    const section = sectionOf(await ask(), load);
    process.stdout.write(`${section}\n`);
    sections.push(section);
  }
  writeFileSync(RESULTS, page(sections));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** An answer with when and by what it was measured: a question can be asked anew without the others. */
function sectionOf({ question, text }: Answer, load: number): string {
  const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
  const { node, v8 } = process.versions;
  const date = new Date().toISOString().slice(0, 10);
  const measured = `${date}, Plumbline ${version}, Node ${node} (V8 ${v8}), load average before: ${load.toFixed(2)}.`;
  return `## ${question}\n\n${measured}\n\n${text}\n`;
}

/** The sections measured now, and those that were there and were not asked for. */
function page(measured: readonly string[]): string {
  const sections = PAGE.split(/^(?=## )/m).slice(1);
  for (const section of measured) {
    const heading = section.slice(0, section.indexOf("\n") + 1);
    const known = sections.findIndex((each) => each.startsWith(heading));
    if (known === -1) sections.push(section);
    else sections[known] = section;
  }
  return [
    "# Measured",
    "",
    "Written by `npm run bench`. Milliseconds belong to the machine, whose other tenants come and go; **read the ratios**, which were",
    "measured side by side in one run.",
    `Every figure is the median of ${ROUNDS} interleaved rounds unless it says otherwise, with (least–most).`,
    "",
    `Machine: ${cpus()[0]!.model.trim()}, ${availableParallelism()} virtual CPUs, ${short(totalmem() / 1e9)} GB, ${process.platform} ${process.arch}`,
    "",
    ...sections.map((section) => `${section.trimEnd()}\n`),
  ].join("\n");
}
