import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));

/** The floors, ground first: a file imports from its own floor and the ones below. */
const FLOORS: readonly (readonly string[])[] = [
  ["shared"],
  ["steps"],
  ["adapters"],
  ["functions", "local"],
  ["cli"],
];
/** Libraries that the pure ground floor may use: none of them reads a clock, a file, the network or the environment here. */
const PURE_LIBRARIES = ["valibot", "node:crypto", "node:zlib", "d3-array", "d3-format", "d3-scale"];
/** What would make the ground floor impure; `new Date(number)` is a conversion and allowed. */
const IMPURE: readonly [RegExp, string][] = [
  [/\bDate\.now\(/, "reads the clock"],
  [/\bnew Date\(\)/, "reads the clock"],
  [/\bperformance\./, "reads the clock"],
  [/\bMath\.random\(/, "is random without a seed"],
  [/\brandomBytes|randomUUID|getRandomValues/, "is random without a seed"],
  [/\bprocess\./, "reads the environment"],
  [/\bfetch\(/, "reaches the network"],
  [/\bconsole\./, "writes"],
];

interface Source {
  readonly file: string;
  readonly text: string;
  readonly imports: readonly { readonly from: string; readonly typeOnly: boolean }[];
}

function sourcesBelow(folder: string): Source[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => {
      const file = join(folder, name);
      const text = readFileSync(join(root, file), "utf8");
      return { file, text, imports: importsOf(text) };
    });
}

function importsOf(text: string): { from: string; typeOnly: boolean }[] {
  const found = text.matchAll(
    /^\s*(?:import|export)\s+(type\s+)?(?:[^"';]*?\sfrom\s+)?"([^"]+)"|\bimport\("([^"]+)"\)/gm,
  );
  return [...found].map((match) => ({ from: (match[2] ?? match[3])!, typeOnly: match[1] !== undefined }));
}

const resolve = (file: string, from: string) => normalize(join(dirname(file), from));
const floorOf = (file: string) => FLOORS.findIndex((floor) => floor.includes(file.split("/")[0]!));
const sources = FLOORS.flat().flatMap(sourcesBelow);

/** Each fault as `file: why`. */
function upward(all: readonly Source[]): string[] {
  return all.flatMap(({ file, imports }) =>
    imports
      .filter(({ from }) => from.startsWith("."))
      .map(({ from }) => resolve(file, from))
      .filter((target) => floorOf(target) > floorOf(file) || floorOf(target) < 0)
      .map((target) => `${file}: imports ${target}`),
  );
}

function impure(all: readonly Source[]): string[] {
  const ground = all.filter(({ file }) => file.startsWith("shared/"));
  const code = (text: string) => text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "");
  return ground.flatMap(({ file, text, imports }) => [
    ...imports
      .filter(({ from }) => !from.startsWith(".") && !PURE_LIBRARIES.includes(from))
      .map(({ from }) => `${file}: imports ${from}`),
    ...IMPURE.filter(([pattern]) => pattern.test(code(text))).map(([, why]) => `${file}: ${why}`),
  ]);
}

/** Circles of imports that exist at run time, each as the path that closes it. */
function circles(all: readonly Source[]): string[] {
  const graph = new Map(
    all.map(({ file, imports }) => [
      file,
      imports
        .filter(({ from, typeOnly }) => from.startsWith(".") && !typeOnly)
        .map(({ from }) => resolve(file, from)),
    ]),
  );
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (file: string, path: readonly string[]) => {
    if (path.includes(file)) found.push([...path.slice(path.indexOf(file)), file].join(" → "));
    if (done.has(file) || path.includes(file)) return;
    for (const next of graph.get(file) ?? []) visit(next, [...path, file]);
    done.add(file);
  };
  for (const file of graph.keys()) visit(file, []);
  return found;
}

const fake = (file: string, text: string): Source => ({ file, text, imports: importsOf(text) });

describe("architecture", () => {
  test("imports only go down the floors", () => {
    expect(upward(sources)).toEqual([]);
  });

  test("an import that goes up is found", () => {
    expect(upward([fake("shared/x.ts", 'import { y } from "../steps/y.ts";')])).toEqual([
      "shared/x.ts: imports steps/y.ts",
    ]);
  });

  test("the ground floor is pure", () => {
    expect(impure(sources)).toEqual([]);
  });

  test("a clock, a file and a coin on the ground floor are found", () => {
    const text =
      'import { readFileSync } from "node:fs";\nexport const at = () => Date.now() + Math.random();';
    expect(impure([fake("shared/x.ts", text)])).toEqual([
      "shared/x.ts: imports node:fs",
      "shared/x.ts: reads the clock",
      "shared/x.ts: is random without a seed",
    ]);
  });

  test("no imports run in a circle", () => {
    expect(circles(sources)).toEqual([]);
  });

  test("a circle is found", () => {
    expect(
      circles([
        fake("shared/a.ts", 'import { b } from "./b.ts";'),
        fake("shared/b.ts", 'import { a } from "./a.ts";'),
      ]),
    ).toEqual(["shared/a.ts → shared/b.ts → shared/a.ts"]);
  });

  test("files are named in kebab-case and stay under 350 lines", () => {
    const faults = sources.flatMap(({ file, text }) => [
      ...(/^[a-z0-9]+(-[a-z0-9]+)*(\.d)?\.ts$/.test(file.split("/").at(-1)!) ? [] : [`${file}: name`]),
      ...(text.split("\n").length <= 350 ? [] : [`${relative(".", file)}: ${text.split("\n").length} lines`]),
    ]);
    expect(faults).toEqual([]);
  });
});
