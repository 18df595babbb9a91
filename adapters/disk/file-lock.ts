/**
 * A lock between processes: a file that only one can create, with its holder in it. A holder that died is replaced;
 * only one of those who saw it dead may do so, because the right to replace is a lock of its own, named by the
 * dead holder's token.
 */
import { randomUUID } from "node:crypto";
import { linkSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isAlive, type ProcessOwner, thisProcess } from "./process-owner.ts";

interface Holder extends ProcessOwner {
  readonly token: string;
}

const RETRY_MS = 3;
/** What is done under a lock takes less than a millisecond; a holder of this age on a host that cannot be asked is gone. */
const FOREIGN_STALE_MS = 30_000;
const PATIENCE_MS = 60_000;

/**
 * Runs `action` while nobody else holds the lock file `path` (its folder has to be there). The action is synchronous, so
 * the promises of one process never stand in each other's way. Throws when another living process holds it for more
 * than a minute.
 */
export async function withFileLock<T>(path: string, action: () => T): Promise<T> {
  const giveUpAt = Date.now() + PATIENCE_MS;
  for (;;) {
    const done = tryLocked(path, action);
    if (done !== undefined) return done.value;
    if (Date.now() > giveUpAt)
      throw new Error(
        `${path} is held by a living process for more than a minute. End process ${holderOf(path)?.pid}, or remove the file.`,
      );
    await sleep(RETRY_MS);
  }
}

/** Undefined when somebody else has the lock. */
function tryLocked<T>(path: string, action: () => T): { readonly value: T } | undefined {
  const holder: Holder = { ...thisProcess(), token: randomUUID() };
  const own = join(dirname(path), `.${holder.token}`);
  // Written aside and linked into place, so that a lock file is never seen empty.
  writeFileSync(own, JSON.stringify(holder));
  try {
    if (!linked(own, path) && !replaceDead(own, path)) return undefined;
    try {
      return { value: action() };
    } finally {
      rmSync(path, { force: true });
    }
  } finally {
    rmSync(own, { force: true });
  }
}

function linked(own: string, path: string): boolean {
  try {
    linkSync(own, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

/** Puts `own` in the place of a dead holder. The second look is what makes it safe: the holder may have been replaced since. */
function replaceDead(own: string, path: string): boolean {
  const dead = holderOf(path);
  if (dead === undefined || !isGone(dead, path)) return false;
  const replaced = tryLocked(`${path}.${dead.token}`, () => {
    if (holderOf(path)?.token !== dead.token) return false;
    renameSync(own, path);
    return true;
  });
  return replaced?.value ?? false;
}

function isGone(holder: Holder, path: string): boolean {
  if (isAlive(holder)) return false;
  if (holder.host === thisProcess().host) return true;
  const age = Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
  return age > FOREIGN_STALE_MS;
}

function holderOf(path: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as Holder;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
