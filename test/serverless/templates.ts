import type { Json, Packaged, Resource } from "./packaged.ts";
import { pascal } from "./project.ts";

/** The plain deployment, and the one with every parameter given. */
export interface Templates {
  readonly plain: Packaged;
  readonly full: Packaged;
}

/** Resources of a type, with their logical ids. */
export const ofType = ({ template }: Packaged, type: string): [string, Resource][] =>
  Object.entries(template.Resources).filter(([, { Type }]) => Type === type);

/** Properties of the role of a function, or of `<machine>-machine`. */
export const roleOf = ({ template }: Packaged, name: string): Json =>
  template.Resources[`${pascal(name)}Role`]!.Properties;

/** Statements of every policy of a role. */
export const statements = (role: Json): Json[] =>
  role.Policies.flatMap((policy: Json) => policy.PolicyDocument.Statement);

/** Actions that a role grants, each once. */
export const actions = (role: Json): string[] =>
  [...new Set(statements(role).flatMap(({ Action }) => Action as string[]))].sort();
