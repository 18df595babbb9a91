/**
 * Errors that somebody treats differently: a state machine by name, the command line by exit status.
 * Data faults are not errors: they are counted in the profile with their reason.
 */

class NamedError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** What the user gave cannot be used. The message says what came, what was expected and what to do next. */
export class UnusableInput extends NamedError {}

/** Somebody else wrote first; read again before trying again. */
export class PreconditionFailed extends NamedError {}

/** An object that a step relies on is not there. */
export class ObjectNotFound extends NamedError {}

/** The service asks to slow down, or does not answer (in full). Retried by the state machines. */
export class Throttled extends NamedError {}

/** The service does not take what it was given, or not from this caller; asking again changes nothing. */
export class Refused extends NamedError {}

/** The sources of a window can no longer be brought together in full (their partials and raw files have expired). */
export class TooLate extends NamedError {}

/** A training job that this execution took over has not ended yet; `retrain.asl.json` waits and asks again. */
export class TrainingInProgress extends NamedError {}
