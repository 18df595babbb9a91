import { type MonitorDefinition, parseMonitorDefinition } from "../../shared/monitors/monitor-definition.ts";

/** The bucket of all captures of a fuzz run. */
export const BUCKET = "captures";

/** A column named like a member that every object has is as good as any. */
const COLUMNS = ["score", "__proto__", "constructor", "amount", "toString"];

const define = (monitor: string, more: Readonly<Record<string, unknown>>): MonitorDefinition =>
  parseMonitorDefinition({
    monitor,
    endpoint: "fuzz",
    capture: { uri: `s3://${BUCKET}` },
    minRows: 1,
    ...more,
  });

const batch = { capture: { uri: `s3://${BUCKET}/data-capture/output`, kind: "batch-transform" } };

/** One of each way from a line to a profile: kinds of captures and of profiles, with and without names, mapping and versions. */
export const FUZZ_MONITORS: readonly MonitorDefinition[] = [
  define("plain", {}),
  define("named", {
    window: "PT30M",
    columns: { names: COLUMNS, sensitive: ["constructor"], targetModel: "model", order: "input-first" },
    segments: { column: "__proto__", most: 2 },
  }),
  define("as-the-service", { compatibility: "ModelMonitor", columns: { sensitive: ["amount"] } }),
  define("mapped", { mapping: "rows", columns: { names: COLUMNS } }),
  define("mapped-payloads", {
    compatibility: "ModelMonitor",
    mapping: '{ "in": input.value, "out": output.value, "id": event.id, "bytes": input.data }',
  }),
  define("versioned", {
    columns: {
      names: COLUMNS,
      versions: [
        {
          from: "2001-02-16T09:30:00Z",
          names: ["score", "__proto__", "amount"],
          dropped: ["constructor", "toString"],
        },
      ],
    },
    segments: { column: "score", most: 1 },
  }),
  define("batch", { ...batch, columns: { names: COLUMNS, sensitive: ["toString"] } }),
  define("batch-as-the-service", { ...batch, compatibility: "ModelMonitor" }),
  define("batch-mapped", { ...batch, mapping: "rows" }),
];
