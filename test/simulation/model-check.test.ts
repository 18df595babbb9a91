import { describe, expect, test } from "vitest";
import { configurations } from "../../simulation/model-check/configurations.ts";
import { explore } from "../../simulation/model-check/explore.ts";

const short = configurations.filter(({ long }) => !long);
const holding = short.filter(({ fails }) => fails === undefined);
const wrong = short.filter(({ fails }) => fails !== undefined);

// Half a second each; more than that is somebody else's load.
describe("the fence, on the real steps", { timeout: 120_000 }, () => {
  test.each(holding)("loses no file and counts none twice in any state: $name", async ({ setting }) => {
    const { counterexample, ends } = await explore(setting);
    expect(counterexample).toBeUndefined();
    expect(ends).toBeGreaterThan(0);
  });

  test.each(wrong)("is found wrong, with the steps to it: $name", async ({ setting, fails }) => {
    const { counterexample } = await explore(setting, { atFirst: true });
    expect(counterexample?.broken).toContain(fails);
  });
});
