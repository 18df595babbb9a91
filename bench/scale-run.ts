/** A process that profiles one capture file and ends, and writes what it cost. Arguments: root, bucket, key, columns, records expected. */
import { timed } from "./measure.ts";
import { profilingJob } from "./profile-on-disk.ts";

const [root, bucket, key, columns, records] = process.argv.slice(2) as [
  string,
  string,
  string,
  string,
  string,
];
const job = await profilingJob(root, bucket, key, Number(columns));
const before = process.resourceUsage().maxRSS / 1024;
const cost = await timed(job.run);
const megabytes = process.resourceUsage().maxRSS / 1024;
const profile = await job.profile();
if (profile.records !== Number(records))
  throw new Error(`Got ${profile.records} records; expected ${records}.`);
process.stdout.write(JSON.stringify({ ...cost, megabytes, before }));
