import { loadavg } from "node:os";
import type { Answer } from "./measure.ts";
import { sectionOf, writeSections } from "./results-page.ts";

export type Questions = Readonly<Record<string, () => Answer | Promise<Answer>>>;

/** Asks the questions of these names, all of them where none is named, and writes their sections of bench/results.md. Throws for a name that is none. */
export async function askQuestions(questions: Questions, asked: readonly string[]): Promise<void> {
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
  writeSections(sections);
}
