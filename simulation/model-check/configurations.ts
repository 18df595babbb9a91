import type { Setting } from "./setting.ts";
import { marksLast, opensFirst, readsNoMarker, skipsFenceOfDuplicates } from "./variants.ts";

/** One search and what it has to show. */
export interface Configuration {
  readonly name: string;
  readonly setting: Setting;
  /** Part of a violation's text where the search has to find one; absent where it has to find none. */
  readonly fails?: string;
  /** Takes minutes: not in the test suite. */
  readonly long?: true;
}

const MINUTE = 60_000;
const ONE = ["next"] as const;
const TWO = ["next", "next"] as const;
const THREE = ["next", "next", "next"] as const;
const TWO_OF_ITS_OWN = ["own", "own"] as const;
/** Sweeps an hour, six hours and a day after the window's end compare it with what is there. */
const COMPARED = { swept: true, hours: [1.5, 6.5] } as const;
/** A sandbox that takes both files' events and remembers that it opened the window, around the end of a window without lateness. */
const SANDBOX = {
  files: TWO_OF_ITS_OWN,
  landing: true,
  sandboxes: [[0, 1]],
  clock: [-30_000, 0],
  lateness: "PT0S",
} as const;

/** Everything that is checked: the protocol, which has to hold, and what is wrong with it, which has to be found. */
export const configurations: readonly Configuration[] = [
  { name: "2 files of the next hour", setting: { files: TWO } },
  {
    name: "2 files of its own, landing at any time",
    setting: { files: TWO_OF_ITS_OWN, landing: true, atomicSwaps: true },
  },
  { name: "1 file of either kind", setting: { files: ["own", "next"], landing: true, atomicSwaps: true } },
  { name: "1 file, 1 event twice", setting: { files: ONE, redeliveries: 1 } },
  { name: "2 files, 1 event twice", setting: { files: TWO, redeliveries: 1, atomicSwaps: true }, long: true },
  { name: "2 files, 2 crashes", setting: { files: TWO, crashes: 2, atomicSwaps: true } },
  {
    name: "2 files, 2 deaths, sweeps",
    setting: { files: TWO, deaths: 2, ...COMPARED, atomicSwaps: true },
  },
  {
    name: "2 files, 1 crash, 1 death, sweeps",
    setting: { files: TWO, crashes: 1, deaths: 1, ...COMPARED, atomicSwaps: true },
  },
  { name: "1 file, 3 deaths, given up", setting: { files: ONE, deaths: 3, swept: true } },
  {
    name: "1 file after 3 dead executions, 1 sweep that gives up at any time",
    setting: { files: ONE, spent: 3, sweeps: 1, ...COMPARED, atomicSwaps: true },
  },
  {
    name: "1 file, 1 death, 1 sweep at any time",
    setting: { files: ONE, deaths: 1, sweeps: 1, ...COMPARED, atomicSwaps: true },
  },
  {
    name: "2 files of its own, 1 event lost, sweeps",
    setting: { files: TWO_OF_ITS_OWN, landing: true, lost: [1], ...COMPARED },
  },
  {
    name: "2 files of its own, 1 event dead-lettered, sweeps",
    setting: { files: TWO_OF_ITS_OWN, landing: true, buried: 1, ...COMPARED, atomicSwaps: true },
  },
  { name: "1 file, 1 function tried again", setting: { files: ONE, retries: 1, atomicSwaps: true } },
  {
    name: "a sandbox that remembers",
    setting: { ...SANDBOX, clock: [-90_000, -30_000, 0], atomicSwaps: true },
    long: true,
  },
  { name: "a sandbox that remembers, 59 s slow", setting: { ...SANDBOX, slow: 59_000, atomicSwaps: true } },

  { name: "3 files of the next hour", setting: { files: THREE, atomicSwaps: true } },
  { name: "3 files of the next hour, swaps in two steps", setting: { files: THREE }, long: true },
  { name: "3 files, 1 crash", setting: { files: THREE, crashes: 1, atomicSwaps: true }, long: true },
  {
    name: "3 files, 1 death, sweeps",
    setting: { files: THREE, deaths: 1, ...COMPARED, atomicSwaps: true },
    long: true,
  },
  {
    name: "2 files, 1 death, 1 sweep at any time",
    setting: { files: TWO, deaths: 1, sweeps: 1, ...COMPARED, atomicSwaps: true },
    long: true,
  },
  {
    name: "1 file, 3 deaths, 1 sweep at any time",
    setting: {
      files: ONE,
      deaths: 3,
      sweeps: 1,
      swept: true,
      // The last comparison is for what died three times after the first revision.
      hours: [1.5, 6.5, 24.5],
      atomicSwaps: true,
    },
    long: true,
  },
  {
    name: "1 file, 1 death, 1 comparing sweep at any time",
    setting: {
      files: ONE,
      clock: [90 * MINUTE],
      deaths: 1,
      sweeps: 1,
      swept: true,
      hours: [6.5],
      atomicSwaps: true,
    },
    long: true,
  },
  {
    name: "1 file, 2 sweeps at any time",
    setting: { files: ONE, sweeps: 2, ...COMPARED, atomicSwaps: true },
    long: true,
  },
  {
    name: "1 file that may come late, 1 function tried again",
    setting: { files: ONE, opened: true, retries: 1, atomicSwaps: true },
    long: true,
  },

  { name: "opens first, writes then", setting: { files: TWO, variant: opensFirst }, fails: "leaves out" },
  { name: "does not read the marker", setting: { files: TWO, variant: readsNoMarker }, fails: "leaves out" },
  { name: "lists first, marks then", setting: { files: TWO, variant: marksLast }, fails: "leaves out" },
  {
    name: "lists first, marks then; files of its own",
    setting: { files: TWO_OF_ITS_OWN, landing: true, variant: marksLast, atomicSwaps: true },
    fails: "leaves out",
  },
  {
    name: "skips the fence of a duplicate (412)",
    setting: { files: TWO, crashes: 1, variant: skipsFenceOfDuplicates },
    fails: "leaves out",
  },
  {
    name: "no sweep after a dead execution",
    setting: { files: TWO, deaths: 1 },
    fails: "no current revision",
  },
  {
    name: "a sweep that compares nothing after a dead execution",
    setting: { files: TWO, deaths: 1, swept: true, atomicSwaps: true },
    fails: "leaves out",
  },
  {
    name: "no sweep after a lost event",
    setting: { files: TWO_OF_ITS_OWN, landing: true, lost: [1] },
    fails: "counts 1 rows",
  },
  {
    name: "a sandbox that remembers, two minutes slow",
    setting: { ...SANDBOX, slow: 120_000, atomicSwaps: true },
    fails: "leaves out",
  },
];
