import type { AlarmBudget } from "../calibration/alarm-budget.ts";
import { alignColumns } from "../columns/align-columns.ts";
import { type ColumnHistory, columnHistory, everyName } from "../columns/column-history.ts";
import type { SchemaInForce } from "../columns/schema-in-force.ts";
import type { CheckContext } from "../constraints/constraint-check.ts";
import { driftStatisticNamed } from "../drift/index.ts";
import { guardScales, scalesOf } from "../window/scale.ts";
import { formatDuration, parseDuration } from "../window/window.ts";
import { chanceLimits } from "./chance-limits.ts";
import type { JudgedBaseline, WindowToJudge } from "./judge-window.ts";
import type { MonitorDefinition } from "./monitor-definition.ts";

/** A window beside its baseline, column by column. */
export interface ComparedWindow {
  readonly context: CheckContext;
  /** Columns that are not judged, each with the reason. */
  readonly exclude: ReadonlyMap<string, string>;
  /** Name in the window → name in the baseline, of the judged columns, where changes are declared. */
  readonly origins: ReadonlyMap<string, string>;
  /** Undefined where no declared change matters. */
  readonly schema: SchemaInForce | undefined;
}

/** What the checks look at: both sides under the names that hold in the window, by the changes that the definition declares. */
export function compareWindow(given: WindowToJudge, baseline: JudgedBaseline): ComparedWindow {
  const { definition, window, profile } = given;
  const aligned = isVersioned(definition)
    ? alignColumns({ history: columnHistory(definition.columns), window, profile, baseline })
    : { current: profile, baseline, aside: new Map(), origins: new Map(), schema: undefined };
  const { origins, schema } = aligned;
  const exclude = new Map([...excludedColumns(definition, baseline), ...aligned.aside]);
  const context: CheckContext = {
    current: aligned.current,
    baseline: aligned.baseline,
    exclude: new Set(exclude.keys()),
    statistic: driftStatisticNamed(definition.drift.statistic ?? "LInfinity"),
    threshold: definition.drift.threshold,
    leastShortfall: definition.shortfall.threshold,
    compat: definition.compatibility === "ModelMonitor",
    limits: chanceLimits({
      definition,
      baseline,
      origins,
      scale: formatDuration(window.end - window.start),
      budget: budgetOf(given, baseline, exclude),
    }),
  };
  return { context, exclude, origins, schema };
}

/** Names of a definition with the names that their columns have in other declared versions. */
export function allNames({ columns }: MonitorDefinition, names: readonly string[] = []): string[] {
  if (columns.versions === undefined) return [...names];
  const history: ColumnHistory = columnHistory(columns);
  return [...new Set(names.flatMap((name) => everyName(history, name)))];
}

/** Model Monitor knows no versions: it counts columns and goes by position. */
const isVersioned = ({ columns, compatibility }: MonitorDefinition) =>
  (columns.versions ?? []).length > 0 && compatibility !== "ModelMonitor";

/** Columns that are not judged, each with the reason: what the baseline proposes and what the definition asks for. */
export function excludedColumns(
  definition: MonitorDefinition,
  { excluded, constraints }: Pick<JudgedBaseline, "excluded" | "constraints">,
): Map<string, string> {
  const proposed = excluded.flatMap(({ column, reason }) =>
    allNames(definition, [column]).map((name): [string, string] => [name, reason]),
  );
  const asked = allNames(definition, definition.columns.exclude).map((column): [string, string] => [
    column,
    "left out by the definition",
  ]);
  const { targetModel } = definition.columns;
  if (targetModel !== undefined && !constraints.features.some(({ name }) => name === targetModel))
    asked.push([targetModel, "names the target model, of which the baseline knows nothing"]);
  return new Map([...proposed, ...asked]);
}

/** The monitor's budget, shared over what its windows are judged by. */
export function budgetOf(
  {
    definition,
    falseAlarmsPerMonth,
    fixed,
  }: Pick<WindowToJudge, "definition" | "falseAlarmsPerMonth" | "fixed">,
  { constraints }: Pick<JudgedBaseline, "constraints">,
  exclude: Pick<ReadonlySet<string>, "has">,
): AlarmBudget {
  const windowMs = parseDuration(definition.window)!;
  return {
    falseAlarmsPerMonth: falseAlarmsPerMonth ?? definition.falseAlarms.perMonth ?? 1,
    columns: constraints.features.filter(({ name }) => !exclude.has(name)).length,
    // Spans that are compared with the fixed baseline as well are compared twice.
    scales: [...scalesOf(windowMs), ...(fixed === undefined ? [] : guardScales(windowMs))],
  };
}
