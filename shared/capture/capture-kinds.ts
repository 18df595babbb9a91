/** Ways in which SageMaker captures, as definitions name them in `capture.kind`. */
export const CAPTURE_KINDS = ["endpoint", "batch-transform"] as const;

export type CaptureKindName = (typeof CAPTURE_KINDS)[number];
