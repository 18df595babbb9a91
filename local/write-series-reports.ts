import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { html } from "../shared/report/html.ts";
import { shownName } from "../shared/report/inert-text.ts";
import { page } from "../shared/report/page/page.ts";
import { renderSeriesReport } from "../shared/report/render-series-report.ts";
import { type SeriesReportOptions, seriesReport } from "./series-report.ts";

export interface SeriesReportsOptions extends Omit<SeriesReportOptions, "variant" | "href"> {
  /** Folder that the windows of the variants were projected into. */
  readonly out: string;
  readonly variants: readonly string[];
  /** Those among them that answer nobody. */
  readonly shadowVariants?: readonly string[];
}

/**
 * Writes `<out>/report.html`, the series report of the variant; of several, a page that leads to
 * `<out>/<endpoint>/<variant>/report.html` of each. Returns the path of the page to open.
 */
export async function writeSeriesReports({
  out,
  variants,
  shadowVariants = [],
  ...options
}: SeriesReportsOptions): Promise<string> {
  const path = join(out, "report.html");
  const { endpoint, title } = options;
  if (variants.length === 1) {
    await write(path, renderSeriesReport(await seriesReport({ ...options, variant: variants[0]! })));
    return path;
  }
  const marked = (text: string, variant: string) =>
    shadowVariants.includes(variant) ? `${text} (shadow)` : text;
  for (const variant of variants) {
    const report = await seriesReport({
      ...options,
      variant,
      title: marked(title, variant),
      href: ({ id }) => `${id}/report.html`,
    });
    await write(join(out, endpoint, variant, "report.html"), renderSeriesReport(report));
  }
  const links = variants.map(
    (variant) =>
      html`<p><a href="${`${endpoint}/${variant}/report.html`}">${marked(shownName(variant), variant)}</a></p>`,
  );
  await write(
    path,
    page(
      `${title} · ${endpoint}`,
      html`<header><p class="crumb"><b>${title}</b></p><h1>${shownName(endpoint)}</h1></header>${links}`,
    ),
  );
  return path;
}

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}
