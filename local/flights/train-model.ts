import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { UnusableInput } from "../../shared/errors.ts";
import { areaUnderCurve } from "./area-under-curve.ts";
import { championModel } from "./champion-model.ts";
import { designMatrix, weightedColumns } from "./design-matrix.ts";
import { type FlightModel, flightPredictor } from "./flight-model.ts";
import { type LabelledRows, readLabelledRows } from "./labelled-rows.ts";
import { fitLogisticRegression } from "./logistic-regression.ts";
import type { TrainingContainer } from "./training-container.ts";

interface Settings {
  readonly label: string | undefined;
  readonly features: readonly string[];
  readonly categorical: readonly string[];
  readonly iterations: number;
  readonly l2: number;
  readonly holdout: number;
}

/**
 * Trains on the history and on the first rows, measures on the last ones (hyperparameter `holdout`, by default the last
 * fifth of the channel `train`; its files are in the order of time), writes `model.json` and prints one metric a line, `name=value;`, for the job's
 * MetricDefinitions. With a champion both models are measured on the same rows. Other hyperparameters: `features`
 * (required) and `categorical` (some of them), names separated by commas; `label`; `iterations`; `l2`.
 */
export async function trainModel(
  container: TrainingContainer,
  print: (line: string) => void,
): Promise<FlightModel> {
  const settings = settingsOf(container.hyperparameters);
  const champion =
    container.championFolder === undefined ? undefined : championModel(container.championFolder);
  const { historyFiles, trainFiles } = container;
  const table = await readLabelledRows([...historyFiles, ...trainFiles], columnsToRead(settings, champion));
  const history = sum(table.perFile.slice(0, historyFiles.length));
  const trainRows = history + Math.round((table.rows - history) * (1 - settings.holdout));
  const model = fitted(table, trainRows, settings);
  const measured = { ...model, auc: holdoutArea(model, table, trainRows) ?? null };
  print(`train_rows=${trainRows}; holdout_rows=${measured.holdoutRows}; skipped_rows=${table.skipped};`);
  if (champion !== undefined) printArea("champion", holdoutArea(champion, table, trainRows), print);
  printArea("challenger", measured.auc ?? undefined, print);
  mkdirSync(container.modelFolder, { recursive: true });
  writeFileSync(join(container.modelFolder, "model.json"), `${JSON.stringify(measured, null, 1)}\n`);
  return measured;
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);

function settingsOf(hyperparameters: Readonly<Record<string, string>>): Settings {
  const features = names(hyperparameters["features"]);
  const categorical = names(hyperparameters["categorical"]);
  const unknown = categorical.filter((name) => !features.includes(name));
  if (features.length === 0)
    throw new UnusableInput(
      "Got no hyperparameter features; expected the names of the model's columns, separated by commas.",
    );
  if (unknown.length > 0)
    throw new UnusableInput(
      `Got ${unknown.join(", ")} in the hyperparameter categorical; expected names that are also in features.`,
    );
  return {
    label: hyperparameters["label"],
    features,
    categorical,
    iterations: setting(hyperparameters, "iterations", 25, 1, 1000),
    l2: setting(hyperparameters, "l2", 1, 0, Number.MAX_VALUE),
    holdout: setting(hyperparameters, "holdout", 0.2, 0, 0.9),
  };
}

const names = (list: string | undefined) =>
  (list ?? "")
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");

function setting(
  hyperparameters: Readonly<Record<string, string>>,
  name: string,
  usual: number,
  least: number,
  most: number,
): number {
  const text = hyperparameters[name];
  const value = text === undefined ? usual : Number(text);
  if (value >= least && value <= most) return value;
  throw new UnusableInput(
    `Got the hyperparameter ${name} = ${JSON.stringify(text)}; expected a number from ${least} to ${most}.`,
  );
}

/** What either model looks at, as it looks at it. */
function columnsToRead({ label, features, categorical }: Settings, champion: FlightModel | undefined) {
  const numbers = features.filter((name) => !categorical.includes(name));
  const championNumbers = (champion?.numeric ?? []).map((column) => column.name);
  const championCategories = (champion?.categorical ?? []).map((column) => column.name);
  return {
    ...(label === undefined ? {} : { label }),
    numeric: [...new Set([...numbers, ...championNumbers])],
    categorical: [...new Set([...categorical, ...championCategories])],
  };
}

function fitted(table: LabelledRows, trainRows: number, settings: Settings): FlightModel {
  const { features, categorical, iterations, l2 } = settings;
  const own = chosen(
    table,
    features.filter((name) => !categorical.includes(name)),
    categorical,
  );
  const design = designMatrix(own, trainRows);
  const { weights } = fitLogisticRegression(design, table.labels.subarray(0, trainRows), { iterations, l2 });
  return {
    model: "logistic-regression",
    version: 1,
    label: table.label,
    ...weightedColumns(own, design, weights),
    trainRows,
    holdoutRows: table.rows - trainRows,
    auc: null,
  };
}

/** The rows with one model's own columns. */
function chosen(
  table: LabelledRows,
  numeric: readonly string[],
  categorical: readonly string[],
): LabelledRows {
  return {
    ...table,
    numeric: numeric.map((name) => table.numeric.find((column) => column.name === name)!),
    categorical: categorical.map((name) => table.categorical.find((column) => column.name === name)!),
  };
}

/** Area under the curve on the rows from `from` on; undefined when they have one class only. */
function holdoutArea(model: FlightModel, table: LabelledRows, from: number): number | undefined {
  const [numbers, categories] = [
    model.numeric.map((column) => column.name),
    model.categorical.map((column) => column.name),
  ];
  const { numeric, categorical } = chosen(table, numbers, categories);
  const predict = flightPredictor(model, [...numbers, ...categories]);
  const scores = new Float64Array(table.rows - from);
  for (let row = from; row < table.rows; row++) {
    const texts = categorical.map(({ codes, values }) => values[codes[row]!]!);
    scores[row - from] = predict([...numeric.map(({ values }) => values[row]!), ...texts]);
  }
  return areaUnderCurve(table.labels.subarray(from), scores);
}

function printArea(name: string, area: number | undefined, print: (line: string) => void): void {
  print(
    area === undefined
      ? `${name}: no area under the curve, the hold-out rows have one class only`
      : `${name}_auc=${area.toFixed(6)};`,
  );
}
