import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  captureKey,
  eventId,
  FIRST_DAY,
  HOUR,
  makeCaptures,
  makeDataset,
  writeText,
} from "../fixtures/make-captures.ts";
import { filesBelow, run, temporaryFolder } from "./run.ts";

const folder = temporaryFolder();
afterAll(() => folder.remove());
const at = (...names: string[]) => join(folder.path, ...names);
const forget = (...argv: string[]) =>
  run(["forget", "--monitor", "churn", "--store", "analysis", ...argv], folder.path);
const captured = (hour: number) => readFileSync(at("captures", captureKey(FIRST_DAY + hour * HOUR)), "utf8");

/** Every file of the folder that holds the text, hidden folders included. */
function filesWith(text: string | Buffer): string[] {
  return readdirSync(folder.path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => readFileSync(path).includes(text));
}

/** The first record of the second hour: evidence of its column's first cells points to it. */
const EVENT = eventId(120);
/** Its spending, which no other record has. */
const SPENT = 31337.77;

function spend(): void {
  const path = at("captures", captureKey(FIRST_DAY + HOUR));
  const [first, ...rest] = readFileSync(path, "utf8").split("\n");
  const record = JSON.parse(first!);
  const [age, _spend, ...others] = record.captureData.endpointInput.data.split(",");
  record.captureData.endpointInput.data = [age, SPENT, ...others].join(",");
  writeText(path, [JSON.stringify(record), ...rest].join("\n"));
}

/** Files with the event's id or its spending, as text or as a profile keeps it. */
function filesWithEvent(): string[] {
  const little = Buffer.alloc(8);
  little.writeDoubleLE(SPENT);
  return [...new Set([EVENT, String(SPENT), "3.133777E4", little].flatMap(filesWith))].sort();
}

beforeAll(async () => {
  makeCaptures(at("captures"), { seed: 5, days: 1, hoursPerDay: 3, rowsPerWindow: 120 });
  spend();
  makeDataset(at("train.csv"), { days: 2, hoursPerDay: 3 });
  await run(["suggest-baseline", "train.csv", "--time", "at", "--out", "baseline"], folder.path);
  await run(["analyze", "captures", "--baseline", "baseline", "--out", "analysis"], folder.path);
});

describe("forget", () => {
  test.each([
    [
      ["--event-id", EVENT],
      "Forgetting cannot be undone; nothing was changed. Look first with --dry-run, then give --yes.",
    ],
    [["--yes"], "Got neither an id nor --before; expected one"],
    [["--yes", "--event-id", EVENT, "--before", "2026-03-02"], "Got ids and --before; expected one"],
    [["--yes", "--from", "2026-03-01", "--before", "2026-03-02"], "Got --from or --to with --before"],
    [["--yes", "--before", "9999-01-01"], "which has not come yet"],
    [["--yes", "--event-id", " "], "Expected an id."],
  ])("refuses %j and changes nothing", async (argv, message) => {
    const before = filesBelow(folder.path);
    const { status, err } = await forget(...argv);
    expect({ status, err }).toMatchObject({ status: 2, err: expect.stringContaining(message) });
    expect(filesBelow(folder.path)).toEqual(before);
  });

  test("--dry-run says what would go, with counts and bytes, and changes nothing", async () => {
    const before = filesWithEvent();
    const { status, out } = await forget("--event-id", EVENT, "--dry-run");
    expect(status).toBe(0);
    expect(out).toMatch(
      /^Read 3 files \(\d+\.\d kB\) of churn\.\nWould remove:\n {2}1 line of 1 capture file\n/,
    );
    expect(out).toMatch(/1 partial \(\d\.\d kB\)\n {2}\d+ files of windows \(/);
    expect(out).toContain("Would make again:\n  AllTraffic/20260302T01Z: Healthy of 120 records (r0)\n");
    expect(out).toContain("Nothing was changed (--dry-run).");
    expect(filesWithEvent()).toEqual(before);
    for (const each of ["captures", "partials", "window.profile", "statistics.json"])
      expect(before.join(), each).toContain(each);
  });

  test("--yes takes the event out of captures, store and the analysis's folder, and nothing else changes", async () => {
    const [lines, others] = [
      captured(1).split("\n"),
      filesBelow(at("analysis", "churn", "AllTraffic", "20260302T00Z")),
    ];
    const { status, out, err } = await forget("--event-id", EVENT, "--yes", "--json");
    expect({ status, err }).toMatchObject({ status: 0 });
    expect(JSON.parse(out)).toMatchObject({
      dryRun: false,
      captures: [{ lines: 1 }],
      rebuilt: [
        {
          window: "20260302T01Z",
          before: { revision: 0, verdict: "Healthy", records: 120 },
          after: { revision: 1, verdict: "Healthy", records: 119 },
        },
      ],
      left: [],
    });
    expect(filesWithEvent()).toEqual([]);
    expect(captured(1)).toBe(lines.filter((line) => !line.includes(EVENT)).join("\n"));
    expect(filesBelow(at("analysis", "churn", "AllTraffic", "20260302T00Z"))).toEqual(others);
    const summary = JSON.parse(readFileSync(at("analysis", "summary.json"), "utf8"));
    expect(summary).toMatchObject({ windows: 3, records: 359, files: { read: 3 } });
  });

  test("again finds nothing and says so", async () => {
    const { status, out } = await forget("--event-id", EVENT, "--yes");
    expect({ status, out }).toMatchObject({
      status: 0,
      out: expect.stringContaining("Nothing was found that is to be forgotten."),
    });
  });

  test("--before takes whole windows and their captures", async () => {
    const { status, out } = await forget("--before", "2026-03-02T02:59:00Z", "--yes");
    expect({ status, out }).toMatchObject({
      status: 0,
      out: expect.stringMatching(/Removed:\n {2}2 capture objects \(.*\n {2}2 partials /),
    });
    expect(readdirSync(at("analysis", "churn", "AllTraffic"))).toEqual(["20260302T02Z"]);
    expect(
      readdirSync(at("captures/churn/AllTraffic/2026/03/02"), { recursive: true }).filter((name) =>
        String(name).endsWith("l"),
      ),
    ).toHaveLength(1);
    expect(filesWith(eventId(7))).toEqual([]);
  });
});
