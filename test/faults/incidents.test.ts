import { describe, expect, test } from "vitest";
import { type Incidents, withMember } from "../../shared/faults/incidents.ts";

const FAULT = { kind: "empty-column", column: "amount" } as const;
const member = (endpoint: string, time: string) => ({
  monitor: endpoint,
  endpoint,
  variant: "AllTraffic",
  window: "20010216T10Z",
  time: `2001-02-16T${time}:00.000Z`,
});

function joined(...members: [endpoint: string, time: string, pages?: boolean][]) {
  let there: Incidents | undefined;
  return members.map(([endpoint, time, pages = true]) => {
    const next = withMember(there, FAULT, member(endpoint, time), pages);
    there = next.incidents ?? there;
    return next.joined;
  });
}

describe("an incident", () => {
  test("is one for eighty endpoints, and tells people of the first", () => {
    const all = joined(
      ...Array.from({ length: 80 }, (_, i): [string, string] => [
        `e${i}`,
        `10:${String(i % 60).padStart(2, "0")}`,
      ]),
    );
    expect(new Set(all.map(({ id }) => id)).size).toBe(1);
    expect(all.filter(({ first }) => first)).toHaveLength(1);
    expect(all.at(-1)!.endpoints).toBe(80);
  });

  test("is one on both sides of a full hour, in either order, and another one more than an hour later", () => {
    const [a, b, c] = joined(["a", "10:59"], ["b", "11:01"], ["c", "12:00"]);
    expect([b!.id, b!.first]).toEqual([a!.id, false]);
    expect(c!.id).not.toBe(a!.id);
    expect(c!.first).toBe(true);
    const [later, earlier] = joined(["a", "11:01"], ["b", "10:59"]);
    expect(earlier!.id).toBe(later!.id);
  });

  test("joined again changes nothing and says the same", () => {
    const [first, second, again] = joined(["a", "10:00"], ["b", "10:10"], ["a", "10:00"]);
    expect(again).toEqual({ ...first, endpoints: 2 });
    expect(second!.first).toBe(false);
    const { incidents } = withMember(undefined, FAULT, member("a", "10:00"), true);
    expect(withMember(incidents, FAULT, member("a", "10:00"), true).incidents).toBeUndefined();
  });

  test("that began with a shadow variant still tells people of the first that answers somebody", () => {
    const [shadow, production] = joined(["s", "10:00", false], ["p", "10:05"]);
    expect([shadow!.first, production!.first]).toEqual([false, true]);
    expect(production!.id).toBe(shadow!.id);
  });
});
