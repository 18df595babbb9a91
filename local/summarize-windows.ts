import { SEVERITIES, type Severity, VERDICTS, type VerdictName } from "../shared/report/verdict.ts";
import type { ProjectedWindow } from "./project-windows.ts";

/** One window in `summary.json`. */
interface WindowSummary {
  readonly endpoint: string;
  readonly variant: string;
  readonly window: string;
  readonly verdict: VerdictName;
  readonly reason: string;
  readonly severity: Severity;
  readonly violationRate: number | null;
  readonly records: number;
  readonly rows: number;
  readonly malformed: number;
  readonly violations: readonly {
    readonly column: string;
    readonly check: string;
    readonly severity: Severity;
  }[];
  /** Folder below the one that `summary.json` lies in. */
  readonly folder: string;
}

/** `summary.json`: what a run found, in numbers. Lines read = `records` + `malformed.count`. */
export interface WindowsSummary {
  readonly version: 1;
  /** Start of the first window and end of the last; null when there is none. */
  readonly from: string | null;
  readonly to: string | null;
  readonly windows: number;
  /** Windows by verdict; verdicts that did not occur are left out. */
  readonly verdicts: Readonly<Partial<Record<VerdictName, number>>>;
  readonly severity: Severity;
  readonly records: number;
  readonly rows: number;
  readonly malformed: { readonly count: number; readonly byReason: Readonly<Record<string, number>> };
  /** What was read otherwise than it stands, by its name: `clockSkew`, `headerSkipped`, … */
  readonly notes: Readonly<Record<string, number>>;
  readonly perWindow: readonly WindowSummary[];
}

/** Counts a run's windows. `notes` are those of their profiles. */
export function summarizeWindows(
  windows: readonly ProjectedWindow[],
  notes: Readonly<Record<string, number>> = {},
): WindowsSummary {
  const verdicts = windows.map(({ verdict }) => verdict);
  const counted = VERDICTS.map(
    (name) => [name, verdicts.filter(({ verdict }) => verdict === name).length] as const,
  );
  const worst = Math.max(0, ...verdicts.map(({ severity }) => SEVERITIES.indexOf(severity)));
  return {
    version: 1,
    from: windows[0]?.verdict.window.start ?? null,
    to: windows.at(-1)?.verdict.window.end ?? null,
    windows: windows.length,
    verdicts: Object.fromEntries(counted.filter(([, count]) => count > 0)),
    severity: SEVERITIES[worst]!,
    records: sum(verdicts.map(({ records }) => records)),
    rows: sum(verdicts.map(({ rows }) => rows)),
    malformed: {
      count: sum(verdicts.map(({ malformed }) => malformed.count)),
      byReason: sumByName(verdicts.map(({ malformed }) => malformed.byReason)),
    },
    notes,
    perWindow: windows.map(windowSummary),
  };
}

function windowSummary({ verdict, place }: ProjectedWindow): WindowSummary {
  const { endpoint, variant, reason, severity, violationRate, records, rows } = verdict;
  return {
    endpoint,
    variant,
    window: verdict.window.id,
    verdict: verdict.verdict,
    reason,
    severity,
    violationRate,
    records,
    rows,
    malformed: verdict.malformed.count,
    violations: verdict.violations.map(({ column, check, severity: each }) => ({
      column,
      check,
      severity: each,
    })),
    folder: place,
  };
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0);

/** Counts by name, added up, in the order of the names. */
function sumByName(counts: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const total = new Map<string, number>();
  for (const each of counts)
    for (const [name, count] of Object.entries(each)) total.set(name, (total.get(name) ?? 0) + count);
  return Object.fromEntries([...total].sort(([a], [b]) => (a < b ? -1 : 1)));
}
