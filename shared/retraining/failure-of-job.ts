/**
 * What may be told of a training job that failed. SageMaker's `FailureReason` is its class and what the container wrote
 * last, up to 1,024 characters (CreateTrainingJob, "how Amazon SageMaker signals algorithm failure"), and that may quote a row of
 * the training set: only the class goes into events, notifications and logs.
 */
interface FailedJob {
  readonly TrainingJobName?: unknown;
  readonly TrainingJobStatus?: unknown;
  readonly FailureReason?: unknown;
}

/** `Training job rt-1 is Failed (AlgorithmError); why: aws sagemaker describe-training-job --training-job-name rt-1`. */
export function failureOfJob(job: FailedJob): string {
  const { TrainingJobName: name, TrainingJobStatus: status, FailureReason: reason } = job;
  const kind = typeof reason === "string" ? /^[A-Z][A-Za-z]+(?=:)/.exec(reason)?.[0] : undefined;
  return `Training job ${String(name)} is ${String(status)}${kind === undefined ? "" : ` (${kind})`}; why: aws sagemaker describe-training-job --training-job-name ${String(name)}`;
}

/**
 * What may be told of a cause that a state machine caught: a function's own message, the class of a failed job, and any
 * other text as it is, cut. A text that tells of a job and cannot be read is left out.
 */
export function toldCause(cause: string): string {
  const known = asObject(cause);
  if (typeof known?.["errorMessage"] === "string") return known["errorMessage"].slice(0, LONGEST);
  if (known?.["TrainingJobName"] !== undefined) return failureOfJob(known);
  return cause.includes("FailureReason")
    ? "(what SageMaker says of the job cannot be read)"
    : cause.slice(0, LONGEST);
}

const LONGEST = 1000;

function asObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
