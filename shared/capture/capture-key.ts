/**
 * Keys of capture files, `{prefix}/{endpoint}/{variant}/{yyyy}/{MM}/{dd}/{HH}/{mm}-{ss}-{SSS}-{uuid}.jsonl`
 * in UTC: the folder is the hour of the capture, the name the time of the first record buffered into the
 * file.
 */
import { UnusableInput } from "../errors.ts";
import { utcTime } from "./utc-time.ts";

export interface CaptureKey {
  /** The whole key. */
  readonly key: string;
  /** What stands before the endpoint, without the slash between them; empty when nothing does. */
  readonly prefix: string;
  readonly endpoint: string;
  readonly variant: string;
  /** Start of the folder's hour, epoch milliseconds UTC. */
  readonly hour: number;
  /** Name of the file with its extension. */
  readonly file: string;
}

const MAX_KEY = 1024; // bytes of UTF-8, S3's limit
const KEY = /^(?:([^/].*)\/)?([^/]+)\/([^/]+)\/(\d{4})\/(\d\d)\/(\d\d)\/(\d\d)\/([^/]+\.jsonl(?:\.gz)?)$/;
const NAME = /^[A-Za-z0-9](?:-*[A-Za-z0-9]){0,62}$/; // CreateEndpoint, EndpointName; VariantName is the same
const FORBIDDEN = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\\]/; // a backslash separates folders on some disks
const FIRST_RECORD = /^([0-5]\d)-([0-5]\d)-(\d{3})-/;

/**
 * The parts of a capture file's key; undefined for every other key: another layout or extension, an
 * impossible date, a `.` or `..` folder, a control character, a name that no endpoint can have.
 */
export function parseCaptureKey(key: string): CaptureKey | undefined {
  const found = checkedKey(key, KEY);
  if (found === undefined) return undefined;
  const [prefix = "", endpoint, variant] = found.parts;
  if (!NAME.test(endpoint!) || !NAME.test(variant!)) return undefined;
  return { key, prefix, endpoint: endpoint!, variant: variant!, hour: found.hour, file: found.file };
}

/** Whether a bucket can have the key and no disk could misread it: a key is somebody's input. */
export function isSafeKey(key: string): boolean {
  return (
    Buffer.byteLength(key) <= MAX_KEY &&
    key.isWellFormed() &&
    !FORBIDDEN.test(key) &&
    key.split("/").every((part) => part !== "." && part !== "..")
  );
}

/**
 * A key that `pattern` matches, whose last five groups are year, month, day, hour and file: its other groups, its hour
 * (epoch milliseconds UTC) and its file. Undefined for a key that no bucket can have or some disk could misread, and
 * for an hour that does not exist.
 */
export function checkedKey(
  key: string,
  pattern: RegExp,
):
  | { readonly parts: readonly (string | undefined)[]; readonly hour: number; readonly file: string }
  | undefined {
  const found = isSafeKey(key) ? pattern.exec(key) : null;
  if (found === null) return undefined;
  const [year, month, day, hour, file] = found.slice(-5);
  const time = utcTime(Number(year), Number(month), Number(day), Number(hour));
  return time === undefined ? undefined : { parts: found.slice(1, -5), hour: time, file: file! };
}

/**
 * Time of the file's first record by its name, epoch milliseconds; the folder's hour when the name tells no
 * time.
 */
export function captureTime(key: Pick<CaptureKey, "hour" | "file">): number {
  const found = FIRST_RECORD.exec(key.file);
  if (found === null) return key.hour;
  return key.hour + (Number(found[1]) * 60 + Number(found[2])) * 1000 + Number(found[3]);
}

/** `prefix/yyyy/MM/dd/HH/` in UTC, without the first slash where there is no prefix. `hour` may be any time in it. */
export function hourFolder(prefix: string, hour: number): string {
  const folder = new Date(hour).toISOString().slice(0, 13).replace(/[-T]/g, "/");
  return `${prefix === "" ? "" : `${prefix}/`}${folder}/`;
}

/** Folder of the capture files of one hour, with its closing slash. `hour` may be any time in it. */
export function hourPrefix(prefix: string, endpoint: string, variant: string, hour: number): string {
  return hourFolder(`${prefix === "" ? "" : `${prefix}/`}${endpoint}/${variant}`, hour);
}

/**
 * The key under which SageMaker would write a file whose first record came at `time`; `parseCaptureKey` reads
 * it back. Throws `UnusableInput` when the parts make no capture key.
 */
export function captureKeyOf(parts: {
  readonly prefix: string;
  readonly endpoint: string;
  readonly variant: string;
  readonly time: number;
  readonly id: string;
}): string {
  const { prefix, endpoint, variant, time, id } = parts;
  const name = new Date(time).toISOString().slice(14, 23).replace(/[:.]/g, "-");
  const key = `${hourPrefix(prefix, endpoint, variant, time)}${name}-${id}.jsonl`;
  const read = parseCaptureKey(key);
  if (read?.endpoint !== endpoint || read.variant !== variant)
    throw new UnusableInput(
      `Got ${JSON.stringify(key)} as the key of a capture file; expected {prefix}/{endpoint}/{variant}/yyyy/MM/dd/HH/{file}.jsonl. Name endpoint and variant with 1 to 63 letters, digits and dashes.`,
    );
  return key;
}
