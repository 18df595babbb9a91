/** A process that profiles one capture file whenever it is asked to. Arguments: contender, root, bucket, key, columns. */
import { createReadStream } from "node:fs";
import { join } from "node:path";
import { serve } from "./measure.ts";
import { naiveProfile } from "./naive-profile.ts";
import { profilingJob } from "./profile-on-disk.ts";

const [contender, root, bucket, key, columns] = process.argv.slice(2) as [
  string,
  string,
  string,
  string,
  string,
];
const path = join(bucket, key);
const job = await profilingJob(root, bucket, key, Number(columns));

/** The floor of everything that goes through JSON.parse: lines cut from 1 MB of text at a time, and nothing done with them. */
async function parseLines(): Promise<number> {
  let [fields, rest] = [0, ""];
  for await (const chunk of createReadStream(path, { encoding: "utf8", highWaterMark: 1 << 20 })) {
    const lines = (rest + String(chunk)).split("\n");
    rest = lines.pop()!;
    for (const line of lines) fields += Object.keys(JSON.parse(line) as object).length;
  }
  return fields;
}

const contenders: Readonly<Record<string, () => void>> = {
  product: () => serve(job.run, () => undefined),
  naive: () =>
    serve(
      () => naiveProfile(path),
      (found) => found,
    ),
  parse: () => serve(parseLines, (fields) => fields),
};
contenders[contender]!();
