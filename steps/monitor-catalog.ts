import { UnusableInput } from "../shared/errors.ts";
import { allVariants } from "../shared/monitors/all-variants.ts";
import { type MonitorDefinition, parseMonitorDefinition } from "../shared/monitors/monitor-definition.ts";
import { MONITORS_PREFIX, monitorKey } from "../shared/window/work-keys.ts";
import { getJson } from "./json-object.ts";
import type { ObjectStore } from "./ports.ts";

/** A definition that was just pushed is seen by every running function within a minute. */
const FRESH_MS = 60_000;

interface Catalog {
  readAt: number;
  monitors: readonly MonitorDefinition[];
  faults: readonly UnusableInput[];
  /** By key, with the ETag that was parsed. */
  readonly parsed: Map<string, { readonly etag: string; readonly monitor: MonitorDefinition }>;
}

const catalogs = new WeakMap<ObjectStore, Catalog>();

/**
 * Every monitor of the work store that can be used, by name. Looked for once a minute a process; parsed only when it
 * changed. One definition that cannot be read is not the others' trouble: see `monitorFaults`.
 */
export async function allMonitors(work: ObjectStore, now: number): Promise<readonly MonitorDefinition[]> {
  return (await readCatalog(work, now)).monitors;
}

/** What is wrong with the definitions that cannot be used; the sweep says it every hour. */
export async function monitorFaults(work: ObjectStore, now: number): Promise<readonly UnusableInput[]> {
  return (await readCatalog(work, now)).faults;
}

async function readCatalog(work: ObjectStore, now: number): Promise<Catalog> {
  const catalog = catalogs.get(work) ?? {
    readAt: Number.NEGATIVE_INFINITY,
    monitors: [],
    faults: [],
    parsed: new Map(),
  };
  catalogs.set(work, catalog);
  if (now >= catalog.readAt && now - catalog.readAt < FRESH_MS) return catalog;
  const monitors: MonitorDefinition[] = [];
  const faults: UnusableInput[] = [];
  for await (const { key, etag } of work.list(MONITORS_PREFIX)) {
    try {
      const monitor = await parsedMonitor(work, catalog, key, etag);
      if (monitor !== undefined) monitors.push(monitor);
    } catch (fault) {
      if (!(fault instanceof UnusableInput)) throw fault;
      faults.push(fault);
    }
  }
  return Object.assign(catalog, { readAt: now, monitors, faults });
}

async function parsedMonitor(
  work: ObjectStore,
  { parsed }: Catalog,
  key: string,
  etag: string,
): Promise<MonitorDefinition | undefined> {
  const known = parsed.get(key);
  if (known?.etag === etag) return known.monitor;
  const found = await getJson<unknown>(work, key);
  if (found === undefined) return undefined;
  const monitor = parseMonitorDefinition(found.value, `${work.name}/${key}`);
  parsed.set(key, { etag: found.etag, monitor });
  return monitor;
}

/** The monitor of an endpoint variant, undefined when there is none. */
export async function monitorOf(
  work: ObjectStore,
  endpoint: string,
  variant: string,
  now: number,
): Promise<MonitorDefinition | undefined> {
  const fits = (monitor: MonitorDefinition) =>
    monitor.endpoint === endpoint && allVariants(monitor).includes(variant);
  return (await allMonitors(work, now)).find(fits);
}

/** The same, where a step cannot go on without it. */
export async function requireMonitor(
  work: ObjectStore,
  endpoint: string,
  variant: string,
  now: number,
): Promise<MonitorDefinition> {
  const monitor = await monitorOf(work, endpoint, variant, now);
  if (monitor !== undefined) return monitor;
  throw new UnusableInput(
    `No monitor watches endpoint ${endpoint}, variant ${variant}, in ${work.name}. Put its definition there: plumbline push monitors/${endpoint}.yml`,
  );
}

/** The monitor of that name. Throws `UnusableInput` when there is none. */
export async function monitorNamed(work: ObjectStore, name: string): Promise<MonitorDefinition> {
  const found = await getJson<unknown>(work, monitorKey(name));
  if (found === undefined)
    throw new UnusableInput(
      `No monitor "${name}" in ${work.name}. Put its definition there: plumbline push monitors/${name}.yml`,
    );
  return parseMonitorDefinition(found.value, `${work.name}/${monitorKey(name)}`);
}
