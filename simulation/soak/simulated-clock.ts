import { ActiveWork } from "../../local/active-work.ts";
import { VirtualClock } from "../../local/virtual-clock.ts";

/**
 * A clock for a world in memory: everything that happens is a timer or follows from one in microtasks, so time may move
 * on as soon as these have run. Nothing needs to say that it is at work.
 */
export const simulatedClock = (start: number): VirtualClock => new VirtualClock(start, new Microtasks());

class Microtasks extends ActiveWork {
  override idle(): Promise<void> {
    return new Promise((resolve) => setImmediate(resolve));
  }
}
