import type { MonitorDefinition } from "./monitor-definition.ts";

type Variants = Pick<MonitorDefinition, "variants" | "shadowVariants">;

/** The production variants, then the shadow ones: each has windows of its own. */
export const allVariants = ({ variants, shadowVariants }: Variants): string[] => [
  ...variants,
  ...shadowVariants,
];

/** Whether a variant answers nobody: SageMaker sends it copies of the production variant's requests. */
export const isShadow = ({ shadowVariants }: Pick<Variants, "shadowVariants">, variant: string): boolean =>
  shadowVariants.includes(variant);
