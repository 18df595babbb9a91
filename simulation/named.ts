/** The error under the name that a Retry or a Catch of a state machine knows it by. */
export function named(error: Error, name: string): Error {
  error.name = name;
  return error;
}
