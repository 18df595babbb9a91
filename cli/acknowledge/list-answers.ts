import { answeredAlarms } from "../../local/answered-alarms.ts";
import { readSeries } from "../../local/read-series.ts";
import type { Acknowledgement } from "../../shared/acknowledgements/acknowledgement.ts";
import type { AlarmTally } from "../../shared/acknowledgements/alarm-tally.ts";
import { acknowledgementsOf } from "../../steps/acknowledgements.ts";
import type { ObjectStore } from "../../steps/ports.ts";
import { type WindowPlace, watchedVariants } from "../find-window.ts";

/** What holds of an endpoint variant, and what its alarms were. */
export interface VariantAnswers {
  readonly monitor: string;
  readonly endpoint: string;
  readonly variant: string;
  readonly acknowledgements: readonly Acknowledgement[];
  readonly alarms: AlarmTally;
}

/** Of every endpoint variant that fits and of which something was said. */
export async function listAnswers(work: ObjectStore, place: WindowPlace): Promise<VariantAnswers[]> {
  const answers: VariantAnswers[] = [];
  for (const { definition, variant } of await watchedVariants(work, place)) {
    const { monitor, endpoint } = definition;
    const acknowledgements = await acknowledgementsOf(work, { endpoint, variant });
    if (acknowledgements.length === 0) continue;
    const windows = await readSeries({ work, endpoint, variant });
    const alarms = await answeredAlarms(work, definition, windows, acknowledgements);
    answers.push({ monitor, endpoint, variant, acknowledgements, alarms });
  }
  return answers;
}
