import { execFileSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { allDigests, captureFile, FORM_NAMES, profileDigest } from "./profiled-digests.ts";

const urlOf = (path: string) => JSON.stringify(new URL(path, import.meta.url).href);

describe("profiles of capture files", () => {
  test("are the same where files take turns, piece by piece, in the one memory of the scanner", async () => {
    const files = FORM_NAMES.flatMap((form, at) => [captureFile(form, at + 1), captureFile(form, at + 11)]);
    const plain: string[] = [];
    for (const file of files) plain.push(await profileDigest(file, false));
    expect(await Promise.all(files.map((file) => profileDigest(file)))).toEqual(plain);
    expect(new Set(plain).size).toBe(files.length);
  });

  test("are the same where the engine has no WebAssembly with vectors", async () => {
    const script = [
      // No module with a local of type v128 (0x7b), but Node's own of 3 MB, which takes the types out of this one.
      "const { Module } = WebAssembly;",
      "WebAssembly.Module = function (code) { if (code.length < 1e6 && code.includes(0x7b)) throw new Error(); return new Module(code); };",
      `const { allDigests } = await import(${urlOf("profiled-digests.ts")});`,
      `const { sharedScanCore } = await import(${urlOf("../../shared/scan/scan-core/scan-core.ts")});`,
      "process.stdout.write(JSON.stringify([sharedScanCore() === undefined, await allDigests()]));",
    ].join("\n");
    const without = execFileSync(process.execPath, ["--input-type=module", "-e", script], {
      encoding: "utf8",
    });
    expect(JSON.parse(without)).toEqual([true, await allDigests()]);
  });
});
