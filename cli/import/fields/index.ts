import type { Description } from "../description.ts";
import { elsewhere, type FieldTable } from "../field-fate.ts";
import { type ImportSources, typeOf } from "../import-sources.ts";
import { jobPathsOf } from "../job-paths.ts";
import { endpointFields } from "./endpoint-fields.ts";
import { jobFields } from "./job-fields.ts";
import { modelPackageFields } from "./model-package-fields.ts";
import { scheduleFields } from "./schedule-fields.ts";

/** What becomes of the fields of a description. One that belongs to another monitor is told of as a whole. */
export function fieldsOf(description: Description, { others }: ImportSources): FieldTable {
  if (others.includes(description)) return { "": ofAnother(description) };
  const { kind } = description;
  if (kind === "endpoint" || kind === "endpoint config") return endpointFields;
  if (kind === "model package") return modelPackageFields;
  const paths = jobPathsOf(description);
  return {
    ...(kind === "schedule" ? scheduleFields : {}),
    ...(paths === undefined ? {} : jobFields(paths)),
  };
}

function ofAnother(description: Description) {
  const { kind } = description;
  const unsupported = kind === "other job" || (kind === "schedule" && typeOf(description) !== "DataQuality");
  return unsupported
    ? elsewhere(
        "it is of a monitor of another kind, which is not supported yet",
        "Keep the schedule that uses it.",
      )
    : elsewhere("it does not belong to this monitor", "Import it by itself.");
}
