import type { Acknowledgement, Answer } from "../../shared/acknowledgements/acknowledgement.ts";
import { causeOf } from "../../shared/acknowledgements/cause.ts";
import { UnusableInput } from "../../shared/errors.ts";
import type { Verdict, Violation } from "../../shared/report/verdict.ts";
import { acknowledgementsOf } from "../../steps/acknowledgements.ts";
import type { ObjectStore } from "../../steps/ports.ts";
import { type FoundWindow, findWindow, isColumnNamed, type WindowPlace } from "../find-window.ts";
import { keepAnswer } from "./keep-answer.ts";

/** A person's word on a window. */
export interface Word extends WindowPlace {
  readonly column?: string | undefined;
  readonly check?: string | undefined;
  readonly note: string | null;
  readonly by: string | null;
  /** ISO 8601. */
  readonly at: string;
}

/**
 * Answers the violations of a window's current revision: all of them, or those of a column and check, muted ones too. Throws
 * `UnusableInput` where there is nothing to answer.
 */
export async function acknowledgeWindow(
  work: ObjectStore,
  name: string,
  word: Word & { readonly as: Answer; readonly muteMs: number },
): Promise<Acknowledgement> {
  const found = await findWindow(work, name, word);
  const violations = meant(found.read.verdict, word);
  const { statistic } = found.definition.drift;
  return keepAnswer(work, {
    ...placeOf(found, word),
    as: word.as,
    until: new Date(found.read.window.end + word.muteMs).toISOString(),
    causes: violations.map((violation) => causeOf(violation, statistic)),
  });
}

/**
 * Takes back what was said of a window, or of the window that a muted violation of it was answered in. Throws `UnusableInput` where
 * nothing was said.
 */
export async function withdrawAnswers(
  work: ObjectStore,
  name: string,
  word: Word,
): Promise<Acknowledgement[]> {
  const found = await findWindow(work, name, word);
  const { id, verdict } = found.read;
  const known = await acknowledgementsOf(work, found.read.window);
  const mutedBy = new Set((verdict.muted ?? []).map(({ acknowledged }) => acknowledged.window));
  const own = known.filter(({ window }) => window === id);
  const answered = own.length > 0 ? own : known.filter(({ window }) => mutedBy.has(window));
  const withdrawn: Acknowledgement[] = [];
  for (const each of answered) {
    const causes = each.causes.filter((cause) => isMeant(cause, word));
    if (causes.length === 0) continue;
    const { window, start, revision } = each;
    const taken = { ...placeOf(found, word), window, start, revision, causes };
    withdrawn.push(await keepAnswer(work, { ...taken, as: "withdrawn", until: each.until }));
  }
  if (withdrawn.length > 0) return withdrawn;
  throw new UnusableInput(
    `Got --undo of window ${id}; nothing${narrowed(word)} was acknowledged there that still holds. Look at what was with: plumbline acknowledge --list`,
  );
}

function placeOf({ read }: FoundWindow, { at, by, note }: Word) {
  const { endpoint, variant, start } = read.window;
  const revision = Number(/r(\d+)\/$/.exec(read.folder)![1]);
  return { endpoint, variant, window: read.id, start: new Date(start).toISOString(), revision, at, by, note };
}

type Narrowed = Pick<Word, "column" | "check">;

const isMeant = (each: Pick<Violation, "column" | "check">, { column, check }: Narrowed): boolean =>
  (column === undefined || isColumnNamed(each.column, column)) && (check ?? each.check) === each.check;

const narrowed = ({ column, check }: Narrowed) =>
  (check === undefined ? "" : ` of ${check}`) + (column === undefined ? "" : ` in column "${column}"`);

/** What of a verdict an answer is about. What is muted already is answered anew where it is named. */
function meant(verdict: Verdict, word: Word): readonly Violation[] {
  const { window, violations, muted = [] } = verdict;
  const isNarrowed = word.column !== undefined || word.check !== undefined;
  const found = (isNarrowed ? [...violations, ...muted] : violations).filter((each) => isMeant(each, word));
  if (found.length > 0) return found;
  const known = [...violations, ...muted].map(({ column, check }) => `${column} ${check}`);
  if (known.length === 0)
    throw new UnusableInput(
      `Got window ${window.id}: it has no violations (${verdict.verdict}: ${verdict.reason}); expected one that has some. Nothing was kept.`,
    );
  throw new UnusableInput(
    isNarrowed
      ? `Got window ${window.id}: it has no violation${narrowed(word)}; it has: ${known.slice(0, 20).join("; ")}${known.length > 20 ? "; …" : ""}. Nothing was kept.`
      : `Got window ${window.id}: all that it has is muted already (${known.slice(0, 20).join("; ")}). Name a column with --column to answer it anew, or take the answer back with --undo.`,
  );
}
