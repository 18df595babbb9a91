import { Builtin, type CallContext, type Parameter } from "../expression-value.ts";

/**
 * A function of ours. The signature is JSONata's: a letter a parameter (`Parameter.kind`), `<n>` the elements of a
 * list, `-` the context where it is left out, `?` optional. A missing first argument gives a missing result, unless
 * `takesMissing`.
 */
export function builtin(
  signature: string,
  run: (call: CallContext, ...args: never[]) => unknown,
  { takesMissing = false }: { readonly takesMissing?: boolean } = {},
): Builtin {
  return new Builtin({ parameters: () => parametersOf(signature), takesMissing, run });
}

function parametersOf(signature: string): readonly Parameter[] {
  return [...signature.matchAll(/([a-z])(?:<([a-z])>)?([-?])?/g)].map(
    ([, kind, elements, mark]): Parameter => ({
      kind: kind!,
      ...(elements === undefined ? {} : { elements }),
      optional: mark === "?",
      orContext: mark === "-",
    }),
  );
}
