/** Who holds a lock or runs an execution: one process of one machine. */
import { hostname } from "node:os";

export interface ProcessOwner {
  readonly host: string;
  readonly pid: number;
  /** Epoch milliseconds. A process id is given again, in a container at once; the start tells two apart. */
  readonly startedAt: number;
}

/** Two readings of one process's start differ by less: it is computed from the clock and the uptime. */
const SAME_START_MS = 100;

const self: ProcessOwner = {
  host: hostname(),
  pid: process.pid,
  startedAt: Math.round(Date.now() - process.uptime() * 1000),
};

/** The process that asks. */
export function thisProcess(): ProcessOwner {
  return self;
}

/** Whether that process is still there. One of another host counts as gone: nothing can be asked of it. */
export function isAlive(owner: ProcessOwner): boolean {
  if (owner.host !== self.host) return false;
  if (owner.pid === self.pid) return Math.abs(owner.startedAt - self.startedAt) < SAME_START_MS;
  try {
    process.kill(owner.pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is there and belongs to somebody else.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
