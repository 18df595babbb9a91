import { columnHistory } from "../../shared/columns/column-history.ts";
import type { MonitorDefinition } from "../../shared/monitors/monitor-definition.ts";
import { parseDuration } from "../../shared/window/window.ts";
import { judgedColumns } from "../put-baseline.ts";
import { type Finding, ok, warning } from "./finding.ts";

/** What a definition says that can be doubted without looking at data. It has been parsed, so every value is possible. */
export function checkDefinition(subject: string, definition: MonitorDefinition): Finding[] {
  const found = [
    ...latenessFindings(subject, definition),
    ...holidayFindings(subject, definition, Date.now()),
    ...columnFindings(subject, definition),
    ...retrainingFindings(subject, definition),
  ];
  return [
    ok(
      subject,
      `Monitor ${definition.monitor} watches ${definition.endpoint} (${variantsOf(definition)}) in windows of ${definition.window}.`,
    ),
    ...found,
  ];
}

function latenessFindings(subject: string, { window, lateness, maxLateness }: MonitorDefinition): Finding[] {
  const [length, late, latest] = [window, lateness, maxLateness].map((text) => parseDuration(text)!) as [
    number,
    number,
    number,
  ];
  return [
    ...(late > latest
      ? [
          warning(
            subject,
            `lateness ${lateness} is longer than maxLateness ${maxLateness}: a record may come too late for its window before the window closes.`,
            "Make maxLateness longer, 7 days by default.",
          ),
        ]
      : []),
    ...(late > length
      ? [
          warning(
            subject,
            `lateness ${lateness} is longer than a window (${window}): every verdict comes that much later.`,
            "PT10M is enough for data capture, which writes within minutes; later records make a new revision.",
          ),
        ]
      : []),
    ...(late === 0
      ? [
          warning(
            subject,
            "lateness is zero: data capture buffers records for some minutes, so that nearly every window is closed twice.",
            "Set lateness to PT10M.",
          ),
        ]
      : []),
  ];
}

function holidayFindings(subject: string, { holidays }: MonitorDefinition, now: number): Finding[] {
  const last = [...(holidays?.dates ?? [])].sort().at(-1);
  if (last === undefined || Date.parse(last) > now) return [];
  return [
    warning(
      subject,
      `The last holiday that it knows is ${last}: from then on holidays are judged as any other day.`,
      "Take the calendar of this year, and push again.",
    ),
  ];
}

function columnFindings(subject: string, definition: MonitorDefinition): Finding[] {
  const { exclude = [], sensitive = [], critical = [] } = definition.columns;
  const { segments } = definition;
  const segmented =
    segments === undefined || segments.column === definition.columns.targetModel ? [] : [segments.column];
  const judged = judgedColumns(definition);
  const { names } = judged;
  const everName = columnHistory(judged).names.flatMap((each) => each ?? []);
  const twice = (names ?? []).filter((name, index) => names!.indexOf(name) !== index);
  const unknown =
    names === undefined
      ? []
      : [...exclude, ...sensitive, ...critical, ...segmented].filter((name) => !everName.includes(name));
  const silenced = critical.filter((name) => exclude.includes(name));
  return [
    ...(twice.length > 0
      ? [warning(subject, `columns.names has ${quoted(twice)} twice.`, "Give each column a name of its own.")]
      : []),
    ...(unknown.length > 0
      ? [
          warning(
            subject,
            `columns.exclude, sensitive, critical or segments name ${quoted(unknown)}, which columns.names does not have.`,
            "Correct the spelling: nothing is excluded, hidden or told apart under another name.",
          ),
        ]
      : []),
    ...(silenced.length > 0
      ? [
          warning(
            subject,
            `${quoted(silenced)} is critical and excluded: an excluded column is never judged.`,
            "Take it out of one of the two.",
          ),
        ]
      : []),
    ...(definition.columns.versions !== undefined && definition.compatibility === "ModelMonitor"
      ? [
          warning(
            subject,
            "columns.versions is declared and compatibility is ModelMonitor: that service knows no versions and compares by position.",
            "Leave compatibility out, or expect one violation a window from the first change on.",
          ),
        ]
      : []),
  ];
}

function retrainingFindings(subject: string, { retraining, violationRate }: MonitorDefinition): Finding[] {
  if (violationRate.threshold === 0)
    return [
      warning(
        subject,
        "violationRate.threshold is 0: every judged window asks for a retraining.",
        "Set it to a share of the columns, 0.2 by default.",
      ),
    ];
  if (retraining === undefined)
    return [ok(subject, "No retraining policy: windows are judged, nothing is trained.")];
  if (retraining.perWeek === 0)
    return [
      warning(
        subject,
        "retraining.perWeek is 0: nothing is ever retrained.",
        "Leave it out (3), or take the whole policy out.",
      ),
    ];
  return [];
}

const variantsOf = ({ variants, shadowVariants }: MonitorDefinition) =>
  [...variants, ...shadowVariants.map((shadow) => `${shadow}, a shadow`)].join(", ");

const quoted = (names: readonly string[]) => [...new Set(names)].map((name) => `"${name}"`).join(", ");
