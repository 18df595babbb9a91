import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, expect, test } from "vitest";
import { DiskObjectStore } from "../../../adapters/disk/disk-object-store.ts";
import { toldFaults } from "../../../local/demo/told-faults.ts";
import { decideRetraining, type RetrainingQuestion } from "../../../shared/retraining/retraining-policy.ts";
import { NO_RETRAINING } from "../../../shared/retraining/retraining-state.ts";

const folder = mkdtempSync(join(tmpdir(), "told-"));
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(() => rmSync(join(folder, "events.jsonl"), { force: true }));

const OF = { endpoint: "flights", variant: "AllTraffic" };
const window = { id: "20010227T12Z", start: "", end: "" };
const question: RetrainingQuestion = {
  policy: { m: 1, n: 1, cooldown: "P1D", perWeek: 3, minRows: 1, trainingJob: {} },
  shadow: false,
  trigger: "window",
  verdicts: [{ window, violationRate: 0.5, violationRateThreshold: 0.2, violations: [] }],
  faults: [
    {
      kind: "unit-changed",
      column: "distance",
      told: [
        { window: window.id, state: "confirmed", first: window.id, last: "20010227T14Z", description: "" },
      ],
    },
  ],
  state: NO_RETRAINING("flights"),
  now: Date.parse("2001-02-27T13:10:00Z"),
};
const decision = (windowId: string, change: Partial<RetrainingQuestion> = {}) => ({
  detailType: "Plumbline Retraining Decision",
  detail: { ...OF, windowId, ...decideRetraining({ ...question, ...change }) },
});
const put = (...events: unknown[]) =>
  writeFileSync(join(folder, "events.jsonl"), events.map((event) => `${JSON.stringify(event)}\n`).join(""));

test("Without events nothing was told and nothing forbidden", async () => {
  expect(await toldFaults(new DiskObjectStore(folder), OF)).toEqual({ told: [], vetoed: [] });
});

test("A retraining counts as forbidden where the fault alone spoke against it", async () => {
  const cooling = { ...NO_RETRAINING("flights"), cooldownUntil: "2001-02-28T00:00:00.000Z" };
  put(
    decision("20010227T13Z"),
    decision("20010227T12Z", { state: cooling }),
    decision("20010227T11Z", { faults: [] }),
  );
  expect((await toldFaults(new DiskObjectStore(folder), OF)).vetoed).toEqual(["20010227T13Z"]);
});

test("What was told has its time, in the order of the telling", async () => {
  const told = (time: string, state: string) => ({
    detailType: "Plumbline Hard Fault",
    time: Date.parse(time),
    detail: { state, column: "distance", window: window.id, reason: "why", kind: "unit-changed" },
  });
  put(
    told("2001-02-27T12:06:00Z", "opened"),
    { detailType: "other" },
    told("2001-02-27T13:10:00Z", "confirmed"),
  );
  expect((await toldFaults(new DiskObjectStore(folder), OF)).told).toEqual([
    {
      time: "2001-02-27T12:06:00.000Z",
      state: "opened",
      column: "distance",
      window: window.id,
      reason: "why",
    },
    {
      time: "2001-02-27T13:10:00.000Z",
      state: "confirmed",
      column: "distance",
      window: window.id,
      reason: "why",
    },
  ]);
});
