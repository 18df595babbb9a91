import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { create } from "tar";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { championModel } from "../../../local/flights/champion-model.ts";
import { parseFlightModel } from "../../../local/flights/flight-model.ts";
import { trainModel } from "../../../local/flights/train-model.ts";
import { trainingContainer } from "../../../local/flights/training-container.ts";
import { seededRandom } from "../../../shared/random.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "opt-ml-"));
});
afterEach(() => rmSync(root, { recursive: true }));

function put(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

/** Rows whose label follows x and the category c; `other` says nothing. */
function rows(n: number, seed: number): string {
  const random = seededRandom(seed);
  const lines = Array.from({ length: n }, () => {
    const [x, c] = [random() * 10, random() < 0.5 ? "a" : "b"];
    return `${random() < 1 / (1 + Math.exp(5 - x - (c === "b" ? 2 : 0))) ? 1 : 0},${x.toFixed(3)},${c},${random().toFixed(3)}`;
  });
  return `y,x,c,other\n${lines.join("\n")}\n`;
}

const settings = (values: Record<string, string>) =>
  put("input/config/hyperparameters.json", JSON.stringify(values));
const usual = { label: "y", features: "x,c", categorical: "c" };
const train = (environment: Record<string, string> = { PLUMBLINE_OPT_ML: root }) => {
  const program = join(import.meta.dirname, "../../../local/flights/train.ts");
  return spawnSync(process.execPath, [program], {
    env: { PATH: process.env["PATH"], ...environment },
    encoding: "utf8",
  });
};

async function trained(): Promise<{ lines: string[]; model: string }> {
  const lines: string[] = [];
  await trainModel(trainingContainer({ PLUMBLINE_OPT_ML: root }), (line) => lines.push(line));
  return { lines, model: readFileSync(join(root, "model/model.json"), "utf8") };
}

describe("The container as a child process", () => {
  test("without training data exits with 1 and leaves its reason in output/failure", () => {
    settings(usual);
    const child = train();
    expect(child.status).toBe(1);
    expect(readFileSync(join(root, "output/failure"), "utf8")).toContain(
      "Give the job a channel named train.",
    );
    expect(existsSync(join(root, "model/model.json"))).toBe(false);
  });

  test("leaves a model and prints its metrics", () => {
    settings(usual);
    put("input/data/train/rows.csv", rows(1000, 1));
    const child = train();
    expect(child.stderr).toBe("");
    expect(child.status).toBe(0);
    expect(child.stdout).toMatch(
      /^train_rows=800; holdout_rows=200; skipped_rows=0;\nchallenger_auc=0\.\d{6};\n$/,
    );
    expect(parseFlightModel(readFileSync(join(root, "model/model.json"), "utf8")).trainRows).toBe(800);
  });
});

test("The toolkit's variables go before the folders of /opt/ml", () => {
  put("a/rows.csv", rows(10, 1));
  put("h/old.csv", rows(10, 2));
  mkdirSync(join(root, "b"));
  settings({ features: "nothing" });
  const container = trainingContainer({
    PLUMBLINE_OPT_ML: root,
    SM_CHANNEL_TRAIN: join(root, "a"),
    SM_CHANNEL_CHAMPION: join(root, "b"),
    SM_CHANNEL_HISTORY: join(root, "h"),
    SM_MODEL_DIR: join(root, "m"),
    SM_HPS: '{"features":"x","iterations":5}',
  });
  expect(container).toEqual({
    hyperparameters: { features: "x", iterations: "5" },
    trainFiles: [join(root, "a/rows.csv")],
    historyFiles: [join(root, "h/old.csv")],
    championFolder: join(root, "b"),
    modelFolder: join(root, "m"),
  });
});

test("A training channel of another content type or in pipe mode is refused", () => {
  put("input/data/train/rows.csv", rows(10, 1));
  for (const [train, message] of [
    [{ ContentType: "application/json" }, "expected text/csv"],
    [{ TrainingInputMode: "Pipe" }, "input mode Pipe"],
  ] as const) {
    put("input/config/inputdataconfig.json", JSON.stringify({ train }));
    expect(() => trainingContainer({ PLUMBLINE_OPT_ML: root })).toThrow(message);
  }
});

test.each([
  [{ ...usual, features: "" }, "no hyperparameter features"],
  [{ ...usual, categorical: "other" }, "Got other in the hyperparameter categorical"],
  [{ ...usual, features: "x,c,z" }, "expected a column z"],
  [{ ...usual, holdout: "1" }, 'holdout = "1"; expected a number from 0 to 0.9'],
  [{ ...usual, iterations: "many" }, 'iterations = "many"'],
])("Hyperparameters that cannot be used are refused: %o", async (values, message) => {
  settings(values);
  put("input/data/train/rows.csv", rows(10, 1));
  await expect(trained()).rejects.toThrow(message);
});

describe("A trained model", () => {
  beforeEach(() => {
    settings(usual);
    put("input/data/train/1.csv", rows(2000, 1));
    put("input/data/train/2.csv", rows(2000, 2));
  });

  test("has found what the labels follow", async () => {
    const model = parseFlightModel((await trained()).model);
    const { a = 0, b = 0 } = model.categorical[0]!.weights;
    expect(model.numeric[0]!.weight / model.numeric[0]!.deviation).toBeCloseTo(1, 0); // the slope of x
    expect(b - a).toBeCloseTo(2, 0); // b against a
    expect(model).toMatchObject({ label: "y", trainRows: 3200, holdoutRows: 800 });
  });

  test("is the same, to the byte, when it is trained again", async () => {
    expect((await trained()).model).toBe((await trained()).model);
  });

  test("does not look at the hold-out rows", async () => {
    const { model } = await trained();
    const [header, ...lines] = rows(2000, 2).trim().split("\n");
    const flipped = lines.map((line, i) =>
      i < 1200 ? line : `${line.startsWith("1") ? 0 : 1}${line.slice(1)}`,
    );
    put("input/data/train/2.csv", [header, ...flipped].join("\n"));
    const other = parseFlightModel((await trained()).model);
    expect({ ...other, auc: 0 }).toEqual({ ...parseFlightModel(model), auc: 0 });
    expect(other.auc).toBeLessThan(0.5);
  });
});

describe("A history", () => {
  test("is learnt from and never held out", async () => {
    settings(usual);
    put("input/data/train/rows.csv", rows(1000, 1));
    const { lines: alone } = await trained();
    put("input/data/history/old.csv", rows(3000, 2));
    const { lines, model } = await trained();
    expect(alone[0]).toBe("train_rows=800; holdout_rows=200; skipped_rows=0;");
    expect(lines[0]).toBe("train_rows=3800; holdout_rows=200; skipped_rows=0;");
    // Labels of the history turned around outweigh the 800 rows: a history that was held out or left out could not.
    const turned = rows(3000, 2).replace(/^[01](?=,)/gm, (label) => String(1 - Number(label)));
    put("input/data/history/old.csv", turned);
    const { auc } = parseFlightModel((await trained()).model);
    expect(parseFlightModel(model).auc).toBeGreaterThan(0.7);
    expect(auc).toBeLessThan(0.3);
  });
});

describe("A champion", () => {
  beforeEach(async () => {
    settings({ ...usual, features: "x,other", categorical: "" });
    put("input/data/train/rows.csv", rows(2000, 1));
    put("input/data/champion/model.json", (await trained()).model);
    settings(usual);
  });
  const area = (lines: string[], name: string) =>
    Number(lines.join("\n").match(new RegExp(`^${name}_auc=([\\d.]+);$`, "m"))?.[1]);

  test("is measured on the challenger's hold-out rows, with columns of its own", async () => {
    const { lines } = await trained();
    expect(area(lines, "champion")).toBeGreaterThan(0.7);
    expect(area(lines, "challenger")).toBeGreaterThan(area(lines, "champion")); // it also knows c
  });

  test("may lie in a model.tar.gz", async () => {
    const { lines: plain } = await trained();
    const folder = join(root, "input/data/champion");
    await create({ gzip: true, cwd: folder, file: join(folder, "model.tar.gz") }, ["./model.json"]);
    rmSync(join(folder, "model.json"));
    expect(championModel(folder)?.trainRows).toBe(1600);
    expect((await trained()).lines).toEqual(plain);
  });

  test("is undefined in an empty folder, and an archive without a model is refused", async () => {
    mkdirSync(join(root, "empty"));
    expect(championModel(join(root, "empty"))).toBeUndefined();
    put("archive/readme.txt", "");
    await create({ gzip: true, cwd: join(root, "archive"), file: join(root, "archive/model.tar.gz") }, [
      "readme.txt",
    ]);
    expect(() => championModel(join(root, "archive"))).toThrow("holds no model.json");
  });
});
