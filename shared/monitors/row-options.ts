import type { RowOptions } from "../capture/rows.ts";
import type { MonitorDefinition } from "./monitor-definition.ts";

/** How the monitor's records become rows. */
export function rowOptions({ columns }: Pick<MonitorDefinition, "columns">): RowOptions {
  const {
    order = "output-first",
    names,
    targetModel: column,
    targetModelAttribute = "TargetModel",
  } = columns;
  return {
    order,
    ...(names === undefined ? {} : { names: names.filter((name) => name !== column) }),
    ...(column === undefined ? {} : { targetModel: { column, attribute: targetModelAttribute } }),
  };
}
