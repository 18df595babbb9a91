/**
 * `npm run bench`: measures on this machine and writes bench/results.md; `npm run bench -- data-set` answers one question anew,
 * `npm run bench -- throughput --megabytes 100` with larger capture files than the usual 20 MB (throughput and peers).
 * Other profilers are installed into bench/.peers when a question needs them.
 * Data is generated from seeds into the system's folder for temporary files and removed afterwards.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { analyze } from "./analyze.ts";
import { askQuestions, type Questions } from "./ask-questions.ts";
import { backtest } from "./backtest.ts";
import { closeWindow } from "./close-window.ts";
import { dataSet } from "./data-set.ts";
import { firstFile } from "./first-file.ts";
import { bundleFunctions, functionBundles } from "./function-bundles.ts";
import { partials } from "./partials.ts";
import { peers } from "./peers.ts";
import { replay } from "./replay.ts";
import { scale } from "./scale.ts";
import { sketch } from "./sketch.ts";
import { throughput } from "./throughput.ts";

const { positionals: asked, values: options } = parseArgs({
  allowPositionals: true,
  options: { megabytes: { type: "string", default: "20" } },
});
const megabytes = Number(options.megabytes);
if (!(megabytes > 0)) throw new Error(`Got --megabytes ${options.megabytes}; expected a number above 0.`);
const folder = mkdtempSync(join(tmpdir(), "plumbline-bench-"));
try {
  const bundles = await bundleFunctions();
  const questions: Questions = {
    throughput: () => throughput(folder, megabytes),
    peers: () => peers(folder, megabytes),
    scale: () => scale(folder, bundles),
    sketch,
    partials: () => partials(folder),
    "close-window": () => closeWindow(folder),
    analyze: () => analyze(folder),
    replay: () => replay(folder),
    backtest: () => backtest(folder),
    "data-set": () => dataSet(folder),
    "function-bundles": () => functionBundles(bundles),
    "first-file": () => firstFile(folder, bundles),
  };
  await askQuestions(questions, asked);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
