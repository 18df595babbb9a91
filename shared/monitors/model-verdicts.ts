/** What a verdict says of the model that answered, where it matters. */

import { shownName } from "../report/inert-text.ts";
import { nameList } from "../report/name-list.ts";
import type { Severity } from "../report/verdict.ts";
import { type AnsweringModel, answeredLongest, modelInWords } from "./answering-models.ts";
import type { WindowToJudge } from "./judge-window.ts";

/** A new version has this long to get its baseline; after that nobody watches a model in service. */
const LEARNING_MS = 7 * 86_400_000;

/**
 * Reason and severity of a window that was answered by a version of which the monitor has no baseline; undefined when
 * the version is not known or there is no baseline of any.
 */
export function learning({
  definition,
  window,
  models,
  otherVersions,
}: Pick<WindowToJudge, "definition" | "window" | "models"> & { readonly otherVersions: readonly string[] }):
  | readonly [string, Severity]
  | undefined {
  const model = answeredLongest(models);
  if (model === undefined || otherVersions.length === 0) return undefined;
  const late = isOverdue(models, window.end);
  const others = `The monitor has baselines of ${nameList(otherVersions.map(shownName))} and none of it`;
  const next = `Suggest one: plumbline suggest-baseline DATASET --monitor monitors/${definition.monitor}.yml --model-version ${shownName(model.modelVersion)} --out FOLDER; then put it there: plumbline push monitors/${definition.monitor}.yml --baseline FOLDER`;
  const reason = `Model ${modelInWords(model)}, answered. ${others}${late ? ", for more than a week" : ""}. ${next}`;
  return [reason, late ? "ticket" : "note"];
}

/** Whether the model of a window that ends at `end` has answered for so long that it should have a baseline. */
export function isOverdue(
  models: readonly Pick<AnsweringModel, "since" | "share">[] | undefined,
  end: number,
): boolean {
  const model = answeredLongest(models);
  return model !== undefined && end - Date.parse(model.since) > LEARNING_MS;
}

/** Which models answered in a window of several, and what follows from it. */
export function mixedInWords(models: readonly AnsweringModel[]): string {
  const [first, ...then] = models;
  const longest = answeredLongest(models)!;
  return `The model changed in this window: ${nameList([shownName(first!.modelVersion), ...then.map(modelInWords)])}. It is judged as a window of ${shownName(longest.modelVersion)}, which answered longest, and asks for no retraining.`;
}
