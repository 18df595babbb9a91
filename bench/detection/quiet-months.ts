/** Endpoint-months of streams in which nothing changes, judged by the product's code: what fires is false. */
import { seededRandom } from "../../shared/random.ts";
import { type Found, judgeHours, learnEndpoint } from "./endpoint.ts";
import { QUIET_STREAMS } from "./quiet-streams.ts";
import { drawStream } from "./streams.ts";

/** Hours of a baseline: eight cycles of the slowest season, a week. */
export const BASELINE_HOURS = 8 * 168;
export const MONTH_HOURS = 730;
/** The threshold of the constraints, which a share has to move by before anybody is woken. */
export const EFFECT = 0.1;

/** Of an endpoint. */
export const COLUMNS = 30;

export interface QuietMonth {
  /** Spans in which something was beyond chance and large enough to alarm. */
  readonly alarms: number;
  /** Spans in which something was beyond chance, large or small. */
  readonly surprises: number;
}

/** Month number `month` of a stream: an endpoint, a baseline and 730 hours of its own. */
export function quietMonth(stream: number, month: number): QuietMonth {
  const law = QUIET_STREAMS[stream]!;
  const endpoint = learnEndpoint(
    drawStream(law, seededRandom(1_000_003 * (stream + 1) + month)),
    law.columns ?? COLUMNS,
    BASELINE_HOURS,
  );
  const found = judgeHours(endpoint, { from: endpoint.next, hours: MONTH_HOURS });
  return { alarms: spans(found.filter(({ effect }) => effect > EFFECT)), surprises: spans(found) };
}

const spans = (found: readonly Found[]) => new Set(found.map(({ scale, hour }) => `${scale} ${hour}`)).size;

/** Upper 95 % bound of the mean of a Poisson count over so many months (Garwood 1936, by bisection of its law). */
export function upperBound(count: number, months: number): number {
  let [low, high] = [count, count + 10 + 5 * Math.sqrt(count + 1)];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (poissonUpTo(count, middle) > 0.05) low = middle;
    else high = middle;
  }
  return high / months;
}

function poissonUpTo(count: number, mean: number): number {
  let [term, sum] = [Math.exp(-mean), Math.exp(-mean)];
  for (let k = 1; k <= count; k++) sum += term *= mean / k;
  return sum;
}
