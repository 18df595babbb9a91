import type { Builtin } from "../expression-value.ts";
import { listFunctions } from "./list-functions.ts";
import { numberFunctions } from "./number-functions.ts";
import { objectFunctions } from "./object-functions.ts";
import { sampleFunctions } from "./sample-functions.ts";
import { textFunctions } from "./text-functions.ts";

/** Every function that an expression may call; what is not here does not exist. */
export const builtins: ReadonlyMap<string, Builtin> = new Map<string, Builtin>(
  Object.entries({
    ...numberFunctions,
    ...textFunctions,
    ...listFunctions,
    ...objectFunctions,
    ...sampleFunctions,
  }),
);
