/**
 * Golden folders: each folder of `input/` goes through the real command line, and what comes out must be `output/<case>/`, byte
 * for byte. `UPDATE_GOLDEN=1` writes it anew; a change is reviewed like code. Inputs: test/fixtures/make-pipeline-cases.ts
 */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
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
    const live = () => [...everyFile(join(place, "results/.plumbline/windows")).keys()];
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

describe("no value of a sensitive column", () => {
  const CANARIES = { text: "CANARY-ZEBRA", number: "987654321.25" };

  test("appears in any output or file of the work store, as text or as a number", async () => {
    const place = join(folder.path, "canary");
    cpSync(join(input, "sensitive-columns"), place, { recursive: true });
    const [header, ...rows] = readFileSync(join(input, "training.csv"), "utf8").trim().split("\n");
    writeFileSync(join(place, "training.csv"), [header, ...rows, ...Array.from({ length: 40 }, () => `2001-01-17T00:00:00Z,0.5,${CANARIES.number},${CANARIES.text}`)].join("\n"));
    const captures = filesBelow(join(place, "captures"));
    for (const [file, body] of captures) writeFileSync(join(place, "captures", file), body.replace(/"data":"[^"]*,(DE|FR)"/g, (_, country) => `"data":"${CANARIES.number},${country === "FR" ? CANARIES.text : country}"`));
    const said = [
      await run([...SUGGEST, "--sensitive", "amount,country"], place, ENVIRONMENT),
      await run([...ANALYZE, "--monitor", "monitor.yml", "--out", "results", "--json"], place, ENVIRONMENT),
      await run(["report", "results"], place, ENVIRONMENT),
      await run(["doctor", "--monitor", "monitor.yml", "--baseline", "baseline"], place, ENVIRONMENT),
      await run(["records", "20010216T09Z", "country", "categorical_values_check", "--store", "results/.plumbline"], place, ENVIRONMENT),
    ];
    const double = Buffer.alloc(8);
    double.writeDoubleLE(Number(CANARIES.number));
    const planted = [CANARIES.text, CANARIES.number, "9.8765432125E8", double.toString("latin1")];
    const written = new Map([...everyFile(join(place, "results")), ...everyFile(join(place, "baseline"))]);
    expect(written.size).toBeGreaterThan(15);
    for (const canary of planted) {
      for (const { out, err } of said) expect(`${out}${err}`).not.toContain(canary);
      for (const [file, body] of written) expect(body.includes(canary), `${file} holds ${JSON.stringify(canary)}`).toBe(false);
    }
  });
});

/** Every file below a folder, hidden ones included; the staged captures themselves left out. */
function everyFile(place: string): Map<string, string> {
  const found = new Map<string, string>();
  if (!existsSync(place)) return found;
  for (const entry of readdirSync(place, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile() && !path.endsWith(".jsonl")) found.set(path, readFileSync(path, "latin1"));
    if (entry.isFile() && /(events|metrics|notifications|alarms)\.jsonl$/.test(path)) found.set(path, readFileSync(path, "latin1"));
  }
  return found;
}
