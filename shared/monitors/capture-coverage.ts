/**
 * Whether as many records were captured as the endpoint's answers promise. Sampling is random, an erroneous request
 * may leave no record, and the two counts do not end at the same millisecond: only what lies beyond all that is told.
 */
import { formatCount, formatShare } from "../report/format-number.ts";
import type { MonitorDefinition } from "./monitor-definition.ts";

/** Standard deviations of a random sample: two false reports in 30,000 windows. */
const DEVIATIONS = 4;
/**
 * Of the expected records. CloudWatch counts a request when it ends and capture stamps it when it is answered, so what
 * is under way at the window's ends may be on one side only: two seconds of an hour are 0.06 %, of five minutes 0.7 %.
 */
const EDGES = 0.02;
/** Records; a small window's edges are whole requests. */
const LEAST_EDGES = 5;
/**
 * Of the requests, where nobody counted errors: SageMaker does not say whether a request that ends in 4xx or 5xx
 * is captured, and an endpoint with more errors than that has other alarms.
 */
const ERRORS_UNCOUNTED = 0.05;

/** The endpoint's own setting when the window was closed. */
export interface EndpointCapture {
  readonly on: boolean;
  readonly samplingPercent: number;
}

export interface CapturedAndAnswered {
  readonly definition: Pick<MonitorDefinition, "capture" | "minRows">;
  /** Lines that came, read or not. */
  readonly captured: number;
  /** Requests that somebody else counted, undefined when nobody did. */
  readonly invocations: number | undefined;
  /** Those of them that ended in an error, undefined when nobody counted them. */
  readonly errors?: number | undefined;
  /** Undefined where SageMaker did not tell. */
  readonly capture?: EndpointCapture | undefined;
  /** Whether capture files could not be read: then what came is not known. */
  readonly incomplete: boolean;
}

/** How many records may be expected of a window. */
export interface ExpectedRecords {
  /** Requests × the sampled share. */
  readonly expected: number;
  /** Fewer are too few. */
  readonly least: number;
  /** More are too many. */
  readonly most: number;
}

/** What is wrong with the number of captured records. */
export interface CoverageFinding {
  readonly flag: "undercaptured" | "overcaptured";
  readonly sentence: string;
}

/** The records that the requests promise, with their tolerance; undefined when nobody counted the requests. */
export function expectedRecords({
  definition,
  invocations,
  errors,
}: Pick<CapturedAndAnswered, "definition" | "invocations" | "errors">): ExpectedRecords | undefined {
  if (invocations === undefined) return undefined;
  const p = definition.capture.samplingPercent / 100;
  const expected = invocations * p;
  const sampling = DEVIATIONS * Math.sqrt(invocations * p * (1 - p));
  const edges = Math.max(LEAST_EDGES, EDGES * expected);
  const erroneous = Math.min(invocations, errors ?? ERRORS_UNCOUNTED * invocations);
  return {
    expected,
    least: Math.max(0, expected - erroneous * p - sampling - edges),
    most: expected + sampling + edges,
  };
}

/**
 * Too few records or too many, in a sentence; undefined when all is well, nobody counted, or the window is too small to say
 * (fewer records expected than it takes to judge one).
 */
export function coverageFinding(given: CapturedAndAnswered): CoverageFinding | undefined {
  const { definition, captured, invocations, incomplete } = given;
  const promised = expectedRecords(given);
  if (promised === undefined || promised.expected < definition.minRows) return undefined;
  const { expected, least, most } = promised;
  const counted = `${formatCount(captured)} of about ${formatCount(Math.round(expected))} expected records were captured (${formatShare(captured / expected)} of ${formatCount(invocations)} invocations × ${definition.capture.samplingPercent} %`;
  if (captured < least && !incomplete)
    return {
      flag: "undercaptured",
      sentence: `Only ${counted}; from ${formatShare(least / expected)} on it is chance). ${likelyCause(given)}`,
    };
  if (captured > most)
    return {
      flag: "overcaptured",
      sentence: `${counted}; up to ${formatShare(most / expected)} it is chance). ${otherSetting(given) ?? "Was the sampling percentage changed? Then correct capture.samplingPercent."}`,
    };
  return undefined;
}

/** Why too few records came, or what to look at. */
export function likelyCause(given: Pick<CapturedAndAnswered, "definition" | "capture">): string {
  const { definition, capture } = given;
  if (capture === undefined)
    return `Is data capture on at ${definition.capture.samplingPercent} %, and the instance's disk below 75 % full?`;
  if (!capture.on) return "The endpoint's data capture is off.";
  return otherSetting(given) ?? "Data capture is on: is the instance's disk below 75 % full?";
}

function otherSetting({
  definition,
  capture,
}: Pick<CapturedAndAnswered, "definition" | "capture">): string | undefined {
  const { samplingPercent } = definition.capture;
  if (capture === undefined || capture.samplingPercent === samplingPercent) return undefined;
  return `The endpoint samples ${capture.samplingPercent} %, the definition says ${samplingPercent} %: correct capture.samplingPercent.`;
}
