/** What an error of the AWS SDK says about itself, whichever service sent it. */
export interface ServiceError {
  readonly name: string;
  readonly message: string;
  /** HTTP status, 0 when no answer came. */
  readonly status: number;
}

const THROTTLING =
  /^(Throttl\w*|TooManyRequests\w*|RequestLimitExceeded|LimitExceeded\w*|SlowDown|ServiceUnavailable|ExecutionLimitExceeded|ProvisionedThroughputExceeded\w*|InternalFailure)$/;

/** Node's codes of a connection that broke; a name that cannot be resolved or a closed port is a wrong address. */
const BROKEN = /^(ECONNRESET|ECONNABORTED|EPIPE|ETIMEDOUT|EAI_AGAIN)$/;

/** Name, message and HTTP status of anything that was thrown. */
export function serviceError(thrown: unknown): ServiceError {
  const { name, message, $metadata } = (thrown ?? {}) as Partial<Error> & {
    $metadata?: { httpStatusCode?: number };
  };
  return {
    name: name ?? "Error",
    message: message ?? String(thrown),
    status: $metadata?.httpStatusCode ?? 0,
  };
}

/**
 * Whether SageMaker says that nothing has the name: `ResourceNotFound` for schedules and job definitions, a
 * `ValidationException` for everything older ("Requested resource not found.", "Could not find endpoint …").
 */
export function isAbsent(thrown: unknown): boolean {
  const { name, message } = serviceError(thrown);
  return (
    name === "ResourceNotFound" ||
    (name === "ValidationException" && /not found|could not find|does not exist/i.test(message))
  );
}

/**
 * Whether the same request may go well a little later, after the SDK's own tries: the service asked to slow down, failed
 * (HTTP 5xx), or the connection ended or stayed silent.
 */
export function isTemporary(thrown: unknown): boolean {
  const { name, status } = serviceError(thrown);
  const code = String((thrown as { code?: unknown } | null)?.code);
  return (
    THROTTLING.test(name) || status === 429 || status >= 500 || name === "TimeoutError" || BROKEN.test(code)
  );
}

/** Whether the service said no (HTTP 4xx): unless that was to slow down, the same request gets the same answer. */
export function isRefusal(thrown: unknown): boolean {
  const { status } = serviceError(thrown);
  return status >= 400 && status < 500;
}
