import { describe, expect, test } from "vitest";
import type { EvidencePointer } from "../../shared/capture/evidence.ts";
import { EvidenceLog } from "../../shared/profile/evidence-log.ts";
import { COUNTED_REASONS, FaultCounts } from "../../shared/profile/fault-counts.ts";
import { FirstPointers } from "../../shared/profile/first-pointers.ts";

const at = (key: string, line: number): EvidencePointer => ({ key, line });

function firstOf(...pointers: EvidencePointer[]): readonly EvidencePointer[] {
  const first = new FirstPointers();
  for (const pointer of pointers) first.update(pointer);
  return first.pointers;
}

describe("first pointers", () => {
  test("of none are none", () => {
    expect(firstOf()).toEqual([]);
  });

  test("are the five smallest by key and then line, in whatever order they come", () => {
    const pointers = [at("b", 1), at("a", 10), at("a", 9), at("c", 1), at("a", 100), at("b", 2), at("B", 5)];
    const expected = [at("B", 5), at("a", 9), at("a", 10), at("a", 100), at("b", 1)];
    expect(firstOf(...pointers)).toEqual(expected);
    expect(firstOf(...pointers.reverse())).toEqual(expected);
  });

  test("hold a line once, however many rows it has", () => {
    expect(firstOf(at("a", 1), at("a", 1), at("a", 2), at("a", 1))).toEqual([at("a", 1), at("a", 2)]);
  });

  test("bound an event id of any length", () => {
    const [pointer] = firstOf({ key: "a", line: 1, eventId: "x".repeat(100_000) });
    expect(pointer!.eventId).toHaveLength(81);
  });
});

describe("an evidence log", () => {
  test("keeps each class apart", () => {
    const log = new EvidenceLog();
    log.update("missing", at("a", 3));
    log.update("string", at("a", 1));
    log.update("absent", at("a", 2));
    expect(["missing", "string", "absent"].map((type) => log.pointers(type as "missing"))).toEqual([
      [at("a", 3)],
      [at("a", 1)],
      [at("a", 2)],
    ]);
    expect(log.pointers("integral")).toEqual([]);
  });
});

describe("fault counts", () => {
  test("of nothing are zero", () => {
    expect([new FaultCounts().count, [...new FaultCounts().byReason]]).toEqual([0, []]);
  });

  test("count by reason, with the first rows", () => {
    const faults = new FaultCounts();
    faults.update("line is not JSON", at("a", 2));
    faults.update("line is cut off", at("a", 9));
    faults.update("line is not JSON", at("a", 1));
    expect([...faults.byReason]).toEqual([
      ["line is cut off", { count: 1, evidence: [at("a", 9)] }],
      ["line is not JSON", { count: 2, evidence: [at("a", 1), at("a", 2)] }],
    ]);
    expect(faults.count).toBe(3);
  });

  test("name 64 reasons and count the others together", () => {
    const faults = new FaultCounts();
    const more = new FaultCounts();
    for (let i = 0; i < 100; i++) faults.update(`reason ${i}`, at("a", i));
    for (let i = 0; i < 100; i++) more.update(`another ${i}`, at("b", i));
    faults.merge(more);
    expect(faults.byReason.size).toBe(COUNTED_REASONS + 1);
    expect(faults.byReason.get("other")!.count).toBe(136);
    expect(faults.count).toBe(200);
  });
});
