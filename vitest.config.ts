import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // Two processes fill two cores; packaging and the protocol server are processes of their own beside them.
    pool: "forks",
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 120_000,
    reporters: process.env["CI"] ? ["./test/plain-reporter.ts"] : ["default", "./test/plain-reporter.ts"],
    coverage: { include: ["shared/**", "steps/**", "adapters/**", "functions/**", "local/**", "cli/**"] },
  },
});
