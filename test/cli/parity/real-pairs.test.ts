/** Runs of the service on public data: its own files beside Plumbline's of the same rows (spec A2, A4). */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { ParitySummary } from "../../../cli/parity/parity-summary.ts";
import { captureLine } from "../../fixtures/make-captures.ts";
import { readReal, realFilesPresent } from "../../statistics/real-files.ts";
import { run, temporaryFolder } from "../run.ts";

describe.skipIf(!realFilesPresent("parity with runs of the service"))(
  "parity with a run of the service",
  () => {
    let folder: ReturnType<typeof temporaryFolder>;
    beforeEach(() => {
      folder = temporaryFolder();
    });
    afterEach(() => folder.remove());

    const write = (path: string, text: string) => {
      const whole = join(folder.path, path);
      mkdirSync(dirname(whole), { recursive: true });
      writeFileSync(whole, text);
    };
    const parity = async () => {
      const argv = ["parity", "captures", "--results", "results", "--baseline", "baseline", "--json"];
      const { status, out } = await run(argv, folder.path);
      const summary = JSON.parse(out) as ParitySummary;
      return { status, summary, differences: summary.hours.flatMap((hour) => hour.differences) };
    };

    test("housing, two captured lines: the four violations word for word, in another order", async () => {
      write("baseline/statistics.json", readReal("boston-packt/statistics.json"));
      write("baseline/constraints.json", readReal("boston-packt/constraints.json"));
      write(
        "captures/boston/AllTraffic/2021/07/07/19/30-00-000-a.jsonl",
        readReal("boston-packt/run.capture.reconstructed.jsonl"),
      );
      write(
        "results/boston/hourly/2021/07/07/20/constraint_violations.json",
        readReal("boston-packt/run.constraint_violations.json"),
      );
      const { status, summary, differences } = await parity();
      expect(status).toBe(0);
      expect(summary.hours).toMatchObject([
        { window: "20210707T19Z", service: { violations: 4 }, plumbline: { rows: 2, violations: 4 } },
      ]);
      // The public run has its violations only.
      expect(differences.map(({ field, cause }) => [field, cause])).toEqual([
        ["constraints.json", "results-not-given"],
        ["statistics.json", "results-not-given"],
        ["violations", "order-of-sets"],
      ]);
    });

    test("scores, four rows: its one violation to the byte, its statistics but for the order in a sketch", async () => {
      write("baseline/statistics.json", readReal("scores-packt/baseline.statistics.json"));
      write("baseline/constraints.json", readReal("scores-packt/run.baseline_constraints.edited.json"));
      const [, ...rows] = readReal("scores-packt/run.reconstructed.csv").trim().split("\n");
      const hour = Date.UTC(2021, 5, 7, 9);
      write(
        "captures/scores/AllTraffic/2021/06/07/09/10-00-000-a.jsonl",
        rows.map((row, at) => captureLine(row.split(","), hour + at * 1000, at)).join("\n"),
      );
      write(
        "results/scores/hourly/2021/06/07/10/statistics.json",
        readReal("scores-packt/run.statistics.json"),
      );
      write(
        "results/scores/hourly/2021/06/07/10/constraint_violations.json",
        readReal("scores-packt/run.constraint_violations.json"),
      );
      const { summary, differences } = await parity();
      expect(summary.hours).toMatchObject([
        {
          service: { rows: 4, violations: 1 },
          plumbline: { rows: 4, violations: 1 },
          identical: ["constraint_violations.json"],
        },
      ]);
      expect(differences.filter(({ kind }) => kind === "violation")).toEqual([]);
      expect(differences.filter(({ cause }) => cause === null)).toEqual([]);
    });
  },
);
