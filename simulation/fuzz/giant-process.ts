/** One giant in a process of its own: `node giant-process.ts NAME SCALE` prints what came of it and the memory that it took. */
import { giants } from "./giants.ts";
import { type GiantOutcome, runGiant } from "./run-giant.ts";

export interface MeasuredGiant extends GiantOutcome {
  /** Largest resident memory of the process, in MB (10⁶ bytes). */
  readonly peakMegabytes: number;
  /** Of the processor. */
  readonly seconds: number;
}

const [name, scale] = process.argv.slice(2);
const giant = giants(Number(scale)).find((each) => each.name === name);
if (giant === undefined)
  throw new Error(
    `Got ${name}; expected one of ${giants()
      .map((each) => each.name)
      .join(", ")}.`,
  );
const outcome = await runGiant(giant);
const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
const measured: MeasuredGiant = {
  ...outcome,
  peakMegabytes: (maxRSS * 1024) / 1e6,
  seconds: (userCPUTime + systemCPUTime) / 1e6,
};
process.stdout.write(JSON.stringify(measured));
