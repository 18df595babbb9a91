import { availableParallelism } from "node:os";
import type { CaptureFile } from "./find-captures.ts";

/**
 * Bytes that are worth a thread, which takes 0.3 s to start and compiles the hot loops for itself. Profiling with two threads against
 * one, on two virtual cores that others used as well (24 columns, files of 2 and of 16 MB): 0.5 to 1.2 × as fast, median 1.0, for
 * 123 MB; 0.8 to 1.9 ×, median 1.2, for 488 MB.
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
