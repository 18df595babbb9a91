import { baselinesPrefix } from "../shared/window/work-keys.ts";
import type { ObjectStore } from "./ports.ts";

/** A monitor's baseline under an id of ours: `b0001-<hash>`, `b0002-<hash>`, … The newest is the last by id. */
export interface NumberedBaseline {
  readonly id: string;
  readonly number: number;
  /** Eight hex digits of what it was made of. */
  readonly hash: string;
}

const ID = /^(b(\d{4,})-([0-9a-f]{8}))\/baseline\.json$/;

/** The whole baselines of a monitor under such ids, ascending. */
export async function numberedBaselines(work: ObjectStore, monitor: string): Promise<NumberedBaseline[]> {
  const prefix = baselinesPrefix(monitor);
  const found: NumberedBaseline[] = [];
  for await (const { key } of work.list(prefix)) {
    const [, id, number, hash] = ID.exec(key.slice(prefix.length)) ?? [];
    if (id !== undefined) found.push({ id, number: Number(number), hash: hash! });
  }
  return found.sort((a, b) => a.number - b.number);
}

/** The newest of them; undefined when there is none. */
export const newestNumbered = async (
  work: ObjectStore,
  monitor: string,
): Promise<NumberedBaseline | undefined> => (await numberedBaselines(work, monitor)).at(-1);

/** The id that a baseline of this content gets: a new number, or the newest one's where that has the same content. */
export async function nextBaselineId(work: ObjectStore, monitor: string, hash: string): Promise<string> {
  const newest = await newestNumbered(work, monitor);
  return newest?.hash === hash ? newest.id : `b${String((newest?.number ?? 0) + 1).padStart(4, "0")}-${hash}`;
}
