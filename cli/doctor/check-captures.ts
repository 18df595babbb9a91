import { resolve } from "node:path";
import { type ProposedExclusion, proposeExclusions } from "../../shared/baseline/propose-exclusions.ts";
import { captureLocation } from "../../shared/capture/capture-location.ts";
import { alignColumns } from "../../shared/columns/align-columns.ts";
import { columnHistory } from "../../shared/columns/column-history.ts";
import { allVariants } from "../../shared/monitors/all-variants.ts";
import type { MonitorDefinition } from "../../shared/monitors/monitor-definition.ts";
import { DatasetProfile } from "../../shared/profile/dataset-profile.ts";
import { WHOLE } from "../../shared/window/season-slot.ts";
import { parseDuration } from "../../shared/window/window.ts";
import { captureKindOf } from "../../steps/capture-kinds/index.ts";
import { captureStores } from "../capture-stores.ts";
import { filesIn } from "../find-captures.ts";
import type { Io } from "../io.ts";
import { isS3 } from "../open-store.ts";
import { type BaselineRead, judgedColumns } from "../put-baseline.ts";
import { type Finding, fault, faultOf, ok, warning } from "./finding.ts";
import { type Sample, sampleCaptures, type WatchedFile } from "./sample-captures.ts";

/** A bucket may hold millions of files; the first tell whether they lie right. */
const MOST_FILES = 20_000;
const HOUR_MS = 3_600_000;

/** Whether the captures of a monitor lie where it says, can be read, and are what its columns say. */
export async function checkCaptures(
  io: Pick<Io, "cwd" | "env">,
  definition: MonitorDefinition,
  baseline: BaselineRead | undefined,
): Promise<Finding[]> {
  const subject = `captures ${definition.capture.uri}`;
  try {
    const { files, other } = await capturesOf(io, definition);
    if (files.length === 0) return [missing(subject, definition, other)];
    const sample = await sampleCaptures(await captureStores(io, definition), files, definition);
    const found = `${files.length}${files.length + other >= MOST_FILES ? " or more" : ""} capture files of ${definition.endpoint}, ${sample.records} records of ${sample.hours.length} hours looked at.`;
    return [
      ok(subject, found),
      ...readFindings(subject, sample),
      ...widthFindings(subject, sample, definition, baseline),
      ...versionFindings(subject, sample, definition, baseline),
      ...sizeFindings(subject, files, sample, definition),
      ...clockFindings(subject, sample, definition, baseline),
    ];
  } catch (thrown) {
    return [faultOf(subject, thrown)];
  }
}

async function capturesOf(
  io: Pick<Io, "cwd" | "env">,
  monitor: MonitorDefinition,
): Promise<{ files: WatchedFile[]; other: number }> {
  const files: WatchedFile[] = [];
  let other = 0;
  const { bucket } = captureLocation(monitor.capture.uri);
  const above = isS3(monitor.capture.uri) ? `s3://${bucket}/` : `${resolve(io.cwd, bucket)}/`;
  for await (const { path, size } of filesIn(io, monitor.capture.uri)) {
    const key = captureKindOf(monitor).parseKey(path.slice(above.length), monitor);
    if (key !== undefined) files.push({ key, size });
    else other += 1;
    if (files.length + other >= MOST_FILES) break;
  }
  return { files, other };
}

function missing(subject: string, monitor: MonitorDefinition, other: number): Finding {
  const { endpoint, capture } = monitor;
  const variants = allVariants(monitor);
  const got =
    other === 0
      ? "It holds no file."
      : `It holds ${other} files, none of them a capture file of ${endpoint}/${variants.join(" or ")}.`;
  if (capture.kind === "batch-transform")
    return fault(
      subject,
      `${got.replace("capture file", "manifest")} Expected ${capture.uri}/yyyy/MM/dd/HH/….json.`,
      "Correct capture.uri (DestinationS3Uri of the transform jobs, with /output behind it); is their data capture on?",
    );
  return fault(
    subject,
    `${got} Expected ${capture.uri}/${endpoint}/${variants[0]}/yyyy/MM/dd/HH/….jsonl.`,
    "Correct capture.uri (the prefix that stands before the endpoint's name), endpoint and variants; is data capture on?",
  );
}

function readFindings(subject: string, { faults, records }: Sample): Finding[] {
  const count = [...faults.values()].reduce((sum, each) => sum + each, 0);
  if (count === 0) return [];
  const reasons = [...faults].map(([reason, times]) => `${times} × ${reason}`).join("; ");
  if (records === 0)
    return [
      fault(
        subject,
        `None of ${count} lines could be read: ${reasons}.`,
        "Is this a folder of data capture (JSON Lines with captureData)?",
      ),
    ];
  return [
    warning(
      subject,
      `${count} of ${count + records} lines could not be read: ${reasons}.`,
      "They are counted and left out; look whether their sender can be mended.",
    ),
  ];
}

