/** What a window is before it is compared, and all that one is which cannot be: its counts, and why it is not judged. */
import { SEVERITIES, type Verdict } from "../report/verdict.ts";
import { isShadow } from "./all-variants.ts";
import { isMixed } from "./answering-models.ts";
import { blankVerdict } from "./blank-verdict.ts";
import { type CapturedAndAnswered, coverageFinding, expectedRecords } from "./capture-coverage.ts";
import type { Judgement, WindowToJudge } from "./judge-window.ts";
import { type Unjudged, unreadableShare } from "./reason-not-to-judge.ts";
import { severityIn } from "./violation-of.ts";

/** Above it the window is marked incomplete. */
const NOTEWORTHY_UNREADABLE = 0.01;

/** A window that is not compared: what came, and why it is not judged. */
export function counted(given: WindowToJudge, ...[verdict, reason, own]: Unjudged): Judgement {
  const severity =
    own ?? (verdict === "CaptureBroken" ? "page" : verdict === "BaselineMissing" ? "ticket" : "none");
  return {
    verdict: withCoverage(given, {
      ...blankVerdict(given.definition, given.window),
      ...countsOf(given),
      verdict,
      reason,
      severity: severityIn(given, severity),
    }),
    drift: {},
    columns: [],
    structural: false,
    violationsFile: undefined,
  };
}

/** What came, and of whom. */
export function countsOf(
  given: WindowToJudge,
): Pick<Verdict, "records" | "rows" | "malformed" | "coverage" | "models" | "baseline" | "flags"> {
  const { profile, baseline, fixed, unprofiled, models } = given;
  const byReason = Object.fromEntries(
    [...profile.malformed.byReason].map(([reason, { count }]) => [reason, count]),
  );
  const expected = expectedRecords(given)?.expected;
  return {
    records: profile.records,
    rows: profile.rows,
    malformed: { count: profile.malformed.count, byReason },
    coverage: expected === undefined || expected === 0 ? null : profile.records / expected,
    ...(models === undefined
      ? {}
      : { models: models.map(({ modelVersion, since, share }) => ({ modelVersion, since, share })) }),
    baseline:
      baseline === undefined
        ? null
        : {
            id: baseline.id,
            modelVersion: baseline.modelVersion ?? null,
            slot: baseline.slot,
            ...(fixed && { fixed: fixed.baseline.id }),
            ...(baseline.holiday === undefined ? {} : { holiday: baseline.holiday }),
          },
    flags: [
      ...(unprofiled > 0 || unreadableShare(profile) > NOTEWORTHY_UNREADABLE
        ? (["incomplete"] as const)
        : []),
      ...(isShadow(given.definition, given.window.variant) ? (["shadow"] as const) : []),
      ...(isMixed(models) ? (["mixed"] as const) : []),
    ],
  };
}

/** What came beside what was answered. */
function coverageOf({
  definition,
  profile,
  invocations,
  errors,
  capture,
  unprofiled,
  lost = 0,
}: WindowToJudge): CapturedAndAnswered {
  const captured = profile.records + profile.malformed.count;
  return { definition, captured, invocations, errors, capture, incomplete: unprofiled + lost > 0 };
}

/** A verdict of a window of which too few records were captured, or too many, says so. */
export function withCoverage(given: WindowToJudge, verdict: Verdict): Verdict {
  const finding = coverageFinding(coverageOf(given));
  if (finding === undefined || verdict.verdict === "CaptureBroken") return verdict;
  const { flag, sentence } = finding;
  const severity = flag === "undercaptured" ? "ticket" : "note";
  return {
    ...verdict,
    flags: [...verdict.flags, flag],
    reason: `${verdict.reason.replace(/\.?$/, ".")} ${sentence}`,
    severity: SEVERITIES[Math.max(SEVERITIES.indexOf(severity), SEVERITIES.indexOf(verdict.severity))]!,
  };
}
