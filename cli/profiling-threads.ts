import { availableParallelism } from "node:os";
import type { CaptureFile } from "./find-captures.ts";

/**
 * Bytes that are worth a thread, which takes 0.15 to 0.35 s to start and compiles the hot loops for itself: a thread profiles 128 MB
 * in 0.4 s. What two of them gain on gigabytes is in bench/results.md.
 */
const WORTH_A_THREAD = 128 << 20;
/** gzip makes a capture file 4.8 × smaller (design notes on performance, §5). */
const PACKED = 4.8;

/** Bytes of capture files as they are read: unpacked, as far as their sizes tell. */
export function bytesToRead(files: readonly Pick<CaptureFile, "path" | "size">[]): number {
  return files.reduce((sum, { path, size }) => sum + size * (path.endsWith(".gz") ? PACKED : 1), 0);
}

/** Threads that profile so many bytes: at most one a core, none where this thread is as fast. */
export function profilingThreads(bytes: number, cores = availableParallelism()): number {
  const threads = Math.min(cores, Math.floor(bytes / WORTH_A_THREAD));
  return threads < 2 ? 0 : threads;
}
