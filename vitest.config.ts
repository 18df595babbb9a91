import { globSync, readFileSync } from "node:fs";
import { defineConfig } from "vitest/config";

/** What a test file changes for whoever comes after it in the same process: mocks of clients, of globals, the environment. */
const CHANGES =
  /mockClient|vi\.(spyOn|stub\w+|mock|useFakeTimers|resetModules)|stackTraceLimit|process\.env(\.\w+|\[[^\]]+\]) ?=[^=]/;
/** The same by what they import; and one that weighs memory, which has to begin empty. */
const ALSO_ALONE = ["test/serverless.test.ts", "test/capture/lines.test.ts"];

const all = globSync("test/**/*.test.ts");
const alone = all.filter((file) => ALSO_ALONE.includes(file) || CHANGES.test(readFileSync(file, "utf8")));

export default defineConfig({
  test: {
    // Two processes fill two cores; packaging and the protocol server are processes of their own beside them.
    pool: "forks",
    maxWorkers: 2,
    reporters: process.env["CI"] ? ["./test/plain-reporter.ts"] : ["default", "./test/plain-reporter.ts"],
    coverage: { include: ["shared/**", "steps/**", "adapters/**", "functions/**", "local/**", "cli/**"] },
    // Modules are loaded once a process and not once a file (suite of 270 files: 277 → 212 s), but for files that change them.
    projects: [
      { test: { name: "together", include: all.filter((file) => !alone.includes(file)), isolate: false } },
      { test: { name: "alone", include: alone } },
    ].map(({ test }) => ({
      test: { ...test, testTimeout: 30_000, hookTimeout: 120_000 },
    })),
  },
});
