/** bench/results.md: a section for each question, with when and by what it was measured. */
import { readFileSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, totalmem } from "node:os";
import { type Answer, ROUNDS, short } from "./measure.ts";

const RESULTS = new URL("results.md", import.meta.url);

/** An answer with when and by what it was measured: a question can be asked anew without the others. */
export function sectionOf({ question, text }: Answer, load: number): string {
  const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
  const { node, v8 } = process.versions;
  const date = new Date().toISOString().slice(0, 10);
  const measured = `${date}, Plumbline ${version}, Node ${node} (V8 ${v8}), load average before: ${load.toFixed(2)}.`;
  return `## ${question}\n\n${measured}\n\n${text}\n`;
}

/** Writes the sections measured now, and leaves those that were there and were not asked for. */
export function writeSections(measured: readonly string[]): void {
  const sections = readFileSync(RESULTS, "utf8")
    .split(/^(?=## )/m)
    .slice(1);
  for (const section of measured) {
    const heading = section.slice(0, section.indexOf("\n") + 1);
    const known = sections.findIndex((each) => each.startsWith(heading));
    if (known === -1) sections.push(section);
    else sections[known] = section;
  }
  writeFileSync(RESULTS, page(sections));
}

function page(sections: readonly string[]): string {
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
