/** What is told of a fault follows from its windows, in whatever order they come. */
import { describe, expect, test } from "vitest";
import { afterClosing, afterSighting, afterTelling } from "../../shared/faults/fault-changes.ts";
import { type FaultsState, NO_FAULTS } from "../../shared/faults/fault-state.ts";
import { seededRandom } from "../../shared/random.ts";
import { windowId, windowOf } from "../../shared/window/window.ts";

const PLACE = { endpoint: "shop", variant: "AllTraffic" };
const id = (hour: number) => windowId(windowOf("", "", Date.UTC(2001, 1, 16, hour), 3_600_000));
const found = { rows: 60, share: 1, expected: 0.001, severity: "page", description: "x" } as const;
const FAULT = { kind: "empty-column", column: "amount", ...found } as const;
const VIOLATION = { column: "amount", check: "completeness_check" };

type Act = (state: FaultsState) => FaultsState | undefined;
const seen =
  (hour: number, by = `file ${hour}`): Act =>
  (state) =>
    afterSighting(state, [FAULT], { ...PLACE, window: id(hour), by, now: hour, time: hour });
const close =
  (hour: number, has: boolean | null, revision = 0): Act =>
  (state) =>
    afterClosing(state, {
      ...PLACE,
      window: id(hour),
      by: `${id(hour)}/r${revision}`,
      now: hour,
      revision,
      verdict: has === null ? "InsufficientData" : has ? "Violations" : "Healthy",
      violations: has === null ? undefined : has ? [VIOLATION] : [],
    });

/** What is told after each act, as `state window`. */
function told(...acts: Act[]): string[][] {
  let state: FaultsState = NO_FAULTS;
  return acts.map((act) => {
    state = act(state) ?? state;
    const { untold } = state;
    state = afterTelling(state, untold);
    return untold.map(
      (news) => `${news.state} ${news.window}${news.revision === null ? "" : ` r${news.revision}`}`,
    );
  });
}

describe("a fault that files show", () => {
  test("is opened once, confirmed once, and ended by the window that is without it", () => {
    expect(
      told(
        seen(10),
        seen(10),
        close(10, true),
        seen(11),
        close(11, true),
        seen(12),
        close(12, true),
        close(13, false),
      ),
    ).toEqual([[`opened ${id(10)}`], [], [`confirmed ${id(10)} r0`], [], [], [], [], [`ended ${id(13)} r0`]]);
  });

  test("is withdrawn by a window that has not got it, and opened again by the next that shows it", () => {
    expect(told(seen(10), close(10, false), seen(12), close(12, true))).toEqual([
      [`opened ${id(10)}`],
      [`withdrawn ${id(10)} r0`],
      [`opened ${id(12)}`],
      [`confirmed ${id(12)} r0`],
    ]);
  });

  test("that began late in a window is not withdrawn by it when the next window shows it too", () => {
    expect(told(seen(10), seen(11), close(10, false), close(11, true), close(12, false))).toEqual([
      [`opened ${id(10)}`],
      [],
      [],
      [`confirmed ${id(11)} r0`],
      [`ended ${id(12)} r0`],
    ]);
  });

  test("stays open where its window was not judged, and the next judged one decides", () => {
    expect(told(seen(10), close(10, null), close(11, null), close(12, false))).toEqual([
      [`opened ${id(10)}`],
      [`undecided ${id(10)} r0`],
      [],
      [`withdrawn ${id(12)} r0`],
    ]);
  });

  test("is decided anew by a later revision, and not by an earlier one or the same one again", () => {
    expect(
      told(
        seen(10),
        close(10, false),
        close(10, false),
        close(10, true, 1),
        close(10, false, 0),
        close(10, true, 2),
      ),
    ).toEqual([[`opened ${id(10)}`], [`withdrawn ${id(10)} r0`], [], [`confirmed ${id(10)} r1`], [], []]);
    expect(told(seen(10), close(10, true), close(10, false, 1)).at(-1)).toEqual([`withdrawn ${id(10)} r1`]);
  });

  test("of days is one fault, whose windows do not pile up", () => {
    const hours = Array.from({ length: 200 }, (_, hour) => hour);
    const acts = hours.flatMap((hour) => [seen(hour), close(hour, true)]);
    expect(told(...acts, close(200, false)).flat()).toEqual([
      `opened ${id(0)}`,
      `confirmed ${id(0)} r0`,
      `ended ${id(200)} r0`,
    ]);
    const state = acts.reduce<FaultsState>((before, act) => act(before) ?? before, NO_FAULTS);
    expect(state.faults[0]!.windows.length).toBeLessThan(45);
  });

  test("ends in the same episodes in whatever order files land and windows close", () => {
    const truth = [true, true, false, false, true, false, true, true, true, false];
    const acts = truth.flatMap((has, hour) => [...(has ? [seen(hour)] : []), close(hour, has)]);
    const inOrder = acts.reduce<FaultsState>((before, act) => act(before) ?? before, NO_FAULTS);
    const outcomes = ({ faults }: FaultsState) => faults[0]!.told.map(({ window, state }) => [window, state]);
    expect(outcomes(inOrder)).toEqual([
      [id(0), "ended"],
      [id(4), "ended"],
      [id(6), "ended"],
    ]);
    const random = seededRandom(11);
    for (let round = 0; round < 50; round++) {
      // Files first, as `analyze` delivers them, in any order; windows close in order of time, as their ends come.
      const files = truth.flatMap((has, hour) => (has ? [hour] : [])).sort(() => random() - 0.5);
      const shuffled = [...files.map((hour) => seen(hour)), ...truth.map((has, hour) => close(hour, has))];
      const state = shuffled.reduce<FaultsState>((before, act) => act(before) ?? before, NO_FAULTS);
      expect(outcomes(state).map(([, last]) => last)).toEqual(["ended", "ended", "ended"]);
    }
  });

  test("is told again under the same key until it was told", () => {
    const first = seen(10)(NO_FAULTS)!;
    expect(seen(10)(first)).toBeUndefined();
    expect(first.untold.map(({ key }) => key)).toEqual([
      `shop/AllTraffic/${first.untold[0]!.key.split("/").slice(2, 4).join("/")}/${id(10)}/opened/${id(10)}`,
    ]);
    expect(afterTelling(first, first.untold).untold).toEqual([]);
  });

  test("of the table takes in its columns while it goes on, and not after", () => {
    const shown =
      (hour: number, ...columns: string[]): Act =>
      (state) =>
        afterSighting(
          state,
          columns.map((column) => ({ ...FAULT, column })),
          { ...PLACE, window: id(hour), by: "f", now: hour, time: hour },
        );
    expect(
      told(
        shown(10, "*"),
        shown(10, "a", "b"),
        shown(11, "a"),
        close(10, true),
        close(11, true),
        close(12, false),
        shown(13, "a"),
      ),
    ).toEqual([
      [`opened ${id(10)}`],
      [],
      [],
      [`confirmed ${id(10)} r0`],
      [],
      [`ended ${id(12)} r0`],
      [`opened ${id(13)}`],
    ]);
  });

  test("that nobody saw is nobody's: violations alone open nothing", () => {
    expect(close(10, true)(NO_FAULTS)).toBeUndefined();
  });
});
