import {
  type Acknowledgement,
  type AcknowledgementIndex,
  withAcknowledgement,
} from "../../shared/acknowledgements/acknowledgement.ts";
import { hashOf } from "../../shared/window/execution-name.ts";
import { parseWindowId } from "../../shared/window/window.ts";
import { acknowledgementKey, acknowledgementsKey } from "../../shared/window/work-keys.ts";
import { putJson, swapJson } from "../../steps/json-object.ts";
import type { ObjectStore } from "../../steps/ports.ts";

/**
 * Keeps an answer: beside its window for good, then among what holds, where others may write at the same time. Whoever dies in
 * between has muted nothing, and says it again.
 */
export async function keepAnswer(
  work: ObjectStore,
  said: Omit<Acknowledgement, "version" | "id">,
): Promise<Acknowledgement> {
  const { endpoint, variant } = said;
  const id = `${said.at.replace(/[-:.]/g, "").slice(0, 15)}Z-${hashOf(8, JSON.stringify(said))}`;
  const kept: Acknowledgement = { version: 1, id, ...said };
  const window = { endpoint, variant, ...parseWindowId(said.window) };
  await putJson(work, acknowledgementKey(window, id), kept, { ifNoneMatch: "*" });
  await swapJson<AcknowledgementIndex>(work, acknowledgementsKey(endpoint, variant), (there) => ({
    version: 1,
    acknowledgements: withAcknowledgement(there?.acknowledgements ?? [], kept),
  }));
  return kept;
}