function widthFindings(
  subject: string,
  { widths, records }: Sample,
  definition: MonitorDefinition,
  baseline: BaselineRead | undefined,
): Finding[] {
  const judged = judgedColumns(definition);
  const { targetModel } = definition.columns;
  const lists = columnHistory(judged).names.filter((names) => names !== undefined);
  const known = lists.length === 0 ? [baseline?.columns] : lists;
  const expected = known.map(
    (names) => names && names.length + (targetModel === undefined || names.includes(targetModel) ? 0 : 1),
  );
  if (expected[0] === undefined || records === 0) return [];
  const wrong = [...widths].filter((width) => !expected.includes(width)).sort((a, b) => a - b);
  if (wrong.length === 0) return [];
  const text = `Got rows of ${wrong.join(", ")} columns; expected ${[...new Set(expected)].join(" or ")}${judged.names === undefined ? ", as the baseline has" : ", as columns.names has"}.`;
  const next =
    "Does the capture hold request and answer? Is it another model's? Correct columns.names or suggest a new baseline.";
  return [wrong.length === widths.size ? fault(subject, text, next) : warning(subject, text, next)];
}

/** Columns that came earlier or later than columns.versions declares, in the hours looked at. */
function versionFindings(
  subject: string,
  { hours }: Sample,
  { columns }: MonitorDefinition,
  baseline: BaselineRead | undefined,
): Finding[] {
  const history = columnHistory(columns);
  if (history.changes.length === 0 || baseline === undefined) return [];
  const features = baseline.columns.map((name) => ({ name, inferred_type: "Unknown" as const }));
  const compared = {
    id: "",
    slot: WHOLE,
    constraints: { version: 0, features },
    profile: new DatasetProfile(),
  };
  const notes = hours.flatMap((profile) => {
    const window = { start: profile.firstTime ?? 0, end: (profile.lastTime ?? 0) + 1 };
    return alignColumns({ history, window, profile, baseline: compared }).schema?.notes ?? [];
  });
  return [...new Set(notes)].map((note) =>
    warning(
      subject,
      note,
      "Correct the time in columns.versions, or see whether every instance has the release.",
    ),
  );
}

/** Rows of a window, estimated from the bytes of the hours and the bytes of a row. */
function sizeFindings(
  subject: string,
  files: readonly WatchedFile[],
  { whole, bytes }: Sample,
  { minRows, window, capture }: MonitorDefinition,
): Finding[] {
  if (whole.rows === 0 || capture.kind === "batch-transform") return []; // a manifest's size says nothing of its rows
  const byHour = new Map<number, number>();
  for (const { key, size } of files) byHour.set(key.hour, (byHour.get(key.hour) ?? 0) + size);
  const sorted = [...byHour.values()].sort((a, b) => a - b);
  const middle = sorted[Math.floor(sorted.length / 2)]!;
  const rows = Math.round(((middle / bytes) * whole.rows * parseDuration(window)!) / HOUR_MS);
  if (rows >= minRows)
    return [ok(subject, `About ${rows} rows in the middle window; minRows is ${minRows}.`)];
  return [
    warning(
      subject,
      `About ${rows} rows in the middle window, fewer than minRows (${minRows}): most windows would end as InsufficientData.`,
      "Make the window longer, or minRows smaller.",
    ),
  ];
}

function clockFindings(
  subject: string,
  { whole, hours, rows }: Sample,
  { columns }: MonitorDefinition,
  baseline: BaselineRead | undefined,
): Finding[] {
  const left = new Set([
    ...(columns.exclude ?? []),
    ...(baseline?.facts.excluded.map(({ column }) => column) ?? []),
  ]);
  const nameOf = (column: string) =>
    baseline?.columns[Number(/^_c(\d+)$/.exec(column)?.[1] ?? Number.NaN)] ?? column;
  const judged = proposeExclusions({ whole, windows: hours, sample: rows }).map(
    (each): ProposedExclusion => ({ ...each, column: nameOf(each.column) }),
  );
  return judged
    .filter(({ column }) => !left.has(column))
    .map(({ column, reason }) =>
      warning(
        subject,
        `Column "${column}" is judged and should perhaps not be: ${reason}.`,
        "Put it into columns.exclude.",
      ),
    );
}
