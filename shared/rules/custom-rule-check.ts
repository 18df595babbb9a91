/** Name of the check in verdicts and in `constraint_violations.json`: apart, so that whoever reads a verdict does not load what judges. */
export const CUSTOM_RULE_CHECK = "custom_rule_check";
