import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { Document, parse, parseDocument } from "yaml";
import type { Alternative } from "../../shared/backtest/alternative.ts";
import { type MonitorDefinition, parseMonitorDefinition } from "../../shared/monitors/monitor-definition.ts";
import { inertText } from "../../shared/report/inert-text.ts";
import type { Io } from "../io.ts";

export interface DefinitionToRender {
  readonly stored: MonitorDefinition;
  readonly alternative: Alternative;
  /** The file that the monitor was named by: its own comments and order stay. */
  readonly file: string | undefined;
  /** What it is and what it would have done, a sentence a line. */
  readonly about: readonly string[];
}

/** The other setting as a definition that `push` takes, with what it would have done as a comment above it. */
export async function renderAlternative(
  { cwd }: Pick<Io, "cwd">,
  { stored, alternative, file, about }: DefinitionToRender,
): Promise<string> {
  const document: Document =
    file === undefined ? new Document(stored) : parseDocument(await readFile(resolve(cwd, file), "utf8"));
  for (const { key, to } of alternative.changes) {
    const path = key.split(".");
    if (to === undefined) document.deleteIn(path);
    else document.setIn(path, to);
  }
  const above = document.commentBefore ? `\n${document.commentBefore}` : "";
  document.commentBefore = about.map((line) => ` ${inertText(line, 400)}`).join("\n") + above;
  const text = document.toString({ lineWidth: 0, flowCollectionPadding: false });
  parseMonitorDefinition(parse(text), file ?? `monitor ${stored.monitor}`);
  return text;
}
