import { type Compiled, compileExpression } from "../expression/compile-expression.ts";
import type { Builtin } from "../expression/expression-value.ts";
import { builtin } from "../expression/functions/builtin.ts";
import { builtins } from "../expression/functions/index.ts";
import { hashShare } from "../expression/functions/sample-functions.ts";
import { EvaluationFault } from "../expression/meter.ts";
import { type MappingDocument, sampledText } from "./mapping-document.ts";

/** Members of a record's document. */
const NAMES = ["rows", "input", "output", "event"] as const satisfies readonly (keyof MappingDocument)[];

const mappingBuiltins: ReadonlyMap<string, Builtin> = new Map([
  ...builtins,
  [
    "sample",
    builtin("n", ({ document, at }, share: number) => {
      if (share >= 0 && share <= 1) return hashShare(sampledText(document as MappingDocument)) < share;
      throw new EvaluationFault("$sample takes a share from 0 to 1", at);
    }),
  ],
]);

/** The `mapping` of a definition, or what is wrong with it and where. */
export const compileMapping = (text: string): Compiled =>
  compileExpression(text, { names: NAMES, builtins: mappingBuiltins });
