import type { ProposedExclusion } from "../shared/baseline/propose-exclusions.ts";
import { captureLocation } from "../shared/capture/capture-location.ts";
import { UnusableInput } from "../shared/errors.ts";
import { allNames } from "../shared/monitors/compare-window.ts";
import type { MonitorDefinition } from "../shared/monitors/monitor-definition.ts";
import { LAYOUTS, type Layout } from "../shared/statistics/layout.ts";
import { hashOf } from "../shared/window/execution-name.ts";
import { parseDuration } from "../shared/window/window.ts";
import { baselineFolder } from "../shared/window/work-keys.ts";
import { nextBaselineId } from "./baseline-ids.ts";
import { type BaselineOptions, baselineOfProfiles } from "./baseline-of-profiles.ts";
import { monitorNamed } from "./monitor-catalog.ts";
import type { ObjectStore, Ports } from "./ports.ts";
import { profileDataset } from "./profile-dataset.ts";
import { type DatasetRows, datasetParts, readDatasetParts } from "./read-dataset.ts";
import { holidaysOf, type SuggestedBaseline, writeBaseline } from "./stored-baseline.ts";

/**
 * A baseline from a data set: one pass, a profile per window of time where rows have times, merged into one profile
 * per season slot and a whole; constraints from the whole; limits from how far its own windows lie from the rest of it.
 * Throws `UnusableInput` when there are no rows, or a named column is not there.
 */
export async function baselineFrom(
  rows: DatasetRows,
  source: string,
  options: BaselineOptions = {},
): Promise<SuggestedBaseline> {
  return baselineOfProfiles(await profileDataset(rows, source, options), source, options);
}

/** The step: a data set of a store → a baseline of a monitor in the work store. */
export async function suggestBaseline(
  ports: Pick<Ports, "work" | "captures" | "sensitiveKey">,
  request: {
    readonly monitor: string;
    readonly dataset: string;
    readonly time?: string;
    readonly prediction?: string;
    /** Whether a CSV's first line names its columns; default: it does. */
    readonly header?: boolean;
    readonly baseline?: string;
    /** The model that the data set is of; default: the definition's. */
    readonly modelVersion?: string;
    readonly layout?: Layout;
  },
): Promise<{ folder: string; rows: number; windows: number; excluded: readonly ProposedExclusion[] }> {
  const monitor = await monitorNamed(ports.work, request.monitor);
  const { store, key } = datasetOf(ports, request.dataset);
  const parts = await datasetParts(store, key);
  if (parts.length === 0)
    throw new UnusableInput(
      `Got data set ${request.dataset}: no file below it ends in .csv, .jsonl or .parquet (.csv.gz and .jsonl.gz too). Correct the address.`,
    );
  const version = request.modelVersion === undefined ? [] : [request.modelVersion];
  const etags = await Promise.all(parts.map(async (part) => (await store.head(part.key))?.etag ?? ""));
  const hash = hashOf(8, request.dataset, request.time ?? "", request.prediction ?? "", ...version, ...etags);
  const id = request.baseline ?? (await nextBaselineId(ports.work, monitor.monitor, hash));
  const header = request.header ?? true;
  const holidays = holidaysOf(monitor);
  const modelVersion = request.modelVersion ?? monitor.baseline?.modelVersion;
  const suggested = await baselineFrom(readDatasetParts(parts, { header, scan: true }), request.dataset, {
    ...(request.time === undefined ? {} : { time: request.time }),
    ...(request.prediction === undefined ? {} : { prediction: request.prediction }),
    season: monitor.season,
    timezone: monitor.timezone,
    ...(holidays && { holidays }),
    windowMs: parseDuration(monitor.window)!,
    minRows: monitor.minRows,
    exclude: monitor.columns.exclude ?? [],
    sensitive: allNames(monitor, monitor.columns.sensitive),
    sensitiveKey: ports.sensitiveKey,
    ...(monitor.segments === undefined ? {} : { segments: monitor.segments }),
    // A monitor that judges as Model Monitor does reads the files alone.
    ...layoutFor(request.layout, monitor),
    id,
    monitor: monitor.monitor,
    ...(modelVersion === undefined ? {} : { modelVersion }),
  });
  const folder = baselineFolder(monitor.monitor, id);
  await writeBaseline(ports.work, folder, suggested);
  return {
    folder,
    rows: suggested.facts.rows,
    windows: suggested.calibration?.windows ?? 0,
    excluded: suggested.facts.excluded,
  };
}

function layoutFor(asked: Layout | undefined, monitor: MonitorDefinition): { readonly layout?: Layout } {
  if (asked !== undefined && !LAYOUTS.includes(asked))
    throw new UnusableInput(
      `Got layout ${JSON.stringify(asked)}; expected ${LAYOUTS.map((layout) => `"${layout}"`).join(" or ")}, or none.`,
    );
  const layout = asked ?? (monitor.compatibility === "ModelMonitor" ? "2023" : undefined);
  return layout === undefined ? {} : { layout };
}

/** Store and key of a data set: `s3://bucket/key`, or a file whose folder is the store. */
export function datasetOf(ports: Pick<Ports, "captures">, uri: string): { store: ObjectStore; key: string } {
  const { bucket, prefix } = captureLocation(uri);
  if (prefix !== "") return { store: ports.captures(bucket), key: prefix };
  const cut = bucket.lastIndexOf("/");
  return { store: ports.captures(cut < 0 ? "." : bucket.slice(0, cut) || "/"), key: bucket.slice(cut + 1) };
}
