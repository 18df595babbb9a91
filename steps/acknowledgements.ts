import type { Acknowledgement, AcknowledgementIndex } from "../shared/acknowledgements/acknowledgement.ts";
import type { Window } from "../shared/window/window.ts";
import { acknowledgementsKey } from "../shared/window/work-keys.ts";
import { getJson } from "./json-object.ts";
import type { ObjectStore } from "./ports.ts";

/** What people have said of an endpoint variant's violations and what holds of it, in the order in which it was said. */
export async function acknowledgementsOf(
  work: ObjectStore,
  { endpoint, variant }: Pick<Window, "endpoint" | "variant">,
): Promise<readonly Acknowledgement[]> {
  const index = await getJson<AcknowledgementIndex>(work, acknowledgementsKey(endpoint, variant));
  return index?.value.acknowledgements ?? [];
}
