import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { parse } from "yaml";
import { type Answer, nodeProcess, ROUNDS, short, table } from "./measure.ts";

export interface FunctionBundle {
  readonly name: string;
  /** Path of the one file that is deployed. */
  readonly code: string;
}

/** What the functions find on AWS: with it they build the SDK's clients as they are loaded. */
const ON_AWS = {
  PLUMBLINE_STORE: "s3://plumbline-bench",
  PLUMBLINE_MACHINES: "arn:aws:states:us-east-1:111122223333:stateMachine:plumbline-bench-",
  PLUMBLINE_SENSITIVE_KEY: "bench",
  AWS_REGION: "us-east-1",
};
/** Prints the milliseconds that loading a file takes. */
const LOAD =
  "const start = performance.now(); require(process.argv[1]); console.log(performance.now() - start);";

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
  const best = new Map<string, number>();
  for (let round = 0; round < ROUNDS; round++)
    for (const { name, code } of bundles) {
      const ms = Number(nodeProcess(["-e", LOAD, code], ON_AWS).stdout);
      best.set(name, Math.min(best.get(name) ?? ms, ms));
    }
  const rows = bundles.map(({ name, code }) => {
    const bytes = readFileSync(code);
    return [name, short(bytes.length / 1000), short(gzipSync(bytes).length / 1000), short(best.get(name)!)];
  });
  return {
    question: "How large are the functions, and how long do they take to load?",
    text: [
      `One file a function, as it is deployed. Loading: \`require\` of the file in a fresh process with the environment of AWS, the clients of the SDK made; best of ${ROUNDS}.`,
      "",
      table(["function", "KB", "KB in gzip", "load, ms"], rows),
    ].join("\n"),
  };
}
