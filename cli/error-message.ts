import { ObjectNotFound, PreconditionFailed, Throttled, TooLate, UnusableInput } from "../shared/errors.ts";
import { inertText } from "../shared/report/inert-text.ts";

/** Errors whose message already says what came, what was expected and what to do. */
const EXPLAINED = [UnusableInput, ObjectNotFound, PreconditionFailed, Throttled, TooLate];

/** What the system says about a path or a connection, and what to do about it. */
const SYSTEM: Readonly<Record<string, string>> = {
  ENOENT: "it does not exist. Correct the path.",
  ENOTDIR: "a file stands where a folder is expected. Correct the path.",
  EISDIR: "it is a folder, a file is expected. Correct the path.",
  EACCES: "permission denied. Give this user the right to read or write it.",
  EPERM: "the system does not permit it. Give this user the right, or use another folder.",
  EROFS: "the file system is read-only. Use another folder.",
  ENOSPC: "the disk is full. Make room, or use another folder.",
  EMFILE: "too many files are open. Raise the limit: ulimit -n 4096",
  ENOTFOUND: "the host is not known. Check the network and the Region.",
  ECONNREFUSED: "the connection was refused. Check AWS_ENDPOINT_URL and the network.",
};

/**
 * What to tell a person about something that was thrown: the message of an error that explains itself, a sentence about the
 * system's, and for anything else the message with how to report it. Inert: it may quote a column's name.
 */
export function errorMessage(thrown: unknown, env: Readonly<Record<string, string | undefined>>): string {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const stack = env["PLUMBLINE_STACK"] ? `\n${error.stack ?? ""}` : "";
  return lines(`${errorSentence(error)}${stack}`);
}

/** The sentence alone, as it was written. */
export function errorSentence(thrown: unknown): string {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  if (EXPLAINED.some((known) => error instanceof known)) return error.message;
  const { code, path, syscall } = error as NodeJS.ErrnoException;
  const said = code === undefined ? undefined : SYSTEM[code];
  if (said !== undefined)
    return `Got ${code}${path === undefined ? ` (${syscall})` : ` for ${path}`}: ${said}`;
  if (error.name === "CredentialsProviderError")
    return "Got no AWS credentials. Set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or sign in with: aws sso login";
  if (error.message === "Region is missing")
    return "Got no AWS Region; expected the one that the bucket is in. Set AWS_REGION.";
  return `${error.name}: ${error.message}\nThis was not expected. Report it with the command line that you typed and the output of the same command with PLUMBLINE_STACK=1 set: that adds where it happened, and no captured data.`;
}

const lines = (text: string) =>
  text
    .split("\n")
    .map((line) => inertText(line, 4000))
    .join("\n");
