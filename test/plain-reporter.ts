import type { Reporter, TestModule, Vitest } from "vitest/node";

/** Counts, and names what failed: a log that people and machines read alike. Ends with `N passed, N failed[, N skipped]`. */
export default class PlainReporter implements Reporter {
  #quiet = false;

  onInit(vitest: Vitest): void {
    // Beside another reporter the failures are told already.
    this.#quiet = vitest.config.reporters.length > 1;
  }

  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly { message: string }[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const failed = tests.filter((test) => test.result().state === "failed");
    // A file that does not load has no tests; it fails as one.
    const broken = modules.filter(
      (module) => module.state() === "failed" && [...module.children.allTests()].length === 0,
    );
    const faults = [
      ...failed.map(
        (test) => `${test.module.relativeModuleId} > ${test.fullName}\n${messages(test.result().errors)}`,
      ),
      ...broken.map((module) => `${module.relativeModuleId}\n${messages(module.errors())}`),
      ...unhandled.map(({ message }) => `unhandled: ${message}`),
    ];
    if (!this.#quiet) for (const fault of faults) console.log(`FAILED ${fault}`);
    const count = (state: string) => tests.filter((test) => test.result().state === state).length;
    const skipped = count("skipped");
    console.log(
      `${count("passed")} passed, ${faults.length} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`,
    );
  }
}

const messages = (errors: readonly { message: string; stack?: string | undefined }[] | undefined) =>
  (errors ?? [])
    .map(
      ({ message, stack }) =>
        `  ${(stack?.includes(message) ? stack : `${message}\n${stack ?? ""}`).split("\n").slice(0, 12).join("\n  ")}`,
    )
    .join("\n");
