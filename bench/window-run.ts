/**
 * A process that closes and analyzes one window of many partials on a folder, step by step as the state machine calls them, and
 * ends. Arguments: root, folder of the encoded partials, how many the window has, columns, rows of a partial. Writes what each
 * step cost as JSON.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { diskPorts } from "../adapters/disk/disk-ports.ts";
import { captureKeyOf, parseCaptureKey } from "../shared/capture/capture-key.ts";
import { configHash } from "../shared/profile/profile-config.ts";
import { windowId, windowOf } from "../shared/window/window.ts";
import { monitorKey, partialKey } from "../shared/window/work-keys.ts";
import { analyzeWindow } from "../steps/analyze-window.ts";
import { closeWindow } from "../steps/close-window.ts";
import { putJson } from "../steps/json-object.ts";
import { mergeProfiles } from "../steps/merge-profiles.ts";
import { writeBaseline } from "../steps/stored-baseline.ts";
import { benchBaseline } from "./bench-baseline.ts";
import { ENDPOINT, FIRST_HOUR, HOUR_MS } from "./capture-data.ts";
import { timed } from "./measure.ts";
import { benchMonitor } from "./profile-on-disk.ts";

const [root, encoded, ...numbers] = process.argv.slice(2) as [string, string, ...string[]];
const [partials, columns, rows] = numbers.map(Number) as [number, number, number];
const VARIANT = "AllTraffic";
const bucket = join(root, "captures");
const ports = diskPorts({ root: join(root, "work") });
const monitor = benchMonitor(bucket, columns);
const window = windowOf(ENDPOINT, VARIANT, FIRST_HOUR, HOUR_MS);
const input = { endpoint: ENDPOINT, variant: VARIANT, windowId: windowId(window), revision: 0 };

await putJson(ports.work, monitorKey(ENDPOINT), monitor);
await writeBaseline(ports.work, `baselines/${ENDPOINT}/b1/`, await benchBaseline(columns));
await putPartials();
const before = process.memoryUsage.rss();
let shards: readonly number[] = [];
const close = await timed(async () => {
  ({ shards } = await closeWindow(ports, input));
});
const merge = await timed(async () => {
  for (const shard of shards) await mergeProfiles(ports, { ...input, shard });
});
let judged = 0;
const analyze = await timed(async () => {
  judged = (await analyzeWindow(ports, input)).rows;
});
if (judged !== partials * rows)
  throw new Error(`The verdict has ${judged} rows; expected ${partials * rows}.`);
const megabytes = {
  before: before / 2 ** 20,
  peak: process.resourceUsage().maxRSS / 2 ** 10, // kilobytes on every system (uv_getrusage)
};
process.stdout.write(JSON.stringify({ close, merge, analyze, megabytes }));

/** As the engine of this machine leaves them: written by this process, which so knows their ETags, their capture files beside them. */
async function putPartials(): Promise<void> {
  const config = configHash(monitor);
  const bodies = readdirSync(encoded).map((file) => readFileSync(join(encoded, file)));
  for (let at = 0; at < partials; at++) {
    const time = FIRST_HOUR + Math.floor((at * HOUR_MS) / partials);
    const key = captureKeyOf({ prefix: "", endpoint: ENDPOINT, variant: VARIANT, time, id: String(at) });
    mkdirSync(dirname(join(bucket, key)), { recursive: true });
    writeFileSync(join(bucket, key), "\n");
    const partial = partialKey(window, config, { bucket, ...parseCaptureKey(key)! });
    await ports.work.put(partial, bodies[at % bodies.length]!);
  }
}
