/** The reports in a real browser, where Debian's Chromium is on the machine. */
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, chromium } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { renderSeriesReport } from "../../shared/report/render-series-report.ts";
import { renderWindowReport } from "../../shared/report/render-window-report.ts";
import { temporaryFolder } from "../cli/run.ts";
import { sampleSeriesReport } from "./sample-series.ts";
import { column, HOSTILE, violation, windowReport } from "./small-report.ts";

const CHROMIUM = "/usr/bin/chromium";
const hasChromium = existsSync(CHROMIUM);
if (!hasChromium) console.log("Chromium is not on this machine: the reports were not opened in a browser.");

describe.skipIf(!hasChromium)("in a browser", () => {
  const folder = temporaryFolder();
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    folder.remove();
  });

  /** What a page did and holds. */
  async function opened(html: string, width: number) {
    const path = join(folder.path, "report.html");
    writeFileSync(path, html);
    const page = await browser.newPage({ viewport: { width, height: 900 } });
    const told: string[] = [];
    page.on("console", (message) => told.push(message.text()));
    page.on("pageerror", (error) => told.push(error.message));
    page.on(
      "request",
      (request) => request.url().startsWith("file:") || told.push(`request ${request.url()}`),
    );
    await page.goto(pathToFileURL(path).href);
    const scrolls = await page.evaluate(
      "document.documentElement.scrollWidth > document.documentElement.clientWidth",
    );
    const elements = await page.evaluate(
      "document.querySelectorAll('script, img, iframe, object, embed').length",
    );
    await page.close();
    return { told, scrolls, elements };
  }

  const hostile = windowReport({
    columns: HOSTILE.map((name) => column({ name, violations: [violation({ column: name })] })),
  });

  test.each([
    ["window", 400, () => renderWindowReport(hostile)],
    ["window", 1400, () => renderWindowReport(hostile)],
    ["series", 400, () => renderSeriesReport(sampleSeriesReport())],
    ["series", 1400, () => renderSeriesReport(sampleSeriesReport())],
  ] as const)(
    "the %s report at %d pixels runs nothing, asks for nothing and does not scroll sideways",
    async (_report, width, render) => {
      expect(await opened(render(), width)).toEqual({ told: [], scrolls: false, elements: 0 });
    },
  );
});
