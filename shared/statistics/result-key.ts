/**
 * Keys of what Model Monitor's jobs have written, `{S3OutputUri}/{endpoint}/{schedule}/{yyyy}/{MM}/{dd}/{HH}/{file}.json` in UTC
 * (of batch transform without the endpoint). The folder is the hour that the job was scheduled at: the end of what it looked at.
 */
import { utcTime } from "../capture/utc-time.ts";

/** Files of a data quality job. The last is written only where there are violations. */
export const RESULT_FILES = ["statistics.json", "constraints.json", "constraint_violations.json"] as const;
export type ResultFile = (typeof RESULT_FILES)[number];

export interface ResultKey {
  /** Folder of the hour, with its closing slash. */
  readonly folder: string;
  /** What stands before the schedule, without the slash between them; empty where nothing does. */
  readonly above: string;
  /** Name of the schedule; empty where the key begins with the year. */
  readonly schedule: string;
  /** The scheduled hour, epoch milliseconds UTC. */
  readonly hour: number;
  readonly file: ResultFile;
}

const KEY = /^((?:(?:(.*)\/)?([^/]+)\/)?(\d{4})\/(\d\d)\/(\d\d)\/(\d\d)\/)([^/]+)$/;

/** The parts of a result's key; undefined for every other key, an impossible date and a file that is none of a job's. */
export function parseResultKey(key: string): ResultKey | undefined {
  const [, folder, above = "", schedule = "", year, month, day, hour, name] = KEY.exec(key) ?? [];
  const file = RESULT_FILES.find((known) => known === name);
  if (folder === undefined || file === undefined) return undefined;
  const time = utcTime(Number(year), Number(month), Number(day), Number(hour));
  return time === undefined ? undefined : { folder, above, schedule, hour: time, file };
}
