import { DatasetProfile } from "../../shared/profile/dataset-profile.ts";
import type { Verdict } from "../../shared/report/verdict.ts";
import type { Holidays } from "../../shared/window/holidays.ts";
import { WHOLE } from "../../shared/window/season-slot.ts";
import { baselineFolder, rollingFolder } from "../../shared/window/work-keys.ts";
import { readBaselineFacts } from "../../steps/fitting-baseline.ts";
import type { ObjectStore } from "../../steps/ports.ts";
import {
  type LoadedBaseline,
  type OpenBaseline,
  openBaseline,
  openRolling,
  type WithoutProfile,
} from "../../steps/stored-baseline.ts";

/** What a window was judged by: a baseline, or a rolling one with the fixed one beside it. */
export type JudgedBy = Pick<NonNullable<Verdict["baseline"]>, "id" | "fixed">;

/** Where a baseline's files lie. */
export interface BaselinePlace {
  readonly store: ObjectStore;
  /** With its closing slash. */
  readonly folder: string;
}

export interface ShelfOptions {
  readonly work: ObjectStore;
  readonly monitor: string;
  /** Length of the windows that the baseline's slots are of, milliseconds. */
  readonly length: number;
  /** Judge as Model Monitor does, by the two files alone. */
  readonly filesOnly: boolean;
  /** Days of the monitor's own; without them the baselines'. */
  readonly holidays?: Holidays | undefined;
  /** In place of the one that a window was judged by. */
  readonly instead?: BaselinePlace | undefined;
}

/** The baselines that windows were judged by, or another one for all; each file is read once. */
export class BaselineShelf {
  readonly #options: ShelfOptions;
  readonly #opened = new Map<string, Promise<OpenBaseline | undefined>>();
  readonly #slots = new Map<string, Promise<LoadedBaseline>>();

  constructor(options: ShelfOptions) {
    this.#options = options;
  }

  /** The fixed one beside a rolling one; undefined where no rolling one judges. */
  besideOf({ fixed }: JudgedBy): JudgedBy | undefined {
    return fixed === undefined || this.#options.instead !== undefined ? undefined : { id: fixed };
  }

  /** Undefined where it is no longer there. */
  private open(judgedBy: JudgedBy): Promise<OpenBaseline | undefined> {
    const { instead, work, filesOnly, holidays } = this.#options;
    const beside = this.besideOf(judgedBy);
    const place = instead ?? { store: work, folder: this.folderOf(judgedBy) };
    return remember(this.#opened, place.folder, async () => {
      const isGone = !instead && (await readBaselineFacts(place.store, place.folder)) === undefined;
      if (isGone) return undefined;
      if (beside === undefined) return openBaseline(place.store, place.folder, { filesOnly, holidays });
      const fixed = await this.open(beside);
      return fixed && openRolling(work, place.folder, { fixed: fixed.without(WHOLE), holidays });
    });
  }

  private folderOf(judgedBy: JudgedBy): string {
    const { monitor } = this.#options;
    const folder = this.besideOf(judgedBy) === undefined ? baselineFolder : rollingFolder;
    return folder(monitor, judgedBy.id);
  }

  /** What a window that starts then is judged by, without the profile of its slot. */
  async without(judgedBy: JudgedBy, start: number): Promise<WithoutProfile | undefined> {
    const opened = await this.open(judgedBy);
    return opened?.without(opened.placeAt(start).slot);
  }

  /** As a window of that span is judged by it: the slot that it starts in, or all that it lies in, where it is longer than they are. */
  async at(
    judgedBy: JudgedBy,
    { start, end }: { readonly start: number; readonly end: number },
  ): Promise<LoadedBaseline | undefined> {
    const opened = await this.open(judgedBy);
    if (opened === undefined) return undefined;
    const { length, instead } = this.#options;
    const slots = new Set<string>();
    for (let time = start; time < end; time += length) slots.add(opened.placeAt(time).slot);
    const key = [instead?.folder ?? this.folderOf(judgedBy), ...slots].join("\0");
    return remember(this.#slots, key, () => joined(opened, [...slots]));
  }
}

/** What a baseline of longer windows has in a slot: the rows of all that it takes up. A limit of the shorter windows' distances is none of theirs. */
async function joined(opened: OpenBaseline, slots: readonly string[]): Promise<LoadedBaseline> {
  const [first, ...others] = await Promise.all(slots.map((slot) => opened.at(slot)));
  if (others.length === 0) return first!;
  const profile = new DatasetProfile();
  // A slot is a whole profile; a judgement needs the view of it alone.
  for (const each of [first!, ...others]) profile.merge(each.profile as DatasetProfile);
  return { ...first!, profile };
}

function remember<T>(known: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const there = known.get(key) ?? make();
  known.set(key, there);
  return there;
}
