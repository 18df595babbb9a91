import { readFileSync } from "node:fs";

const EVERY_MS = 100;
const KB = 1024;

/**
 * Largest resident memory of this process and its children together, in MB (10⁶ bytes), sampled ten times a second where
 * the system tells of children (Linux), otherwise of this process alone.
 */
export class PeakMemory {
  private peak = 0;
  private readonly timer: NodeJS.Timeout;

  constructor() {
    this.sample();
    this.timer = setInterval(() => this.sample(), EVERY_MS);
    this.timer.unref();
  }

  /** Ends the sampling; gives the peak. */
  stop(): number {
    this.sample();
    clearInterval(this.timer);
    return this.peak / 1e6;
  }

  private sample(): void {
    const children = childrenOf(process.pid).reduce((sum, pid) => sum + residentBytes(pid), 0);
    this.peak = Math.max(this.peak, process.memoryUsage.rss() + children);
  }
}

function childrenOf(pid: number): number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8")
      .trim()
      .split(" ")
      .filter(Boolean)
      .map(Number);
  } catch {
    return [];
  }
}

function residentBytes(pid: number): number {
  try {
    return Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) * KB;
  } catch {
    return 0;
  }
}
