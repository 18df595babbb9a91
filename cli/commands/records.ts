import type { WindowRead } from "../../local/read-series.ts";
import type { Cell } from "../../shared/capture/row.ts";
import { UnusableInput } from "../../shared/errors.ts";
import { allNames } from "../../shared/monitors/compare-window.ts";
import type { MonitorDefinition } from "../../shared/monitors/monitor-definition.ts";
import { nearest } from "../../shared/monitors/nearest.ts";
import { inertText, shownName } from "../../shared/report/inert-text.ts";
import { renderTable } from "../../shared/report/render-table.ts";
import type { Violation } from "../../shared/report/verdict.ts";
import { captureStores } from "../capture-stores.ts";
import { type CliCommand, exampleText } from "../command.ts";
import { findWindow, isColumnNamed } from "../find-window.ts";
import type { Io } from "../io.ts";
import { jsonText } from "../json-text.ts";
import { openStore, storeOf } from "../open-store.ts";
import { wholeNumber } from "../option-values.ts";
import { type CapturedCells, readCapturedRows } from "../read-captured-rows.ts";

interface RecordsOptions {
  readonly store?: string;
  readonly endpoint?: string;
  readonly variant?: string;
  readonly limit: number;
  readonly reveal?: true;
  readonly json?: true;
}

/** `plumbline records`: the captured rows behind a violation, read with the caller's own rights. */
export const records: CliCommand = (program, io, end) => {
  program
    .command("records <window> <column> <check>")
    .summary("the captured rows behind a violation")
    .description(
      "Opens the capture files that a violation points to, with your own rights, and shows the column's cell in those rows. A verdict keeps pointers only (at most five a violation), never values.",
    )
    .option(
      "--store <store>",
      "work store: a folder or s3://bucket (default: PLUMBLINE_STORE, or .plumbline)",
    )
    .option("--endpoint <name>", "the endpoint that is meant, where several have the window")
    .option("--variant <name>", "the variant that is meant, where several have the window")
    .option("--limit <rows>", "rows to show at most", wholeNumber(1), 20)
    .option("--reveal", "show the values of a sensitive column")
    .option("--json", "print the rows as JSON on standard output")
    .addHelpText(
      "after",
      exampleText(
        "plumbline records 20010216T10Z distance completeness_check --store analysis",
        "plumbline records 20010216T10Z '_c3' data_type_check --store s3://plumbline-dev-work --endpoint churn",
      ),
    )
    .action(async (window: string, column: string, check: string, options: RecordsOptions) => {
      const { work } = await openStore(io, storeOf(io, options.store));
      const { read, definition } = await findWindow(work, window, options);
      const violation = theViolation(read, column, check);
      io.stdout.write(await shown(io, read, definition, violation, options));
      end(0);
    });
};

/** The violation that is meant; a name may be given as reports show it. */
function theViolation({ id, verdict }: WindowRead, column: string, check: string): Violation {
  const all = [...verdict.violations, ...(verdict.muted ?? []), ...verdict.reported];
  const found = all.find((violation) => isColumnNamed(violation.column, column) && violation.check === check);
  if (found !== undefined) return found;
  const known = all.map((violation) => `${violation.column} ${violation.check}`);
  const right = nearest(`${column} ${check}`, known);
  const list =
    known.length === 0
      ? `it has none (${verdict.verdict}: ${verdict.reason})`
      : `it has: ${known.slice(0, 20).join("; ")}${known.length > 20 ? "; …" : ""}`;
  throw new UnusableInput(
    `Got ${check} of column "${column}"; window ${id} has no such violation${right === undefined ? "" : ` (did you mean "${right}"?)`}; ${list}`,
  );
}

async function shown(
  io: Io,
  read: WindowRead,
  definition: MonitorDefinition,
  violation: Violation,
  options: RecordsOptions,
): Promise<string> {
  const stores = await captureStores(io, definition);
  const hidden =
    allNames(definition, definition.columns.sensitive).includes(violation.column) && options.reveal !== true;
  const rows = await readCapturedRows(
    stores,
    violation.evidence.slice(0, options.limit),
    violation.column,
    definition,
  );
  if (options.json) return jsonText(jsonOf(read, violation, rows, hidden));
  return [
    `${shownName(violation.column)}, ${violation.check}, window ${read.id} of ${read.window.endpoint}/${read.window.variant}`,
    inertText(violation.description, 1000),
    "",
    ...(violation.evidence.length === 0 ? noEvidence(read) : [tableOf(rows, hidden, options.limit)]),
    ...(hidden && rows.length > 0
      ? ["The column is sensitive: its values are shown with --reveal only."]
      : []),
    "",
  ].join("\n");
}

function noEvidence({ folder }: WindowRead): string[] {
  return [
    "No single row is behind it: it is the distribution of all rows that differs from the baseline's.",
    `Look at both, drawn over each other, in ${folder}report.html of the work store; the figures are in statistics.json beside it.`,
  ];
}

/** Uncut, however wide: keys are there to be copied. */
function tableOf(rows: readonly CapturedCells[], hidden: boolean, limit: number): string {
  const lines = rows.flatMap(({ pointer, cells, inferenceId, fault }) => {
    const place = [pointer.key, String(pointer.line), inferenceId ?? pointer.eventId ?? ""];
    if (fault !== undefined) return [[...place, `(${fault})`]];
    return cells.map((cell) => [...place, hidden ? "(sensitive)" : cellText(cell)]);
  });
  const columns = [
    { title: "Capture file" },
    { title: "Line", align: "right" as const },
    { title: "Event" },
    { title: "Cell" },
  ];
  return renderTable(columns, lines.slice(0, limit), { width: Number.POSITIVE_INFINITY });
}

function cellText(cell: Cell): string {
  if (cell === undefined) return "(absent)";
  return cell === null ? "(empty)" : JSON.stringify(cell);
}

function jsonOf(
  read: WindowRead,
  { column, check, description }: Violation,
  rows: readonly CapturedCells[],
  hidden: boolean,
): unknown {
  const { endpoint, variant } = read.window;
  const shownRows = rows.map(({ pointer, cells, inferenceId, fault }) => ({
    ...pointer,
    ...(inferenceId === undefined ? {} : { inferenceId }),
    ...(fault === undefined ? {} : { fault }),
    ...(hidden ? { sensitive: true } : { cells: cells.map((cell) => cell ?? null) }),
  }));
  return { version: 1, endpoint, variant, window: read.id, column, check, description, rows: shownRows };
}
