import { timeInWords } from "../../shared/columns/change-in-words.ts";
import { columnHistory, versionOf } from "../../shared/columns/column-history.ts";
import { allNames } from "../../shared/monitors/compare-window.ts";
import type { MonitorDefinition } from "../../shared/monitors/monitor-definition.ts";
import { formatNoun } from "../../shared/report/format-number.ts";
import { isHolidaySlot, WHOLE } from "../../shared/window/season-slot.ts";
import { type LoadedBaseline, loadBaselineFolder } from "../../steps/stored-baseline.ts";
import type { OpenLocation } from "../open-store.ts";
import { type BaselineRead, columnDifference, readBaseline } from "../put-baseline.ts";
import { checkRules } from "./check-rules.ts";
import { type Finding, fault, faultOf, ok, warning } from "./finding.ts";

const SUGGEST = "Suggest a new one with: plumbline suggest-baseline DATASET --out FOLDER";
const SLOTS = { none: 0, "hour-of-day": 24, "hour-of-week": 168 } as const;

/** Whether a baseline can be read as a whole and fits the monitor, where there is one. */
export async function checkBaseline(
  name: string,
  at: OpenLocation,
  definition: MonitorDefinition | undefined,
): Promise<{ findings: Finding[]; baseline?: BaselineRead }> {
  const subject = `baseline ${name}`;
  try {
    const baseline = await readBaseline(name, at);
    const loaded = await loadBaselineFolder(at.store, at.prefix, 0);
    const { facts, columns } = baseline;
    const head = ok(
      subject,
      `${facts.rows} rows, ${columns.length} columns, ${columns.length - facts.excluded.length} of them judged.`,
    );
    const findings = [
      head,
      ...slotFindings(subject, baseline),
      ...limitFindings(subject, loaded),
      ...(definition === undefined
        ? []
        : [
            ...fitFindings(subject, baseline, loaded, definition),
            ...checkRules(subject, definition, loaded),
          ]),
    ];
    return { findings, baseline };
  } catch (thrown) {
    return { findings: [faultOf(subject, thrown)] };
  }
}

function slotFindings(subject: string, { facts }: BaselineRead): Finding[] {
  const slots = facts.slots.filter((slot) => slot !== WHOLE && !isHolidaySlot(slot)).length;
  const missing = SLOTS[facts.season] - slots;
  if (missing <= 0) return [];
  return [
    warning(
      subject,
      `${missing} of the ${SLOTS[facts.season]} slots of season ${facts.season} have no data: windows in them are compared with all hours.`,
      "Suggest the baseline from more data, or with a season of fewer slots.",
    ),
  ];
}

function limitFindings(subject: string, { calibration }: LoadedBaseline): Finding[] {
  if (calibration === undefined)
    return [
      warning(
        subject,
        "It has no learnt limits: the fixed thresholds of the constraints decide, and noise crosses them.",
        `${SUGGEST} --time COLUMN, from at least 24 windows on two days`,
      ),
    ];
  return [ok(subject, `Limits learnt from ${calibration.windows} windows on ${calibration.days} days.`)];
}

function fitFindings(
  subject: string,
  { facts, columns }: BaselineRead,
  { calibration }: LoadedBaseline,
  definition: MonitorDefinition,
): Finding[] {
  const difference = columnDifference(definition, columns);
  const statistic = definition.drift.statistic ?? "LInfinity";
  const version = definition.baseline?.modelVersion;
  const unknown = (definition.columns.exclude ?? []).filter(
    (name) => !allNames(definition, [name]).some((each) => columns.includes(each)),
  );
  return [
    ...(difference === undefined
      ? []
      : [fault(subject, `It is for other columns than ${definition.monitor}: ${difference}`, SUGGEST)]),
    ...versionFindings(subject, columns, definition),
    ...(facts.season === definition.season
      ? []
      : [
          warning(
            subject,
            `Its season is ${facts.season}, the monitor's ${definition.season}: windows are compared by the baseline's.`,
            `${SUGGEST} --season ${definition.season}`,
          ),
        ]),
    ...(facts.timezone === definition.timezone || facts.season === "none"
      ? []
      : [
          warning(
            subject,
            `Its slots are hours of ${facts.timezone}, the monitor's of ${definition.timezone}: windows are compared by the baseline's.`,
            `${SUGGEST} --timezone ${definition.timezone}`,
          ),
        ]),
    ...holidayFindings(subject, facts, definition),
    ...(calibration?.version !== 1 || calibration.statistic === statistic
      ? []
      : [
          warning(
            subject,
            `Its limits are learnt for ${calibration.statistic}, the monitor measures ${statistic}: they are not used.`,
            `${SUGGEST} --monitor FILE`,
          ),
        ]),
    ...(calibration === undefined || calibration.minRows <= definition.minRows
      ? []
      : [
          warning(
            subject,
            `Its limits are learnt from windows of at least ${calibration.minRows} rows, the monitor judges windows from ${definition.minRows}: small ones differ more.`,
            `Set minRows to ${calibration.minRows}, or suggest the baseline with --min-rows ${definition.minRows}`,
          ),
        ]),
    ...(version === undefined || facts.modelVersion === null || facts.modelVersion === version
      ? []
      : [warning(subject, `It is for model ${facts.modelVersion}, the monitor's is ${version}.`, SUGGEST)]),
    ...(unknown.length === 0
      ? []
      : [
          warning(
            subject,
            `The monitor excludes ${unknown.map((name) => `"${name}"`).join(", ")}, which the baseline does not have.`,
            "Correct columns.exclude.",
          ),
        ]),
  ];
}

/** Whether windows on holidays can be compared with something that knows of them. */
function holidayFindings(
  subject: string,
  { holidays, slots }: BaselineRead["facts"],
  { holidays: asked }: MonitorDefinition,
): Finding[] {
  if (asked === undefined) return [];
  if (holidays === undefined)
    return [
      warning(
        subject,
        "The monitor has holidays, and the baseline was made without: its ordinary slots are made of holidays too.",
        `${SUGGEST} --monitor FILE`,
      ),
    ];
  const own = slots.filter(isHolidaySlot).length;
  const as = own === 0 ? `are compared as ${asked.like}s` : `have slots of their own at ${own} of 24 hours`;
  return [ok(subject, `${formatNoun(holidays.days, "holiday")} in its data; windows on holidays ${as}.`)];
}

/** Which of the declared versions the baseline is of. */
function versionFindings(
  subject: string,
  columns: readonly string[],
  { columns: declared }: MonitorDefinition,
): Finding[] {
  const history = columnHistory(declared);
  const [first] = history.changes;
  if (first === undefined) return [];
  const since = history.changes[versionOf(history, columns) - 1];
  const words =
    since === undefined
      ? `from before ${timeInWords(first.from)}`
      : `declared from ${timeInWords(since.from)} on`;
  return [ok(subject, `It has the columns ${words}.`)];
}
