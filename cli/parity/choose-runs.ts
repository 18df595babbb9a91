import { UnusableInput } from "../../shared/errors.ts";
import type { ResultHour } from "../../steps/model-monitor-results.ts";

export interface RunChoice {
  /** The schedule that is meant, where it was named. */
  readonly schedule: string | undefined;
  /** Name of the monitor: an imported one is called like its schedule. */
  readonly monitor: string;
  readonly endpoint: string;
  /** As results were named, for messages. */
  readonly results: string;
}

/**
 * The runs of one schedule, in order of time: the named one, the one that the monitor is called after, the endpoint's only one, the
 * only one. Throws `UnusableInput` where that leaves none or several.
 */
export function chooseRuns(
  runs: readonly ResultHour[],
  { schedule, monitor, endpoint, results }: RunChoice,
): readonly ResultHour[] {
  const folderOf = ({ above, schedule: name }: ResultHour) => (above === "" ? name : `${above}/${name}`);
  const groups = Map.groupBy(runs, folderOf);
  const matching = (matches: (run: ResultHour) => boolean) =>
    [...groups.values()].filter(([first]) => matches(first!));
  const choices =
    schedule === undefined
      ? [
          matching((run) => run.schedule === monitor),
          matching(({ above }) => above.split("/").at(-1) === endpoint),
          [...groups.values()],
        ]
      : [matching((run) => run.schedule === schedule)];
  const chosen = choices.find((each) => each.length > 0) ?? [];
  if (chosen.length === 1) return chosen[0]!;
  const names = [...groups.keys()].slice(0, 10).join(", ");
  throw new UnusableInput(
    chosen.length === 0
      ? `Got results of ${names} in ${results}; expected some of schedule ${schedule}. Correct --schedule.`
      : `Got results of ${groups.size} schedules in ${results} (${names}); expected those of one. Name it with --schedule.`,
  );
}
