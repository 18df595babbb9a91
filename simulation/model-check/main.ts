/**
 * `npm run model-check`: searches every configuration, or those whose names hold the given words, and prints what was searched and
 * found: `npm run model-check -- 2 files death`. Exit status 1 when the protocol does not hold, or when what is wrong was not found.
 */
import { type Configuration, configurations } from "./configurations.ts";
import { type Explored, explore } from "./explore.ts";

const words = process.argv.slice(2);
const asked = configurations.filter(({ name }) => words.every((word) => name.includes(word)));
if (asked.length === 0)
  throw new Error(
    `Got ${words.join(" ")}; expected words of one of:\n${configurations.map(({ name }) => `  ${name}`).join("\n")}`,
  );
const rows: string[][] = [["configuration", "states", "transitions", "ends", "violations", "runs", "s", ""]];
for (const configuration of asked) {
  const { name, setting, fails } = configuration;
  const began = process.cpuUsage();
  const seconds = () => process.cpuUsage(began).user / 1e6;
  const onProgress = (states: number) =>
    process.stderr.write(`  ${name}: ${states.toLocaleString("en")} states, ${seconds().toFixed(0)} s\n`);
  const found = await explore(setting, { atFirst: fails !== undefined, onProgress });
  const verdict = judged(configuration, found);
  if (verdict.startsWith("NOT")) process.exitCode = 1;
  const { states, transitions, ends, violations, runs } = found;
  const numbers = [states, transitions, ends, violations, runs].map((count) => count.toLocaleString("en"));
  rows.push([name, ...numbers, seconds().toFixed(1), verdict]);
  process.stdout.write(`${name}: ${states.toLocaleString("en")} states, ${verdict}\n`);
  if (found.counterexample !== undefined)
    process.stdout.write(
      `  ${[...found.counterexample.steps, `⇒ ${found.counterexample.broken}`].join("\n  ")}\n`,
    );
}
process.stdout.write(`\n${table(rows)}\n`);

function judged({ fails }: Configuration, { counterexample, givenUp }: Explored): string {
  if (fails === undefined)
    return counterexample !== undefined
      ? "NOT held"
      : givenUp > 0
        ? `holds; ${givenUp} ends given up`
        : "holds";
  return counterexample?.broken.includes(fails) === true
    ? `found wrong after ${counterexample.steps.length} steps`
    : "NOT found wrong";
}

/** A table in Markdown. */
function table([head, ...body]: readonly string[][]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [
    line(head!),
    line(head!.map((_, at) => (at === 0 || at === head!.length - 1 ? "---" : "---:"))),
    ...body.map(line),
  ].join("\n");
}
