import { formatShare } from "../../report/format-number.ts";
import { count, distinctValues, type ExclusionRule } from "./exclusion-rule.ts";

/** UUID (RFC 9562), a hash or object id in hex, ULID. */
const KEY =
  /^(?:[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|(?=.*\d)[0-9a-f]{16,}|[0-7][0-9A-HJKMNP-TV-Z]{25})$/i;
/** Share of the texts that are keys by their form. */
const KEYS = 0.95;
/**
 * Different keys ÷ rows, of a thousand rows and more: each comes three times or less. Three hundred shops are a feature, whatever
 * their names look like.
 */
const SELDOM = 0.3;
const ROWS = 1000;

/** The key of a visit, a basket, a device: texts that a machine made up and that seldom come again. */
export const keyTexts: ExclusionRule = {
  name: "key texts",
  reason({ whole, sampled }) {
    const { present } = whole.types;
    if (whole.types.inferredType() !== "String" || present < ROWS || sampled.length === 0) return undefined;
    const keys = sampled.filter((cell) => typeof cell === "string" && KEY.test(cell.trim())).length;
    const distinct = distinctValues(whole);
    if (keys < KEYS * sampled.length || distinct < SELDOM * present) return undefined;
    return `keys by their form (${formatShare(keys / sampled.length)} of those looked at), about ${count(distinct)} different ones in ${count(present)} rows: it names what comes, it does not describe it`;
  },
};
