import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** JSON of no known shape: a template is read by path, and a wrong path fails the test. */
export type Json = ReturnType<typeof JSON.parse>;

export interface Resource {
  readonly Type: string;
  readonly Properties: Json;
}

/** What `sls package` made. */
export interface Packaged {
  readonly template: { readonly Resources: Readonly<Record<string, Resource>>; readonly Outputs: Json };
  readonly templateFile: string;
  /** SHA-256 of each function's zip. */
  readonly zips: Readonly<Record<string, string>>;
  remove(): void;
}

const ROOT = join(import.meta.dirname, "..", "..");

/** Runs the Serverless Framework on this project. There are no credentials and no network in its environment. */
export function sls(args: readonly string[], environment: Readonly<Record<string, string>> = {}): string {
  const require = createRequire(import.meta.url);
  const packageFile = require.resolve("serverless/package.json");
  const bin = join(dirname(packageFile), JSON.parse(readFileSync(packageFile, "utf8")).bin.sls);
  const nowhere = {
    HTTP_PROXY: "http://127.0.0.1:9",
    HTTPS_PROXY: "http://127.0.0.1:9",
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_CONFIG_FILE: "/dev/null",
    AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
  };
  const kept = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(AWS_|PLUMBLINE_)/.test(name)),
  );
  return execFileSync(process.execPath, [bin, ...args], {
    cwd: ROOT,
    env: { ...kept, ...nowhere, ...environment },
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });
}

/** Packages with these parameters. */
export function packaged(
  parameters: Readonly<Record<string, string>>,
  options: readonly string[] = [],
): Packaged {
  const folder = mkdtempSync(join(tmpdir(), "plumbline-package-"));
  sls([
    "package",
    "--package",
    folder,
    ...Object.entries(parameters).map(([name, value]) => `--param=${name}=${value}`),
    ...options,
  ]);
  const templateFile = join(folder, "cloudformation-template-update-stack.json");
  const zips = readdirSync(folder).filter((file) => file.endsWith(".zip"));
  return {
    template: JSON.parse(readFileSync(templateFile, "utf8")),
    templateFile,
    zips: Object.fromEntries(
      zips.map((file) => [
        file.replace(".zip", ""),
        createHash("sha256")
          .update(readFileSync(join(folder, file)))
          .digest("hex"),
      ]),
    ),
    remove: () => rmSync(folder, { recursive: true }),
  };
}
