/** The zips and what runs from them. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import * as ownErrors from "../../shared/errors.ts";
import { sls } from "./packaged.ts";
import { stepTable } from "./project.ts";
import type { Templates } from "./templates.ts";

const steps = stepTable().map(({ step }) => step);

export function describePackage(templates: () => Templates): void {
  describe("the package", () => {
    test("is the same to the byte when it is made again", () => {
      expect(Object.keys(templates().plain.zips).sort()).toEqual([...steps].sort());
      expect(templates().full.zips).toEqual(templates().plain.zips);
    });

    test("stays far below the 500 resources of a stack", () => {
      expect(Object.keys(templates().full.template.Resources).length).toBeLessThan(140);
    });

    test("keeps the names of errors in its minified bundles: state machines tell them apart by name", async () => {
      const store = mkdtempSync(join(tmpdir(), "plumbline-bundle-"));
      process.env["PLUMBLINE_STORE"] = store;
      try {
        const { handler } = createRequire(import.meta.url)("../../.build/close-window/index.js");
        await expect(handler({}, { getRemainingTimeInMillis: () => 1e6 })).rejects.toMatchObject({
          name: "UnusableInput",
        });
      } finally {
        delete process.env["PLUMBLINE_STORE"];
        rmSync(store, { recursive: true });
      }
    });

    test("no bundle has renamed an error of ours to tell it from another of that name", () => {
      const require = createRequire(import.meta.url);
      for (const step of steps) {
        const text = readFileSync(require.resolve(`../../.build/${step}/index.js`), "utf8");
        const names = [...text.matchAll(/(\w+)=class(?: \w+)? extends NamedError\b/g)].map(
          ([, name]) => name,
        );
        expect(Object.keys(ownErrors), step).toEqual(expect.arrayContaining(names));
        expect(names, step).toContain("UnusableInput");
      }
    });

    test("sls invoke local runs a function on a folder, without credentials", () => {
      const store = mkdtempSync(join(tmpdir(), "plumbline-local-"));
      try {
        const printed = sls(
          [
            "invoke",
            "local",
            "-f",
            "retrain-on-alarm",
            "-d",
            '{"detail-type":"CloudWatch Alarm Contributor State Change"}',
          ],
          { PLUMBLINE_STORE: store },
        );
        expect(JSON.parse(printed)).toMatchObject({ started: false, name: null });
      } finally {
        rmSync(store, { recursive: true });
      }
    });
  });
}
