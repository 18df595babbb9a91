/**
 * What the windows have to hold, counted from the raw files in one pass and in a straightforward way of its own: nothing
 * of the product is used here.
 */

/** What a window holds. */
export interface WindowCounts {
  records: number;
  rows: number;
  malformed: Record<string, number>;
  /** Sum of column `units`, which holds whole numbers. */
  units: number;
  clockSkew: number;
  noTime: number;
}

export const noCounts = (): WindowCounts => ({
  records: 0,
  rows: 0,
  malformed: {},
  units: 0,
  clockSkew: 0,
  noTime: 0,
});

export interface RawFile {
  readonly key: string;
  readonly text: string;
  /** Epoch milliseconds. */
  readonly landed: number;
}

export interface OracleOptions {
  windowMs(endpoint: string): number;
  /** A file that lands later than this after a window's end is not expected in it. */
  readonly maxLatenessMs: number;
}

const HOUR_MS = 3_600_000;

/** The counts of every window that holds anything, by `endpoint/start`. */
export function countFiles(files: Iterable<RawFile>, options: OracleOptions): Map<string, WindowCounts> {
  const windows = new Map<string, WindowCounts>();
  for (const file of files) {
    const [endpoint, , year, month, day, hourText, name] = file.key.split("/").slice(-7) as string[];
    const hour = Date.parse(`${year}-${month}-${day}T${hourText}:00:00Z`);
    const [minute, second, ms] = name!.split("-").map(Number);
    const fileTime = hour + minute! * 60_000 + second! * 1000 + ms!;
    const length = options.windowMs(endpoint!);
    for (const line of file.text.split("\n")) {
      if (line === "") continue;
      const { time, count } = read(line, hour, fileTime);
      const start = Math.floor(time / length) * length;
      if (file.landed > start + length + options.maxLatenessMs) continue;
      const name = `${endpoint}/${start}`;
      const window = windows.get(name) ?? noCounts();
      windows.set(name, window);
      count(window);
    }
  }
  return windows;
}

interface Line {
  readonly time: number;
  readonly count: (window: WindowCounts) => void;
}

function read(line: string, hour: number, fileTime: number): Line {
  const malformed = (reason: string, time = fileTime): Line => ({
    time,
    count: (window) => {
      window.malformed[reason] = (window.malformed[reason] ?? 0) + 1;
    },
  });
  // biome-ignore lint/suspicious/noExplicitAny: the oracle looks at what is there
  let value: any;
  try {
    value = JSON.parse(line);
  } catch {
    return malformed(line.startsWith("{") ? "line is cut off" : "line is not JSON");
  }
  if (Array.isArray(value)) return malformed("line is array, expected object");
  if (value.captureData === undefined) return malformed("captureData is missing");
  const { endpointInput, endpointOutput } = value.captureData;
  if (endpointInput === undefined)
    return malformed("captureData has neither endpointInput nor endpointOutput");
  if (typeof endpointInput.data === "number")
    return malformed("endpointInput.data is number, expected string");
  const said = Date.parse(value.eventMetadata.inferenceTime ?? "");
  const noTime = Number.isNaN(said);
  const clockSkew = !noTime && (said < hour - HOUR_MS || said > hour + 2 * HOUR_MS);
  const time = noTime || clockSkew ? fileTime : said;
  const inputs: string[] = endpointInput.data.split("\n");
  const outputs: string[] = endpointOutput.data.split("\n");
  if (inputs.length !== outputs.length)
    return malformed(`${inputs.length} input rows but ${outputs.length} output row${s(outputs)}`, time);
  const units = inputs.reduce((sum, row) => sum + Number(row.split(",")[0]), 0);
  return {
    time,
    count: (window) => {
      window.records += 1;
      window.rows += inputs.length;
      window.units += units;
      window.clockSkew += clockSkew ? 1 : 0;
      window.noTime += noTime ? 1 : 0;
    },
  };
}

const s = (rows: readonly string[]) => (rows.length === 1 ? "" : "s");
