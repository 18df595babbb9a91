/** Which model a baseline is of, and which one answers: push, suggest-baseline and doctor on a folder store. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { writeText } from "../fixtures/make-captures.ts";
import { run, temporaryFolder } from "./run.ts";

const folder = temporaryFolder();
const at = (...names: string[]) => join(folder.path, ...names);
const plumbline = (...argv: string[]) => run(argv, folder.path);
const read = (...names: string[]) => JSON.parse(readFileSync(at(...names), "utf8"));

/** Data sets of the same columns, each with other rows. */
const dataset = (name: string, first: number) =>
  writeText(
    at(name),
    [
      "score,age",
      ...Array.from({ length: 200 }, (_, row) => `0.${100 + row},${first + (row % 40)}`),
      "",
    ].join("\n"),
  );
const push = (...more: string[]) => plumbline("push", "monitors/churn.yml", "--store", "store", ...more);
const versionsOf = () =>
  readdirSync(at("store", "baselines", "churn"))
    .sort()
    .map((id) => [id.slice(0, 5), read("store", "baselines", "churn", id, "baseline.json").modelVersion]);

beforeAll(async () => {
  writeText(
    at("monitors", "churn.yml"),
    stringify({ monitor: "churn", endpoint: "churn-xgb", capture: { uri: "captures" } }),
  );
  for (const [index, name] of ["old", "new", "other"].entries()) {
    dataset(`${name}.csv`, 20 + index);
    const version = name === "other" ? ["--model-version", "churn/9"] : [];
    const { status } = await plumbline("suggest-baseline", `${name}.csv`, "--out", name, ...version);
    expect(status).toBe(0);
  }
});
afterAll(() => folder.remove());

describe("the model of a baseline", () => {
  test("is written down by suggest-baseline where it is said", () => {
    expect(read("old", "baseline.json").modelVersion).toBeNull();
    expect(read("other", "baseline.json").modelVersion).toBe("churn/9");
  });

  test("is nobody's where nobody said it and nobody knows what answers", async () => {
    const { status, out } = await push("--baseline", "new");
    expect([status, out]).toEqual([0, expect.stringMatching(/baseline b0001-[0-9a-f]{8} new\n/)]);
    expect(versionsOf()).toEqual([["b0001", null]]);
  });

  test("is the model that answers, once somebody has said which", async () => {
    const { status, out } = await push(
      "--deployed",
      "churn/7",
      "--since",
      "2026-03-01T00:00:00Z",
      "--baseline",
      "old",
    );
    expect(status).toBe(0);
    expect(out).toMatch(
      /baseline b0002-[0-9a-f]{8} new of model churn\/7, which answers now \(another one: --model-version\)\n {2}answered by churn\/7\n/,
    );
    expect(read("store", "deployments", "churn-xgb", "AllTraffic.json")).toEqual({
      version: 1,
      deployments: [
        {
          since: "2026-03-01T00:00:00.000Z",
          modelVersion: "churn/7",
          names: ["churn/7"],
          endpointConfig: null,
        },
      ],
    });
  });

  test("stays what it was when the same folder is pushed after a deployment", async () => {
    const { out } = await push(
      "--deployed",
      "churn/8",
      "--since",
      "2026-03-02T00:00:00Z",
      "--baseline",
      "old",
    );
    expect(out).toMatch(/baseline b0002-[0-9a-f]{8} unchanged of model churn\/7\n/);
    expect(versionsOf()).toEqual([
      ["b0001", null],
      ["b0002", "churn/7"],
    ]);
  });

  test("is missing for the version that answers: doctor says so, and what to do", async () => {
    const { out } = await plumbline("doctor", "--store", "store", "--json");
    const { findings } = JSON.parse(out) as { findings: { level: string; text: string; next: string }[] };
    expect(findings.find(({ text }) => text.startsWith("churn-xgb/AllTraffic"))).toMatchObject({
      level: "warning",
      text: "churn-xgb/AllTraffic answers with churn/8, since 2 Mar 2026, 00:00 UTC; the baselines are of churn/7: windows end as Learning.",
      next: "plumbline suggest-baseline DATASET --model-version churn/8 --out FOLDER, then: plumbline push monitors/churn.yml --baseline FOLDER",
    });
  });

  test("is another one when the user says so, or the baseline does, and then doctor is content", async () => {
    await push("--baseline", "old", "--model-version", "churn/8");
    expect((await plumbline("doctor", "--store", "store")).out).toMatch(
      /answers with churn\/8, since 2 Mar 2026, 00:00 UTC; baseline b0003-[0-9a-f]{8} is of it\./,
    );
    await push("--baseline", "other");
    expect((await push("--baseline", "old")).out).toMatch(
      /baseline b0002-[0-9a-f]{8} unchanged of model churn\/7\n/,
    );
    await push("--baseline", "old", "--model-version", "any");
    expect(versionsOf().slice(2)).toEqual([
      ["b0003", "churn/8"],
      ["b0004", "churn/9"],
      ["b0005", null],
    ]);
    expect((await plumbline("doctor", "--store", "store")).out).toMatch(
      /baseline b0005-[0-9a-f]{8} is of whichever model answers\./,
    );
  });

  test("is not changed by a dry run, which tells the same", async () => {
    const before = versionsOf();
    const { out } = await push("--baseline", "new", "--deployed", "churn/10", "--dry-run");
    expect(out).toMatch(/baseline b0006-[0-9a-f]{8} new of model churn\/10, which answers now/);
    expect(versionsOf()).toEqual(before);
    expect(read("store", "deployments", "churn-xgb", "AllTraffic.json").deployments).toHaveLength(2);
  });

  test.each([
    [["--deployed", "churn/8", "--store", "s3://work-bucket"], "on AWS SageMaker says which model answers"],
    [["--since", "2026-03-01"], "Got --since without --deployed"],
    // An empty name in deployments/ could not be read again, nor be corrected by the next push.
    [["--deployed", ""], "Expected the name of a version"],
    [["--model-version", " "], "Expected the name of a version"],
  ])("%j is refused: %s", async (argv, message) => {
    const { status, err } = await plumbline("push", "monitors/churn.yml", ...argv);
    expect([status, err]).toEqual([2, expect.stringContaining(message)]);
  });

  test("belongs to one definition", async () => {
    writeText(
      at("monitors", "second.yml"),
      stringify({ monitor: "second", endpoint: "second", capture: { uri: "captures" } }),
    );
    for (const flag of ["--model-version", "--deployed"]) {
      const { status, err } = await plumbline("push", "--store", "store", flag, "churn/8");
      expect([status, err]).toEqual([2, expect.stringContaining(`Got ${flag} and 2 definitions`)]);
    }
  });
});
