/** Lines of capture files whose every byte a test chooses. */
import { expectSameBothWays } from "./both-ways.ts";
import { line } from "./world.ts";

export const TIME = "2026-11-27T10:15:00Z";

/** A record in SageMaker's shape, whose id takes no escape whatever its data is. */
export const record = (input: string, output: string, time = TIME) =>
  line(input, output, time, { eventId: "e1" });
export const fileOf = (lines: readonly string[]) => Buffer.from(lines.map((each) => `${each}\n`).join(""));
export const times = (count: number, lineOf: (at: number) => string) =>
  Array.from({ length: count }, (_, at) => lineOf(at));
/** Lines of one row each with this cell beside others. */
export const cellLines = (count: number, cellOf: (at: number) => string) =>
  times(count, (at) => record(`${at},${cellOf(at)},b`, "0.5"));
/** A record as `line` writes it, of whatever texts stand in its JSON. */
export const raw = (input: string, more: Record<string, string> = {}) => {
  const { id = '"e1"', time = `"${TIME}"`, output = "0.5", key = "eventVersion" } = more;
  return `{"captureData":{"endpointInput":{"data":"${input}","encoding":"CSV"},"endpointOutput":{"data":"${output}","encoding":"CSV"}},"eventMetadata":{"eventId":${id},"inferenceTime":${time}},"${key}":"0"}`;
};
/** A line of that form behind others that teach it, with another one behind. */
export const among = (...lines: readonly string[]) => fileOf([raw("1,2"), raw("3,4"), ...lines, raw("5,6")]);
export const same = (bytes: Uint8Array, definition: Record<string, unknown> = {}, about = "") =>
  expectSameBothWays({ bytes, definition }, about);
