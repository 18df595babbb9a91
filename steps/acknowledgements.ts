/** What people have said of violations: each answer beside its window, and what holds of an endpoint variant in one object that plans read. */
import {
  type Acknowledgement,
  type AcknowledgementIndex,
  withAcknowledgement,
} from "../shared/acknowledgements/acknowledgement.ts";
import { hashOf } from "../shared/window/execution-name.ts";
import { parseWindowId, type Window } from "../shared/window/window.ts";
import { acknowledgementKey, acknowledgementsKey } from "../shared/window/work-keys.ts";
import { getJson, putJson, swapJson } from "./json-object.ts";
import type { ObjectStore } from "./ports.ts";

/** What holds of an endpoint variant, in the order in which it was said. */
export async function acknowledgementsOf(
  work: ObjectStore,
  { endpoint, variant }: Pick<Window, "endpoint" | "variant">,
): Promise<readonly Acknowledgement[]> {
  const index = await getJson<AcknowledgementIndex>(work, acknowledgementsKey(endpoint, variant));
  return index?.value.acknowledgements ?? [];
}

/**
 * Keeps an answer: beside its window for good, then among what holds, where others may write at the same time. Whoever dies in
 * between has muted nothing, and says it again.
 */
export async function acknowledge(
  work: ObjectStore,
  said: Omit<Acknowledgement, "version" | "id">,
): Promise<Acknowledgement> {
  const { endpoint, variant } = said;
  const id = `${said.at.replace(/[-:.]/g, "").slice(0, 15)}Z-${hashOf(8, JSON.stringify(said))}`;
  const kept: Acknowledgement = { version: 1, id, ...said };
  const window = { endpoint, variant, ...parseWindowId(said.window) };
  await putJson(work, acknowledgementKey(window, id), kept, { ifNoneMatch: "*" });
  await swapJson<AcknowledgementIndex>(work, acknowledgementsKey(endpoint, variant), (there) => {
    const known = there?.acknowledgements ?? [];
    if (known.some((each) => each.id === id)) return undefined;
    return { version: 1, acknowledgements: withAcknowledgement(known, kept) };
  });
  return kept;
}
