import { rmSync } from "node:fs";
import { join } from "node:path";
import { writeCaptureFile } from "./capture-data.ts";
import type { FunctionBundle } from "./function-bundles.ts";
import { type Answer, interleaved, nodeProcess, ratios, short, spread, spreadOf, table } from "./measure.ts";
import { profilingJob } from "./profile-on-disk.ts";

const SHAPE = { name: "first", columns: 24, rowsPerRecord: 1, records: 1950 };
const RUNS = 10;
const LOAD = "require(process.argv[1])";
const HANDLE = `
  const { handler } = require(process.argv[1]);
  const [bucket, key] = process.argv.slice(2);
  handler({ objects: [{ bucket, key }], fence: "none" }, { getRemainingTimeInMillis: () => 300000 })
    .then(({ records }) => console.log(records));`;

/** How long does a fresh process take for its first capture file? */
export async function firstFile(folder: string, bundles: readonly FunctionBundle[]): Promise<Answer> {
  const { code } = bundles.find(({ name }) => name === "profile-capture-file")!;
  const bucket = join(folder, "first");
  const root = join(folder, "first-work");
  const { key, bytes } = writeCaptureFile(bucket, SHAPE, 1);
  await profilingJob(root, bucket, key, SHAPE.columns);
  const env = { PLUMBLINE_STORE: root, PLUMBLINE_SENSITIVE_KEY: "bench" };
  const measured = await interleaved(
    {
      empty: () => nodeProcess(["-e", "0"], env).wall,
      load: () => nodeProcess(["-e", LOAD, code], env).wall,
      file: () => {
        rmSync(join(root, "partials"), { recursive: true, force: true });
        const { wall, stdout } = nodeProcess(["-e", HANDLE, code, bucket, key], env);
        // Above it stands a metric: the hour of the file is long over.
        if (Number(stdout.trim().split("\n").at(-1)) !== SHAPE.records)
          throw new Error(`Got ${stdout.trim()} records; expected ${SHAPE.records}.`);
        return wall;
      },
    },
    { rounds: RUNS },
  );
  const row = (what: string, walls: readonly number[]) => [
    what,
    spread(spreadOf(walls)),
    `${spread(ratios(walls, measured.empty))} ×`,
  ];
  return {
    question: "How long does a fresh process take for its first capture file?",
    text: [
      `Start of the process to its end, ${RUNS} rounds; the bundle of profile-capture-file on a folder, a file of ${short(bytes / 1e6)} MB (${SHAPE.records.toLocaleString("en")} records, ${SHAPE.columns} columns). This is what a cold start pays beside Lambda's own.`,
      "",
      table(
        ["process", "ms", "of an empty one"],
        [
          row("empty", measured.empty),
          row("loads the function", measured.load),
          row("profiles its first file", measured.file),
        ],
      ),
    ].join("\n"),
  };
}
