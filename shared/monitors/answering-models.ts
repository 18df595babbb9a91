import { formatClock, formatDate } from "../report/format-time.ts";
import { shownName } from "../report/inert-text.ts";
import type { Window } from "../window/window.ts";
import { type DeploymentHistory, isSameModel, namesOf } from "./deployment-history.ts";

/** A model that answered in a window. */
export interface AnsweringModel {
  readonly modelVersion: string;
  /** Every name that a baseline may be bound by. */
  readonly names: readonly string[];
  /** When it took effect, ISO 8601. */
  readonly since: string;
  /** Of the window's time, 0 to 1; of its requests nobody knows. */
  readonly share: number;
}

/** The models that answered in a window, in order of time; none where the history begins behind it. */
export function answeringModels(
  { deployments }: DeploymentHistory,
  { start, end }: Pick<Window, "start" | "end">,
): AnsweringModel[] {
  const models: AnsweringModel[] = [];
  for (const [index, deployment] of deployments.entries()) {
    const from = Math.max(start, Date.parse(deployment.since));
    const next = deployments[index + 1];
    const to = Math.min(end, next === undefined ? end : Date.parse(next.since));
    if (from >= to) continue;
    const share = (to - from) / (end - start);
    const known = models.findIndex((model) => isSameModel(model, deployment));
    if (known >= 0) models[known] = { ...models[known]!, share: models[known]!.share + share };
    else
      models.push({
        modelVersion: deployment.modelVersion,
        names: namesOf(deployment),
        since: deployment.since,
        share,
      });
  }
  return models;
}

/** The model that answered longest, the earlier of two; undefined where nobody knows. */
export const answeredLongest = <T extends Pick<AnsweringModel, "share">>(
  models: readonly T[] | undefined,
): T | undefined =>
  models?.reduce<T | undefined>(
    (most, model) => (most !== undefined && most.share >= model.share ? most : model),
    undefined,
  );

/** Whether the model changed inside the window. */
export const isMixed = (models: readonly unknown[] | undefined): boolean => (models?.length ?? 0) > 1;

/** `churn/8, since 3 Mar 2026, 10:20 UTC`. */
export function modelInWords({
  modelVersion,
  since,
}: Pick<AnsweringModel, "modelVersion" | "since">): string {
  const time = Date.parse(since);
  return `${shownName(modelVersion)}, since ${formatDate(time)}, ${formatClock(time)} UTC`;
}
