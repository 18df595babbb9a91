/** Chances that a line is not as it should be. */
export interface LineFaults {
  /** One of several kinds of malformed lines. */
  readonly malformed: number;
  /** A clock that is off: by less than the folder's reach, or by years. */
  readonly nearSkew: number;
  readonly farSkew: number;
  /** No time, or one that is none. */
  readonly noTime: number;
  /** A payload of several rows. */
  readonly manyRows: number;
}

export interface LinesOf {
  /** Epoch milliseconds of the records, in order. */
  readonly times: readonly number[];
  /** What the numbers of column `units` are raised by. */
  readonly shift: number;
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const COUNTRIES = ["DE", "FR", "PL", "US"];

/** Names of the columns of every row, in their order: the output's, then the input's. */
export const COLUMNS = ["score", "units", "amount", "country"];

/** Captured lines as SageMaker writes them, with times of whole seconds. */
export function captureLines({ times, shift }: LinesOf, random: () => number, faults: LineFaults): string[] {
  return times.map((time) => {
    const rows = random() < faults.manyRows ? 2 + Math.floor(random() * 3) : 1;
    const input = Array.from({ length: rows }, () => inputRow(random, shift)).join("\n");
    const output = Array.from({ length: rows }, () => random().toFixed(4)).join("\n");
    const line = JSON.stringify(record(input, output, inferenceTime(time, random, faults), random));
    if (random() >= faults.malformed) return line;
    return MALFORMED[Math.floor(random() * MALFORMED.length)]!(line);
  });
}

/** A row of the same columns for a baseline, with its time first. */
export const baselineRow = (time: number, random: () => number): string[] => [
  new Date(time).toISOString(),
  random().toFixed(4),
  ...inputRow(random, 0).split(","),
];

function inputRow(random: () => number, shift: number): string {
  const units = Math.floor(20 * (random() + random() + random())) + shift;
  return `${units},${(units * 1.25 + random() * 10).toFixed(2)},${COUNTRIES[Math.floor(random() ** 2 * 4)]}`;
}

function record(input: string, output: string, time: string | undefined, random: () => number) {
  const side = (mode: string, data: string) => ({
    observedContentType: "text/csv",
    mode,
    data,
    encoding: "CSV",
  });
  const eventId = `e${Math.floor(random() * 2 ** 52).toString(16)}`;
  return {
    captureData: { endpointInput: side("INPUT", input), endpointOutput: side("OUTPUT", output) },
    eventMetadata: { eventId, ...(time === undefined ? {} : { inferenceTime: time }) },
    eventVersion: "0",
  };
}

function inferenceTime(time: number, random: () => number, faults: LineFaults): string | undefined {
  const seconds = (at: number) => new Date(at).toISOString().replace(/\.\d+/, "");
  if (random() < faults.noTime) return random() < 0.5 ? undefined : "yesterday";
  if (random() < faults.nearSkew) return seconds(time + (random() * 170 - 55) * MINUTE_MS);
  if (random() < faults.farSkew)
    return random() < 0.3 ? seconds(0) : seconds(time + (random() * 800 - 400) * DAY_MS);
  return seconds(time);
}

/** One of each kind that the parser tells apart; the oracle knows them by itself. */
const MALFORMED: readonly ((line: string) => string)[] = [
  () => "502 Bad Gateway",
  (line) => line.slice(0, line.length >> 1),
  () => '["what", "is", "this"]',
  () => '{"eventMetadata":{"eventId":"e0"},"eventVersion":"0"}',
  () => '{"captureData":{},"eventVersion":"0"}',
  (line) => line.replace(/"data":"[^"]*"/, '"data":7'),
  (line) => line.replace(/"data":"([^"]*)"/, '"data":"$1\\n1,2.5,DE\\n2,5,FR"'),
];
