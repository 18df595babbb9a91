import { readFile, stat, writeFile } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import { DiskObjectStore } from "../../adapters/disk/disk-object-store.ts";
import { readProjection } from "../../local/read-projection.ts";
import { seriesReport } from "../../local/series-report.ts";
import { UnusableInput } from "../../shared/errors.ts";
import { allVariants } from "../../shared/monitors/all-variants.ts";
import { renderSeriesReport } from "../../shared/report/render-series-report.ts";
import type { SeriesReport } from "../../shared/report/series-report.ts";
import type { ObjectStore } from "../../steps/ports.ts";
import { type CliCommand, exampleText } from "../command.ts";
import { exitStatusOf } from "../exit-status.ts";
import { storedMonitors } from "../find-monitor.ts";
import type { Io } from "../io.ts";
import { jsonText } from "../json-text.ts";
import { isS3, openStore, requireFolder, storeRoot } from "../open-store.ts";

interface ReportOptions {
  readonly out?: string;
  readonly endpoint?: string;
  readonly variant?: string;
  readonly json?: true;
}

/** `plumbline report`: the HTML report of windows that were analyzed. */
export const report: CliCommand = (program, io, end) => {
  program
    .command("report <folder>")
    .summary("the HTML report of analyzed windows")
    .description(
      "Writes the report of all windows of a work store (a folder or s3://bucket), or of a folder that analyze or demo has written.",
    )
    .option("--out <file>", "the HTML file (default: report.html in the folder)")
    .option("--endpoint <name>", "the endpoint that is meant, where there are several")
    .option("--variant <name>", "the variant that is meant, where there are several")
    .option("--json", "print the report's data as JSON on standard output")
    .addHelpText(
      "after",
      exampleText(
        "plumbline report analysis",
        "plumbline report s3://plumbline-dev-work --endpoint churn --out churn.html",
      ),
    )
    .action(async (folder: string, options: ReportOptions) => {
      const made = await run(io, folder, options);
      const path = resolve(
        io.cwd,
        options.out ?? (isS3(folder) ? "report.html" : join(folder, "report.html")),
      );
      await writeFile(path, renderSeriesReport(made));
      io.stdout.write(
        options.json
          ? jsonText(summaryOf(made))
          : `${made.windows.length} windows of ${made.endpoint}/${made.variant}\nReport: ${relative(io.cwd, path) || path}\n`,
      );
      end(exitStatusOf(made.windows.map(({ verdict }) => verdict)));
    });
};

async function run(io: Io, folder: string, options: ReportOptions): Promise<SeriesReport> {
  const store = await storeIn(io, folder);
  if (store === undefined) return readProjection({ folder: resolve(io.cwd, folder), ...options });
  const { endpoint, variant, title } = await chosen(store.work, folder, options);
  return seriesReport({
    work: store.work,
    endpoint,
    variant,
    title,
    href: store.href(endpoint, variant),
    ...store.span,
  });
}

interface StoreIn {
  readonly work: ObjectStore;
  /** The windows that an analysis was about; its clock ran a little before and after them. */
  readonly span?: { readonly from: number; readonly to: number };
  readonly href: (
    endpoint: string,
    variant: string,
  ) => (window: { readonly id: string; readonly folder: string }) => string;
}

/** The work store that a folder is, or that an analysis left in it; undefined where there is none. */
async function storeIn(io: Io, folder: string): Promise<StoreIn | undefined> {
  const inStore =
    () =>
    ({ folder: revision }: { folder: string }) =>
      `${revision}report.html`;
  if (isS3(folder)) return { work: (await openStore(io, folder)).work, href: inStore };
  const path = resolve(io.cwd, folder);
  await requireFolder(path, folder, "Name a work store, or a folder that analyze has written.");
  const root = await storeRoot(path);
  if (!(await isFolder(join(root, "windows")))) return undefined;
  if (root === path) return { work: new DiskObjectStore(path), href: inStore };
  const href: StoreIn["href"] =
    (endpoint, variant) =>
    ({ id }) =>
      `${endpoint}/${variant}/${id}/report.html`;
  return { work: new DiskObjectStore(root), href, ...(await analyzedSpan(path)) };
}

async function analyzedSpan(folder: string): Promise<Pick<StoreIn, "span">> {
  const text = await readFile(join(folder, "summary.json"), "utf8").catch(() => "{}");
  const { from, to } = JSON.parse(text) as { from?: string | null; to?: string | null };
  return from && to ? { span: { from: Date.parse(from), to: Date.parse(to) } } : {};
}

const isFolder = async (path: string) => (await stat(path).catch(() => undefined))?.isDirectory() === true;

async function chosen(
  work: ObjectStore,
  folder: string,
  { endpoint, variant }: ReportOptions,
): Promise<{ endpoint: string; variant: string; title: string }> {
  const monitors = await storedMonitors(work);
  const found = monitors.flatMap((monitor) =>
    allVariants(monitor).map((each) => ({
      endpoint: monitor.endpoint,
      variant: each,
      title: `Monitor ${monitor.monitor}`,
    })),
  );
  const meant = found.filter(
    (each) => (endpoint ?? each.endpoint) === each.endpoint && (variant ?? each.variant) === each.variant,
  );
  if (meant.length === 1) return meant[0]!;
  const known = found.map((each) => `${each.endpoint}/${each.variant}`).join(", ") || "none";
  throw new UnusableInput(
    `Got ${meant.length} endpoint variants that may be meant in ${folder} (it watches ${known}); expected one. Name it with --endpoint and --variant.`,
  );
}

function summaryOf({ columns: _columns, worst, ...rest }: SeriesReport): unknown {
  return { version: 1, ...rest, worst: worst.map(({ windowId, reason }) => ({ windowId, reason })) };
}
