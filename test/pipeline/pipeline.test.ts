/**
 * Golden folders: each folder of `input/` goes through the real command line, and what comes out must be `output/<case>/`, byte
 * for byte. `UPDATE_GOLDEN=1` writes it anew; a change is reviewed like code. Inputs: test/fixtures/make-pipeline-cases.ts
 */
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test, vi } from "vitest";
import { filesBelow, run, temporaryFolder } from "../cli/run.ts";

interface Case {
  readonly about: string;
  readonly suggest?: readonly string[];
  readonly analyze?: readonly string[];
  readonly modelMonitor?: boolean;
}

const here = dirname(fileURLToPath(import.meta.url));
const input = join(here, "input");
const output = join(here, "output");
const cases = readdirSync(input, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }): [string, Case] => [name, JSON.parse(readFileSync(join(input, name, "case.json"), "utf8"))]);
const ENVIRONMENT = { PLUMBLINE_SENSITIVE_KEY: "golden key" };
const SUGGEST = ["suggest-baseline", "training.csv", "--time", "time", "--min-rows", "20", "--out", "baseline"];
const ANALYZE = ["analyze", "captures", "--baseline", "baseline"];

const folder = temporaryFolder();
afterAll(() => folder.remove());

/** A case in a folder of its own, analyzed once. */
async function analyzed(name: string, { suggest = [], analyze = [], modelMonitor = false }: Case): Promise<string> {
  const place = join(folder.path, name);
  cpSync(join(input, "training.csv"), join(place, "training.csv"));
  cpSync(join(input, name), place, { recursive: true }); // with its own training data, where it has some
  const suggested = await run([...SUGGEST, ...suggest], place, ENVIRONMENT);
  expect(suggested.err + suggested.out).toContain("baseline");
  expect(suggested.status).toBe(0);
  if (modelMonitor) for (const each of ["baseline.json", "calibration.json", "slots"]) rmSync(join(place, "baseline", each), { recursive: true });
  const ran = await run([...ANALYZE, "--out", "results", ...analyze], place, ENVIRONMENT);
  expect(ran.status, ran.err).toBeLessThan(2);
  return place;
}

function writeGolden(name: string, files: ReadonlyMap<string, string>): void {
  rmSync(join(output, name), { recursive: true, force: true });
  for (const [file, body] of files) {
    mkdirSync(dirname(join(output, name, file)), { recursive: true });
    writeFileSync(join(output, name, file), body, "latin1");
  }
}

describe("golden folders", () => {
  test.each(cases)("%s", async (name, described) => {
    const place = await analyzed(name, described);
    const results = filesBelow(join(place, "results"));
    if (process.env["UPDATE_GOLDEN"]) writeGolden(name, results);
    const golden = filesBelow(join(output, name));
    expect([...results.keys()].sort()).toEqual([...golden.keys()].sort());
    for (const [file, body] of golden) expect(results.get(file), `${name}/${file}`).toBe(body);
  });

  test("every output has its input", () => {
    expect(readdirSync(output).sort()).toEqual(cases.map(([name]) => name).sort());
  });

  test("a second run in the same folder gives the same bytes", async () => {
    const place = join(folder.path, "healthy-and-drifting");
    const before = filesBelow(join(place, "results"));
    await run([...ANALYZE, "--out", "results"], place, ENVIRONMENT);
    expect(filesBelow(join(place, "results"))).toEqual(before);
  });

  test("a replay gives the same bytes and leaves the live windows alone, whatever the minute", async () => {
    const place = join(folder.path, "healthy-and-drifting");
    const argv = ["replay", "--store", "results/.plumbline", "--monitor", "shop", "--from", "2001-02-16T09:00:00Z", "--to", "2001-02-16T11:00:00Z", "--json"];
    const live = () => everyFile(join(place, "results/.plumbline/windows"));
    const before = live();
    // The hourly sweep runs at minute 25: a replay that moves its clock past it must not open windows.
    vi.useFakeTimers({ toFake: ["Date"], now: Date.parse("2001-02-16T13:20:00Z") });
    const ran = await run(argv, place, ENVIRONMENT);
    vi.useRealTimers();
    expect(live()).toEqual(before);
    expect(ran.status, ran.err).toBeLessThan(2);
    expect(JSON.parse(ran.out)).toMatchObject({ replays: [{ comparison: { identical: 2, different: [], windows: 2 } }] });
  });
});

/** Names of every file below a folder, hidden ones included. */
function everyFile(place: string): string[] {
  const entries = readdirSync(place, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}
