/**
 * Settings that every client of the AWS SDK shares. Six tries with back-off outlast the moments in which S3
 * splits a prefix; the time limits are far below a function's, so that a hanging connection costs a try and
 * not the invocation. The second one counts while nothing is sent or received, in the middle of a body too
 * (`requestTimeout` only warns). `AWS_ENDPOINT_URL` is honoured by the SDK itself.
 */
export const clientSettings = {
  maxAttempts: 6,
  requestHandler: { connectionTimeout: 3_000, socketTimeout: 30_000 },
};
