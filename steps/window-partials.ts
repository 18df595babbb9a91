import type { Window } from "../shared/window/window.ts";
import { partialName, partialsPrefix, type WindowRevision } from "../shared/window/work-keys.ts";
import type { ObjectStore, StoredObject } from "./ports.ts";
import type { ReplaySource } from "./window-input.ts";

/** Where a revision's partials lie: undefined is the live place, a replay's id the replay's own. */
export type PartialPlaces = readonly (string | undefined)[];

export const LIVE: PartialPlaces = [undefined];

/** A partial, and what it is called in every place. */
export interface NamedPartial extends StoredObject {
  readonly name: string;
}

/**
 * The places that a revision reads. A replay of stored partials takes those that it makes for itself, where the live ones are
 * gone or older than their file, and else the live ones; a replay of the raw files only its own; a live window never a
 * replay's.
 */
export function partialPlaces({ replay }: WindowRevision, source: ReplaySource | undefined): PartialPlaces {
  if (replay === undefined) return LIVE;
  return source === "raw" ? [replay] : [replay, undefined];
}

/** Not a copy: a folder looks for size and ETag when somebody asks, and an ETag is a file to read. */
function named(object: StoredObject, name: string): NamedPartial {
  return Object.create(object, { name: { value: name, enumerable: true } }) as NamedPartial;
}

/** The partials of a window in some places, each name once (the first place has it), in the order of one LIST. */
export async function windowPartials(
  work: ObjectStore,
  window: Window,
  config: string,
  places: PartialPlaces,
): Promise<NamedPartial[]> {
  const found = new Map<string, NamedPartial>();
  for (const place of places) {
    const prefix = partialsPrefix(window, config, place);
    for await (const object of work.list(prefix)) {
      const name = partialName(object.key);
      if (!found.has(name)) found.set(name, named(object, name));
    }
  }
  const partials = [...found.values()];
  // Names are ASCII (partialKey), so this is the order of their bytes.
  return places.length === 1 ? partials : partials.sort((a, b) => (a.name < b.name ? -1 : 1));
}
