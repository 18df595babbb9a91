import { violationsOf } from "../compare-hour.ts";
import type { ComparedHour, DifferenceCause } from "./difference-cause.ts";

const STRUCTURAL = ["missing_column_check", "extra_column_check"];

/** Whether the service found another number of columns than the baseline's. */
export const isStructural = ({ service }: Pick<ComparedHour, "service">): boolean =>
  service !== undefined &&
  violationsOf(service).some(({ constraint_check_type }) => STRUCTURAL.includes(constraint_check_type));

/** It writes nothing but that violation then (real runs; spec of the checks). */
export const columnCount: DifferenceCause = {
  name: "column-count",
  means:
    "With another number of columns the service writes that violation alone, Plumbline the statistics too.",
  explains: ({ kind, service }, hour) => kind === "file" && service === null && isStructural(hour),
};
