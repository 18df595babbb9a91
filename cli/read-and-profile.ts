import type { ColumnShare } from "../steps/prepare-row.ts";
import {
  type ProfileDatasetOptions,
  type ProfiledDataset,
  profileDataset,
} from "../steps/profile-dataset.ts";
import type { DatasetOptions } from "../steps/read-dataset.ts";
import type { Io } from "./io.ts";
import { readDataSet } from "./read-data-set.ts";

/** How a data set is read and profiled, by whichever thread. */
export interface ReadAndProfileOptions extends ProfileDatasetOptions, Pick<DatasetOptions, "header"> {
  readonly share?: ColumnShare;
}

/** The rows of a data set, profiled. Throws what `readDataSet` and `profileDataset` throw. */
export function readAndProfile(
  io: Pick<Io, "cwd" | "env">,
  dataset: string,
  { header = true, ...options }: ReadAndProfileOptions,
): Promise<ProfiledDataset> {
  return profileDataset(readDataSet(io, dataset, { header, scan: true }), dataset, options);
}
