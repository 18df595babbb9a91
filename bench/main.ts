/**
 * `npm run bench`: measures on this machine and writes bench/results.md. Data is generated from seeds into the system's
 * folder for temporary files and removed afterwards.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, loadavg, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { closeWindow } from "./close-window.ts";
import { firstFile } from "./first-file.ts";
import { bundleFunctions, functionBundles } from "./function-bundles.ts";
import { type Answer, ROUNDS, short } from "./measure.ts";
import { partials } from "./partials.ts";
import { sketch } from "./sketch.ts";
import { throughput } from "./throughput.ts";

const RESULTS = new URL("results.md", import.meta.url);

const started = new Date();
const load = loadavg()[0]!;
const folder = mkdtempSync(join(tmpdir(), "plumbline-bench-"));
try {
  const bundles = await bundleFunctions();
  const questions: readonly (() => Answer | Promise<Answer>)[] = [
    () => throughput(folder),
    sketch,
    partials,
    () => closeWindow(folder),
    () => functionBundles(bundles),
    () => firstFile(folder, bundles),
  ];
  const answers: Answer[] = [];
  for (const ask of questions) {
    const answer = await ask();
    process.stdout.write(`${answer.question}\n\n${answer.text}\n\n`);
    answers.push(answer);
  }
  writeFileSync(RESULTS, page(answers, { date: started, load }));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function page(answers: readonly Answer[], { date, load }: { date: Date; load: number }): string {
  const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
  return [
    "# Measured",
    "",
    "Written by `npm run bench`. These are the starting figures, of code that was written to be right first: they are what a faster",
    "version has to be compared with. Milliseconds belong to the machine; **read the ratios**, which were measured side by side in one run.",
    `Every figure is the median of ${ROUNDS} interleaved rounds unless it says otherwise, with (least–most).`,
    "",
    `- Date: ${date.toISOString().slice(0, 10)}`,
    `- Machine: ${cpus()[0]!.model.trim()}, ${availableParallelism()} virtual CPUs, ${short(totalmem() / 1e9)} GB, ${process.platform} ${process.arch}; load average when it began: ${load.toFixed(2)}`,
    `- Versions: Plumbline ${version}, Node ${process.versions.node} (V8 ${process.versions.v8})`,
    "",
    ...answers.flatMap(({ question, text }) => [`## ${question}`, "", text, ""]),
  ].join("\n");
}
