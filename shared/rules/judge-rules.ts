import type { CheckResult } from "../constraints/check-constraints.ts";
import type { CheckContext, CheckKind, CheckSeverity, Finding } from "../constraints/constraint-check.ts";
import { judgedColumns } from "../constraints/judged-columns.ts";
import { shortNumber } from "../constraints/share-check.ts";
import { BASE_STEPS } from "../expression/meter.ts";
import { compileRule, type ReadPath, readPaths } from "./compile-rule.ts";
import { CUSTOM_RULE_CHECK } from "./custom-rule-check.ts";
import { type WindowCounts, windowDocument } from "./window-document.ts";

/** A check of the user's own: what has to be true of a window. */
export interface CustomRule {
  readonly name: string;
  /** An expression over the window's statistics (`windowDocument`). */
  readonly assert: string;
  readonly severity: CheckSeverity;
  readonly kind: CheckKind;
  readonly message: string;
  /** The column that it speaks of; without one the rule is a thing of its own. */
  readonly column?: string | undefined;
}

/** Beside `BASE_STEPS`, for rules that look at every column of a wide table. */
const STEPS_A_COLUMN = 200;
/** Values that a violation tells. */
const VALUES_TOLD = 5;
const EXPRESSION_TOLD = 200;

/** Where a rule is counted: at its column, or as one more thing that is judged. */
const placeOf = ({ name, column }: CustomRule) => column ?? `rule:${name}`;

/** A rule at the name that its column has in the window. */
function inWindow(rule: CustomRule, origins: ReadonlyMap<string, string>): CustomRule {
  const renamed = [...origins].find(([, was]) => was === rule.column);
  return renamed === undefined ? rule : { ...rule, column: renamed[0] };
}

/**
 * Adds what the rules have to say to what the checks have said. False is a violation. A rule that gives anything else
 * than true or false is reported, with the reason, and not counted as judged. The places of the others count in
 * `columnsEvaluated`. `origins`: as of `windowDocument`. A window that Model Monitor would compare by its columns alone is left at that.
 */
export function judgeRules(
  rules: readonly CustomRule[],
  checked: CheckResult,
  context: CheckContext,
  counts: WindowCounts,
  origins: ReadonlyMap<string, string> = new Map(),
): CheckResult {
  if (rules.length === 0 || (context.compat && checked.structural)) return checked;
  const document = windowDocument(context, counts, origins);
  const steps = BASE_STEPS + STEPS_A_COLUMN * context.current.columns.length;
  const judged = rules.map((rule) => ({
    rule: inWindow(rule, origins),
    answer: answerOf(rule, document, steps),
  }));
  const answered = judged.filter(({ answer }) => answer.truth !== undefined);
  const places = new Set(judgedColumns(context).map(({ name }) => name));
  for (const { rule } of answered) places.add(placeOf(rule));
  const rows = { n: context.current.rows, m: context.baseline.profile.rows };
  return {
    ...checked,
    findings: [
      ...checked.findings,
      ...answered
        .filter(({ answer }) => answer.truth === false)
        .map(({ rule, answer }) => ({ ...findingOf(rule, violated(rule, answer)), ...rows })),
    ],
    reported: [
      ...checked.reported,
      ...judged
        .filter(({ answer }) => answer.truth === undefined)
        .map(({ rule, answer }) => ({ ...findingOf(rule, unanswered(rule, answer)), ...rows })),
    ],
    columnsEvaluated: places.size,
    checksEvaluated: checked.checksEvaluated + answered.length,
  };
}

interface Answer {
  /** Undefined where the rule could not be evaluated. */
  readonly truth: boolean | undefined;
  /** What came in place of true or false. */
  readonly instead: string;
  /** What the rule looked at, as `columns.age.mean = 61.2`. */
  readonly read: readonly string[];
}

function answerOf({ assert }: CustomRule, document: object, steps: number): Answer {
  const compiled = compileRule(assert);
  if (!compiled.ok) return { truth: undefined, instead: compiled.fault.message, read: [] };
  const { expression } = compiled;
  const read = readPaths(expression.root).flatMap((path) => told(path, document) ?? []);
  const evaluated = expression.evaluate(document, { steps });
  if (!evaluated.ok) return { truth: undefined, instead: evaluated.reason, read };
  const { value } = evaluated;
  if (typeof value === "boolean") return { truth: value, instead: "", read };
  return {
    truth: undefined,
    instead: `it gives ${value === undefined ? "nothing" : typeof value}, expected true or false`,
    read,
  };
}

/**
 * What stands at a place that the rule reads: numbers, truth values and types. Other texts, lists and objects are
 * left out; a missing value is told, it is what makes rules undefined.
 */
function told({ names }: ReadPath, document: object): string | undefined {
  let value: unknown = document;
  for (const name of names)
    value =
      typeof value === "object" && value !== null && Object.hasOwn(value, name)
        ? (value as Readonly<Record<string, unknown>>)[name]
        : undefined;
  const path = names.join(".");
  if (value === undefined) return `${path} is missing`;
  if (typeof value === "number") return `${path} = ${shortNumber(value)}`;
  const isTold = typeof value === "boolean" || (typeof value === "string" && names.at(-1) === "type");
  return isTold ? `${path} = ${String(value)}` : undefined;
}

function violated({ assert, message }: CustomRule, { read }: Answer): string {
  const expression = assert.replace(/\s+/g, " ").trim();
  const expected =
    expression.length > EXPRESSION_TOLD ? `${expression.slice(0, EXPRESSION_TOLD)}…` : expression;
  return `${message} Expected: ${expected}. Observed: ${listed(read) || "false"}.`;
}

const unanswered = ({ name }: CustomRule, { instead, read }: Answer) =>
  `Rule "${name}" could not be evaluated: ${instead}${read.length === 0 ? "" : ` (${listed(read)})`}.`;

const listed = (read: readonly string[]) =>
  read.slice(0, VALUES_TOLD).join(", ") + (read.length > VALUES_TOLD ? ", …" : "");

function findingOf(rule: CustomRule, description: string): Omit<Finding, "n" | "m"> {
  return {
    column: placeOf(rule),
    check: CUSTOM_RULE_CHECK,
    severity: rule.severity,
    kind: rule.kind,
    distance: null,
    threshold: 0,
    thresholdFrom: `rule ${rule.name}`,
    description,
    evidence: [],
  };
}
