import { readFileSync } from "node:fs";
import { afterAll, describe, expect, test } from "vitest";
import { commands } from "../../cli/commands/index.ts";
import { checkNode } from "../../cli/doctor/check-node.ts";
import { errorMessage } from "../../cli/error-message.ts";
import { progressOn } from "../../cli/progress.ts";
import { UnusableInput } from "../../shared/errors.ts";
import { run, temporaryFolder } from "./run.ts";

const NAMES = [
  "demo",
  "suggest-baseline",
  "analyze",
  "replay",
  "backtest",
  "report",
  "push",
  "connect",
  "records",
  "acknowledge",
  "forget",
  "doctor",
  "import",
  "parity",
];
const folder = temporaryFolder();
afterAll(() => folder.remove());

describe("the command line", () => {
  test("without a command it shows the help on standard error and ends with 2", async () => {
    const { status, out, err } = await run([], folder.path);
    expect(status).toBe(2);
    expect(out).toBe("");
    for (const name of NAMES) expect(err).toContain(`\n  ${name} `);
  });

  test("every command is in the list and in docs/command-line.md", () => {
    expect(commands).toHaveLength(NAMES.length);
    const docs = readFileSync(new URL("../../docs/command-line.md", import.meta.url), "utf8");
    for (const name of NAMES) expect(docs).toContain(`## plumbline ${name}`);
  });

  test.each(NAMES)(
    "%s --help says what it does, its options and an example, and ends with 0",
    async (name) => {
      const { status, out, err } = await run([name, "--help"], folder.path);
      expect({ status, err }).toEqual({ status: 0, err: "" });
      expect(out).toContain(`Usage: plumbline ${name}`);
      expect(out).toContain("--json");
      expect(out).toMatch(/Examples?:\n {2}\$ plumbline /);
    },
  );

  test.each([
    [["anlyze"], "Did you mean analyze?"],
    [["analyze", "x", "--out", "o", "--basline", "b"], "Did you mean --baseline?"],
    [["analyze", "x"], "--out <folder>"],
    [["analyze", "x", "--out", "o", "--window", "PT7M"], "divides a day evenly"],
    [["analyze", "x", "--out", "o", "--compat", "ModelMontor"], "none, ModelMonitor"],
    [["analyze", "x", "--out", "o", "--min-rows", "-3"], "whole number of at least 1"],
    [["suggest-baseline", "--out", "o"], "dataset"],
    [["suggest-baseline", "x.csv", "--out", "o", "--season", "weekly"], "hour-of-week"],
    [["replay", "--monitor", "m", "--from", "yesterday", "--to", "2026-01-01"], "2001-02-16T00:00:00Z"],
    [["replay", "--monitor", "m", "--from", "2026-01-01T10:00", "--to", "2026-01-02"], "with its offset"],
    [["records", "20260101T00Z", "age"], "check"],
    [["parity", "x"], "--results <folder>"],
    [["parity", "x", "--results", "r", "--window", "PT7M"], "divides a day evenly"],
  ])("%j ends with 2 and says %j", async (argv, said) => {
    const { status, out, err } = await run(argv, folder.path);
    expect(status).toBe(2);
    expect(out).toBe("");
    expect(err).toContain(said);
    expect(err).not.toContain("    at ");
  });
});

describe("the version of Node", () => {
  // nodejs.org/api/typescript.html: type stripping without a flag since 22.18.0 and 23.6.0
  test.each([
    ["22.17.1", "fault"],
    ["20.20.2", "fault"],
    ["22.18.0", "ok"],
    ["24.0.0", "ok"],
  ])("%s is %s", (version, level) => {
    expect(checkNode(version).level).toBe(level);
  });
});

describe("messages about errors", () => {
  test("an input that cannot be used gives its message and no stack", () => {
    expect(errorMessage(new UnusableInput("Got a, expected b. Do c."), {})).toBe("Got a, expected b. Do c.");
  });

  test("the system's errors say the path and what to do", () => {
    const error = Object.assign(new Error("ENOSPC: no space left"), { code: "ENOSPC", path: "/tmp/x" });
    expect(errorMessage(error, {})).toBe(
      "Got ENOSPC for /tmp/x: the disk is full. Make room, or use another folder.",
    );
  });

  test("anything else says how to report it, and shows its stack only when asked", () => {
    const error = new TypeError("x is not a function");
    expect(errorMessage(error, {})).toContain(
      "TypeError: x is not a function\nThis was not expected. Report it",
    );
    expect(errorMessage(error, {})).not.toContain("    at ");
    expect(errorMessage(error, { PLUMBLINE_STACK: "1" })).toContain("    at ");
    expect(errorMessage("a string", {})).toContain("a string");
  });

  test("escape sequences in a message do nothing to the terminal", () => {
    expect(errorMessage(new UnusableInput("column \u001b[2J\u0007\nsecond line"), {})).toBe(
      "column ␛[2J␇\nsecond line",
    );
  });
});

describe("progress", () => {
  const written = (isTTY: boolean, env: Record<string, string> = {}) => {
    const texts: string[] = [];
    const progress = progressOn({ stderr: { write: (text) => texts.push(text), isTTY, columns: 40 }, env });
    progress.stage("Reading");
    progress.update("10 rows");
    progress.end();
    return texts.join("");
  };

  test("elsewhere than on a terminal it is one plain line a stage", () => {
    expect(written(false)).toBe("Reading\n");
  });

  test("on a terminal it is one line that is written over and taken away", () => {
    expect(written(true, { NO_COLOR: "1" })).toBe("\r\u001b[KReading\r\u001b[KReading: 10 rows\r\u001b[K");
  });

  test("it has colours on a terminal unless NO_COLOR is set", () => {
    expect(written(true)).toContain("\u001b[2mReading");
  });
});
