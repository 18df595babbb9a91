/** The files of a package in a process of their own, with what Lambda gives them and servers that speak AWS's protocols. */
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { startJsonServer } from "../adapters/json-server.ts";
import { startS3Server } from "../adapters/s3-server.ts";
import { line } from "../steps/world.ts";

/** Runs the handler and prints its answer and which files were read. */
const INVOKE = `
  const { handler } = require(process.argv[1]);
  handler(JSON.parse(process.argv[2]), { getRemainingTimeInMillis: () => 60000 }).then((answer) =>
    console.log(JSON.stringify({ answer, files: Object.keys(require.cache) })));`;

interface Invoked {
  readonly answer: unknown;
  /** Names of the files that were loaded. */
  readonly files: readonly string[];
}

async function invoke(
  step: string,
  event: object,
  environment: Readonly<Record<string, string>>,
): Promise<Invoked> {
  const code = createRequire(import.meta.url).resolve(`../../.build/${step}/index.js`);
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["-e", INVOKE, code, JSON.stringify(event)],
    {
      env: environment,
    },
  );
  const { answer, files } = JSON.parse(stdout) as Invoked;
  return { answer, files: files.map((file) => basename(file)) };
}

export function describePackagedOnAws(): void {
  describe("the package, run as it is deployed", () => {
    test("profiles a capture file and starts its window, with credentials from its environment and nothing read for others", async () => {
      const s3 = await startS3Server();
      const states = await startJsonServer();
      const hour = new Date().toISOString().slice(0, 13);
      const key = `shop/AllTraffic/${hour.replaceAll(/[-T]/g, "/")}/00-00-000-a.jsonl`;
      const monitor = { monitor: "shop", endpoint: "shop", capture: { uri: "s3://captures" } };
      await s3.objects.put("monitors/shop.json", JSON.stringify(monitor));
      await s3.objects.put(key, `${line("1,2", "0.5", `${hour}:00:00Z`)}\n`);
      try {
        const event = { objects: [{ bucket: "captures", key }] };
        const { answer, files } = await invoke("profile-capture-file", event, {
          AWS_REGION: "us-east-1",
          AWS_ACCESS_KEY_ID: "test",
          AWS_SECRET_ACCESS_KEY: "test",
          AWS_SESSION_TOKEN: "test",
          AWS_ENDPOINT_URL_S3: s3.url,
          AWS_ENDPOINT_URL_SFN: states.url,
          PLUMBLINE_STORE: "s3://work",
          PLUMBLINE_MACHINES: "arn:aws:states:us-east-1:111122223333:stateMachine:plumbline-dev-",
          PLUMBLINE_SENSITIVE_KEY: "k",
        });
        expect(answer).toMatchObject({ files: 1, records: 1 });
        expect(s3.objects.keys("partials/shop/AllTraffic/")).toHaveLength(1);
        expect(states.requests.map(({ action }) => action)).toEqual(["StartExecution"]);
        expect(files).toEqual(expect.arrayContaining(["index.js", "sdk-s3.js", "sdk-sfn.js"]));
        expect(files.filter((name) => /^sdk-(sts|sso|signin|loadSso)/.test(name))).toEqual([]);
      } finally {
        s3.stop();
        states.stop();
      }
    });

    test("reads one file where it runs on a folder", async () => {
      const store = mkdtempSync(join(tmpdir(), "plumbline-one-file-"));
      try {
        const event = { "detail-type": "CloudWatch Alarm Contributor State Change" };
        const { answer, files } = await invoke("retrain-on-alarm", event, { PLUMBLINE_STORE: store });
        expect(answer).toMatchObject({ started: false });
        expect(files).toEqual(["index.js"]);
      } finally {
        rmSync(store, { recursive: true });
      }
    });
  });
}
