import { readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { parse } from "yaml";
import { type Answer, nodeProcess, ROUNDS, short, table } from "./measure.ts";

export interface FunctionBundle {
  readonly name: string;
  /** Path of the file that holds the handler. */
  readonly code: string;
  /** Paths of all files that are deployed: that one, and the SDK's clients that it loads on AWS. */
  readonly files: readonly string[];
  /** The handler's source. */
  readonly source: string;
  /** What is in `code`: sources by their path, with the bytes that each gives and the paths of what each imports at once. */
  readonly inputs: Readonly<Record<string, { readonly bytes: number; readonly imports: readonly string[] }>>;
}

/** What the functions find on AWS: with it they build the SDK's clients as they are loaded. */
const ON_AWS = {
  PLUMBLINE_STORE: "s3://plumbline-bench",
  PLUMBLINE_MACHINES: "arn:aws:states:us-east-1:111122223333:stateMachine:plumbline-bench-",
  PLUMBLINE_SENSITIVE_KEY: "bench",
  AWS_REGION: "us-east-1",
};
const ON_A_FOLDER = { PLUMBLINE_STORE: tmpdir() };
/** Prints the milliseconds until a file is loaded, with the clients whose loading it begins. */
const LOAD =
  "const start = performance.now(); require(process.argv[1]); setImmediate(() => console.log(performance.now() - start));";

/** Bundles every function of serverless.yml as `sls package` does: with the project's own plugin. */
export async function bundleFunctions(): Promise<FunctionBundle[]> {
  const serviceDir = fileURLToPath(new URL("..", import.meta.url));
  const { functions } = parse(readFileSync(`${serviceDir}/serverless.yml`, "utf8"), {
    logLevel: "silent",
  }) as {
    functions: Record<string, { handler: string }>;
  };
  const BundlePlugin = createRequire(import.meta.url)("../bundle-plugin.cjs");
  const plugin = new BundlePlugin({
    serviceDir,
    service: { getFunction: (name: string) => functions[name] },
  });
  return plugin.bundle(Object.keys(functions));
}

/** How large is each function, and how long does it take to load? */
export function functionBundles(bundles: readonly FunctionBundle[]): Answer {
  const best = new Map<string, { readonly folder: number; readonly aws: number }>();
  for (let round = 0; round < ROUNDS; round++)
    for (const { name, code } of bundles) {
      const [folder, aws] = [ON_A_FOLDER, ON_AWS].map((environment) =>
        Number(nodeProcess(["-e", LOAD, code], environment).stdout),
      ) as [number, number];
      const before = best.get(name) ?? { folder, aws };
      best.set(name, { folder: Math.min(before.folder, folder), aws: Math.min(before.aws, aws) });
    }
  const rows = bundles.map(({ name, code, files }) => {
    const packed = files.reduce((sum, file) => sum + gzipSync(readFileSync(file)).length, 0);
    const { folder, aws } = best.get(name)!;
    return [
      name,
      short(statSync(code).size / 1000),
      short(bytesOf(files) / 1000),
      short(packed / 1000),
      short(folder),
      short(aws),
    ];
  });
  return {
    question: "How large are the functions, and how long do they take to load?",
    text: [
      `What is deployed: index.js, and beside it the clients of the SDK, which are loaded on AWS only and of which most ways to find credentials are never loaded. Loading: \`require\` of index.js in a fresh process, on a folder and with the environment of AWS, there until the clients are made; best of ${ROUNDS}.`,
      "",
      table(
        [
          "function",
          "index.js, KB",
          "all files, KB",
          "in gzip, KB",
          "load on a folder, ms",
          "load on AWS, ms",
        ],
        rows,
      ),
    ].join("\n"),
  };
}

const bytesOf = (files: readonly string[]) => files.reduce((sum, file) => sum + statSync(file).size, 0);
