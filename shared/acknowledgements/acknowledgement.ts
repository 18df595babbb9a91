import { type Cause, isSameThing } from "./cause.ts";

/** What a person says that the change behind a violation is. */
export const ANSWERS = ["expected", "fault", "drift"] as const;
export type Answer = (typeof ANSWERS)[number];

/** A person's answer to violations of a window. It holds no value that was captured. */
export interface Acknowledgement {
  readonly version: 1;
  readonly id: string;
  readonly endpoint: string;
  readonly variant: string;
  /** Id of the window, and its start, ISO 8601: what is muted begins with it. */
  readonly window: string;
  readonly start: string;
  /** The revision that was answered. */
  readonly revision: number;
  /** `withdrawn`: what was said before of these causes no longer holds. */
  readonly as: Answer | "withdrawn";
  /** When it was said, ISO 8601; nothing that is judged depends on it. */
  readonly at: string;
  /** Who said it; null where the machine does not tell. */
  readonly by: string | null;
  /** The same cause is muted in windows that start before it, ISO 8601. */
  readonly until: string;
  readonly note: string | null;
  readonly causes: readonly Cause[];
}

/** `acknowledgements/<endpoint>/<variant>.json`: what holds now, so that a plan finds it with one GET. */
export interface AcknowledgementIndex {
  readonly version: 1;
  /** In the order in which they were said. */
  readonly acknowledgements: readonly Acknowledgement[];
}

/** As long as windows are kept. */
const KEPT_MS = 400 * 86_400_000;

/** What holds after one more was said: of each cause of a window the last word, and nothing of windows that are kept no more. */
export function withAcknowledgement(
  known: readonly Acknowledgement[],
  said: Acknowledgement,
): Acknowledgement[] {
  // By the time of the windows: what is analyzed may be long over.
  const newest = Math.max(...[...known, said].map(({ start }) => Date.parse(start)));
  const others = known.flatMap((each) => {
    const causes =
      each.window === said.window
        ? each.causes.filter((cause) => !said.causes.some((answered) => isSameThing(answered, cause)))
        : each.causes;
    const isKept = Date.parse(each.start) > newest - KEPT_MS;
    return causes.length === 0 || !isKept ? [] : [{ ...each, causes }];
  });
  return said.as === "withdrawn" ? others : [...others, said];
}
