/** A label for one inference, as SageMaker's ground truth files carry it. */
export interface GroundTruth {
  /** The capture's `inferenceId` where it has one, else its `eventId`. */
  readonly id: string;
  readonly label: string;
}

/**
 * Parses one line of a ground truth file (`{groundTruthData: {data, encoding}, eventMetadata: {eventId}}`).
 */
export function parseGroundTruth(
  line: string,
): { readonly ok: true; readonly truth: GroundTruth } | { readonly ok: false; readonly reason: string } {
  let value: { groundTruthData?: { data?: unknown }; eventMetadata?: { eventId?: unknown } } | null;
  try {
    value = JSON.parse(line);
  } catch {
    return { ok: false, reason: "line is not JSON" };
  }
  const id = value?.eventMetadata?.eventId;
  const data = value?.groundTruthData?.data;
  if (typeof id !== "string") return { ok: false, reason: "eventMetadata.eventId is missing" };
  if (typeof data !== "string" && typeof data !== "number")
    return { ok: false, reason: "groundTruthData.data is missing" };
  return { ok: true, truth: { id, label: String(data).trim() } };
}
