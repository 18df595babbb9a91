import { Document, type Node, parse } from "yaml";
import { parseMonitorDefinition } from "../../shared/monitors/monitor-definition.ts";
import { inertText } from "../../shared/report/inert-text.ts";
import { definitionOf, type ImportedMonitor } from "./imported-monitor.ts";

/**
 * The definition as YAML, with a comment where a value wants one. What is returned has been read back: it says what was meant, and
 * `parseMonitorDefinition` takes it. Throws `UnusableInput` with every fault where it does not, such as a name with a dot.
 */
export function renderDefinition(monitor: ImportedMonitor, source: string): string {
  const definition = definitionOf(monitor);
  const document = new Document(definition);
  const from = monitor.sources.schedule === undefined ? "descriptions" : `schedule ${monitor.name}`;
  document.commentBefore = ` From ${inertText(from)} of SageMaker Model Monitor. Every key: docs/monitor-definition.md`;
  const comment = (path: readonly string[], text: string) => {
    const node = document.getIn(path, true) as Node | undefined;
    if (node !== undefined) node.comment = ` ${inertText(text)}`;
  };
  if (monitor.expression !== undefined)
    comment(["window"], [monitor.expression, monitor.schedule?.remark].filter(Boolean).join("; "));
  comment(["minRows"], "Model Monitor judges a window of any size");
  comment(["compatibility"], "judged as before; what changes without it: docs/moving-from-model-monitor.md");
  for (const path of LISTS) flow(document, path);
  const text = document.toString({ lineWidth: 0, flowCollectionPadding: false });
  parseMonitorDefinition(parse(text), source);
  return text;
}

const LISTS = [["variants"], ["shadowVariants"], ["columns", "names"], ["columns", "exclude"]];
/** A list up to this many characters stands on one line, as people write it. */
const SHORT_LIST = 90;

function flow(document: Document, path: readonly string[]): void {
  const node = document.getIn(path, true) as (Node & { flow?: boolean }) | undefined;
  if (node !== undefined) node.flow = JSON.stringify(node).length <= SHORT_LIST;
}
