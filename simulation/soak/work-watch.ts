/** Watches what is written, and keeps what must never happen. */
import type { VirtualClock } from "../../local/virtual-clock.ts";
import { statisticSetOf } from "../../shared/report/metric-datum.ts";
import { METRIC_NAMESPACE } from "../../shared/report/metric-namespace.ts";
import type { MetricDatum, PlumblineEvent } from "../../steps/ports.ts";
import type { Tally } from "./tally.ts";

const CURRENT = /^(windows\/[^/]+\/[^/]+\/[^/]+)\/current\.json$/;
const LINEAGE = /^(windows\/[^/]+\/[^/]+\/[^/]+)\/r(\d+)\/lineage\.json$/;

export class WorkWatch {
  readonly faults: string[] = [];
  longestSweepMs = 0;
  /** Folder of a window → the revision that `current.json` names. */
  readonly current = new Map<string, number>();
  /** Folder of a window → the newest revision that was published. */
  readonly published = new Map<string, number>();
  /** Endpoint and id of a window → when its first verdict was told, and how many records it speaks of. */
  readonly told = new Map<string, { readonly time: number; readonly records: number }>();
  private readonly alarmed = new Map<string, ReadonlyMap<string, number>>();
  private readonly alarmRevision = new Map<string, number>();
  private readonly partials = new Map<string, number>();
  private readonly clock: VirtualClock;
  private readonly tally: Tally;

  constructor(clock: VirtualClock, tally: Tally) {
    this.clock = clock;
    this.tally = tally;
  }

  onPut(key: string, body: Uint8Array | string): void {
    if (key.startsWith("partials/")) {
      // The lifecycle counts from the last write; a Map keeps the order of the first, so put it last again.
      this.partials.delete(key);
      this.partials.set(key, this.clock.now());
      return;
    }
    const moved = CURRENT.exec(key);
    if (moved !== null) this.moveCurrent(moved[1]!, Buffer.from(body).toString());
    const lineage = LINEAGE.exec(key);
    if (lineage === null) return;
    // A part of a window takes nobody's place.
    if ((JSON.parse(Buffer.from(body).toString()) as { partOnly?: true }).partOnly) return;
    const revision = Number(lineage[2]);
    this.published.set(lineage[1]!, Math.max(revision, this.published.get(lineage[1]!) ?? -1));
    this.tally.add("revisions published");
  }

  /** A window has one set of values, however often they are sent. */
  onMetrics(namespace: string, datums: readonly MetricDatum[]): void {
    const processed = datums.find(({ name }) => name === "WindowsProcessed");
    if (namespace !== METRIC_NAMESPACE || processed === undefined) return;
    const { Endpoint } = processed.dimensions;
    const window = `${Endpoint} ${new Date(processed.timestamp).toISOString()}`;
    const values = new Map(datums.map((datum) => [datum.name, statisticSetOf(datum).sum]));
    const before = this.alarmed.get(window);
    for (const [name, value] of before ?? [])
      if (values.has(name) && values.get(name) !== value)
        this.faults.push(`The alarm series of ${window} got ${name} ${value} and ${values.get(name)}.`);
    this.alarmed.set(window, values);
    this.tally.add(before === undefined ? "alarm series publications" : "alarm series publications repeated");
  }

  onEvents(events: readonly PlumblineEvent[]): void {
    for (const { detailType, detail } of events) {
      if (detailType !== "Plumbline Window Verdict") continue;
      const window = detail["window"] as { id: string };
      const name = `${detail["endpoint"]}/${window.id}`;
      if (!this.told.has(name))
        this.told.set(name, { time: this.clock.now(), records: Number(detail["records"]) });
      if (detail["alarmSeries"] === true) this.speaks(name, Number(detail["revision"]));
    }
  }

  /** Partials that were last written before a time. They are forgotten. */
  partialsBefore(time: number): string[] {
    const old: string[] = [];
    for (const [key, written] of this.partials) {
      if (written >= time) break;
      old.push(key);
    }
    for (const key of old) this.partials.delete(key);
    return old;
  }

  private moveCurrent(window: string, body: string): void {
    const { revision } = JSON.parse(body) as { revision: number };
    const before = this.current.get(window) ?? -1;
    if (revision < before)
      this.faults.push(`${window}/current.json went from ${before} back to ${revision}.`);
    this.current.set(window, revision);
  }

  private speaks(window: string, revision: number): void {
    const before = this.alarmRevision.get(window);
    if (before !== undefined && before !== revision)
      this.faults.push(`Revisions ${before} and ${revision} of ${window} both spoke to the alarm series.`);
    this.alarmRevision.set(window, revision);
  }
}
