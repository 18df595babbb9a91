import * as v from "valibot";
import { parseFileShape } from "../statistics/parse-file-shape.ts";

const schema = v.looseObject({
  violations: v.array(
    v.looseObject({
      feature_name: v.string(),
      constraint_check_type: v.string(),
      description: v.string(),
    }),
  ),
});

/** `constraint_violations.json` of a data quality job. */
export type ConstraintViolations = v.InferOutput<typeof schema>;

/** Violations from parsed JSON. Throws `UnusableInput` that says where, what came and what was expected. */
export function parseViolations(json: unknown, source = "constraint_violations.json"): ConstraintViolations {
  return parseFileShape(schema, json, source, "Copy the file again from where the service has written it.");
}
