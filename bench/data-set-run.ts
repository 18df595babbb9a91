/** A process that profiles one data set and ends. Arguments: path, rows expected, layout or `-`, threads; 0 threads only read the rows. */
import { profileInWorkers } from "../cli/profile-in-workers.ts";
import { readDataSet } from "../cli/read-data-set.ts";
import type { Layout } from "../shared/statistics/layout.ts";

const [path, rows, layout, threads] = process.argv.slice(2) as [string, string, string, string];
const io = { cwd: process.cwd(), env: {} };

async function countRows(): Promise<number> {
  let count = 0;
  for await (const rows of readDataSet(io, path)) count += rows.length;
  return count;
}

async function profileRows(): Promise<number> {
  const asked = layout === "-" ? {} : { layout: layout as Layout };
  return (await profileInWorkers(io, path, { ...asked, workers: Number(threads) })).count;
}

const count = await (threads === "0" ? countRows() : profileRows());
if (count !== Number(rows)) throw new Error(`Got ${count} rows; expected ${rows}.`);
process.stdout.write(String(process.resourceUsage().maxRSS / 1024));
