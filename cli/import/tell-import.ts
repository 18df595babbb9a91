/** What an import did, for a terminal. */
import { relative } from "node:path";
import { inertText } from "../../shared/report/inert-text.ts";
import { renderTable } from "../../shared/report/render-table.ts";
import type { Io } from "../io.ts";
import { valueAt } from "./description.ts";
import type { FieldAccount, FieldFate } from "./field-fate.ts";
import { definitionOf, type ImportedMonitor } from "./imported-monitor.ts";

export interface Import {
  readonly monitor: ImportedMonitor;
  readonly account: readonly FieldAccount[];
  /** Path of the definition. */
  readonly file: string;
  /** Folder of the baseline; undefined where none was copied. */
  readonly baselineFolder: string | undefined;
}

type Of<F extends FieldFate["fate"]> = Extract<FieldAccount, { readonly fate: F }>;

/** The parts of the account that have a fate. */
export const withFate = <F extends FieldFate["fate"]>(account: readonly FieldAccount[], fate: F): Of<F>[] =>
  account.filter((each): each is Of<F> => each.fate === fate);

export function tellImport({ cwd, stdout }: Pick<Io, "cwd" | "stdout">, done: Import): string {
  const { monitor, account, baselineFolder } = done;
  const file = relative(cwd, done.file) || done.file;
  const folder = baselineFolder && (relative(cwd, baselineFolder) || baselineFolder);
  return [
    `Monitor ${monitor.name}: ${file}`,
    ...(folder === undefined ? [] : [`Baseline: ${folder}`]),
    "",
    carriedTable(done, stdout.columns),
    ...remarks(account),
    ...section("Not carried over", withFate(account, "left")),
    ...section("To be set elsewhere", withFate(account, "elsewhere")),
    ...unneededLines(withFate(account, "unneeded")),
    "",
    `Next: plumbline push ${file} --store s3://WORK-BUCKET`,
    ...parityLine(monitor, file),
    "",
  ].join("\n");
}

function carriedTable({ monitor, account }: Import, width = 100): string {
  const definition = definitionOf(monitor);
  const rows = Map.groupBy(withFate(account, "carried"), ({ to }) => to);
  const keys = [{ title: "Key" }, { title: "Value", least: 24 }, { title: "From", least: 30 }];
  const cells = [...rows].map(([key, from]) => [
    key,
    valueText(valueAt(definition, key)),
    [...new Set(from.map(fieldName))].join(", "),
  ]);
  return renderTable(keys, cells, { width: Math.max(80, width) });
}

const valueText = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));

/** `job RecordPreprocessorSourceUri`. */
function fieldName({ of, field, name }: FieldAccount): string {
  const key = field === "" ? name : field.split(".").slice(-2).join(".");
  return key === "" ? of : `${of} ${key}`;
}

function remarks(account: readonly FieldAccount[]): string[] {
  const lines = withFate(account, "carried").flatMap(({ to, remark }) =>
    remark === undefined ? [] : [`${to}: ${remark}.`],
  );
  return lines.length === 0 ? [] : ["", ...new Set(lines)].map((line) => inertText(line, 1000));
}

function section(title: string, accounts: readonly (Of<"left"> | Of<"elsewhere">)[]): string[] {
  if (accounts.length === 0) return [];
  // An endpoint and its configuration say the same things.
  const told = Map.groupBy(
    accounts,
    ({ why, next }) => `${inertText(why, 1000)}.\n    → ${inertText(next, 1000)}`,
  );
  const lines = [...told].map(
    ([text, fields]) =>
      `  ${[...new Set(fields.map(fieldName))].map((name) => inertText(name)).join(", ")}: ${text}`,
  );
  return ["", `${title}:`, ...lines];
}

function unneededLines(accounts: readonly Of<"unneeded">[]): string[] {
  if (accounts.length === 0) return [];
  const lines = [...Map.groupBy(accounts, ({ why }) => why)].map(
    ([why, fields]) => `  ${[...new Set(fields.map(unneededName))].join(", ")}: ${why}.`,
  );
  return ["", "Not needed:", ...lines.map((line) => inertText(line, 1000))];
}

const unneededName = ({ of, field }: FieldAccount) =>
  field === ""
    ? `all else of the ${of}`
    : field
        .split(".")
        .slice(field.endsWith(".S3Uri") ? -2 : -1)
        .join(".");

/** Where parity can look, when the description says where results were written. */
function parityLine({ sources, capture }: ImportedMonitor, file: string): string[] {
  const { job } = sources;
  const outputs = job && valueAt(job.description.fields, `${job.paths.output}.MonitoringOutputs`);
  const uri = Array.isArray(outputs) ? valueAt(outputs[0], "S3Output.S3Uri") : undefined;
  if (typeof uri !== "string" || sources.endpoint === undefined) return [];
  return [
    `      plumbline parity ${inertText(capture.uri, 1000)} --results ${inertText(uri, 1000)} --monitor ${file}`,
  ];
}
