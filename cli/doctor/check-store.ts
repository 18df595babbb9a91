import type { MonitorDefinition } from "../../shared/monitors/monitor-definition.ts";
import { parseMonitorDefinition } from "../../shared/monitors/monitor-definition.ts";
import { baselineFolder, MONITORS_PREFIX } from "../../shared/window/work-keys.ts";
import { getJson } from "../../steps/json-object.ts";
import type { ObjectStore } from "../../steps/ports.ts";
import type { StorePorts } from "../open-store.ts";
import { requireOneMonitorEach } from "../require-one-monitor-each.ts";
import { checkModels } from "./check-models.ts";
import { type Finding, fault, faultOf, ok, warning } from "./finding.ts";

/** Whether what a work store holds fits together: every definition is valid, each has a baseline of the model that answers, none is watched twice, no event is left over. */
export async function checkStore(
  name: string,
  ports: Pick<StorePorts, "work" | "deployments">,
): Promise<Finding[]> {
  const { work } = ports;
  const subject = `store ${name}`;
  const findings: Finding[] = [];
  const definitions: { source: string; definition: MonitorDefinition }[] = [];
  try {
    for await (const { key } of work.list(MONITORS_PREFIX)) {
      try {
        definitions.push({
          source: key,
          definition: parseMonitorDefinition((await getJson<unknown>(work, key))?.value, key),
        });
      } catch (thrown) {
        findings.push(faultOf(`${subject}, ${key}`, thrown));
      }
    }
    findings.unshift(
      definitions.length === 0
        ? warning(subject, "It holds no monitor.", "Put one there: plumbline push")
        : ok(subject, `It holds ${definitions.length} monitor${definitions.length === 1 ? "" : "s"}.`),
    );
    for (const { definition } of definitions)
      findings.push(
        ...(await baselineFindings(subject, work, definition)),
        ...(await checkModels(subject, ports, definition)),
      );
    findings.push(...watchedTwice(subject, definitions), ...(await deadLetters(subject, work)));
  } catch (thrown) {
    findings.push(faultOf(subject, thrown));
  }
  return findings;
}

async function baselineFindings(
  subject: string,
  work: ObjectStore,
  { monitor, baseline }: MonitorDefinition,
): Promise<Finding[]> {
  const learns = baseline?.learnFrom !== undefined;
  const prefix = baselineFolder(monitor, "").replace(/\/\/$/, "/");
  const begun = new Set<string>();
  const whole = new Set<string>();
  for await (const { key } of work.list(prefix)) {
    const id = key.slice(prefix.length).split("/")[0]!;
    begun.add(id);
    if (key === `${prefix}${id}/baseline.json`) whole.add(id);
  }
  const half = [...begun].filter((id) => !whole.has(id));
  return [
    ...(whole.size === 0 && learns
      ? [
          ok(
            subject,
            `Monitor ${monitor} learns its baseline from traffic: its windows say how much is missing.`,
          ),
        ]
      : []),
    ...(whole.size === 0 && !learns
      ? [
          fault(
            subject,
            `Monitor ${monitor} has no baseline: its windows end as BaselineMissing.`,
            `plumbline suggest-baseline DATASET --out FOLDER, then: plumbline push monitors/${monitor}.yml --baseline FOLDER`,
          ),
        ]
      : []),
    ...(half.length === 0
      ? []
      : [
          warning(
            subject,
            `Baseline ${half.join(", ")} of ${monitor} was not written to its end; it is not used.`,
            learns ? "It is written on with the next window." : "Push it again, or remove it.",
          ),
        ]),
  ];
}

function watchedTwice(
  subject: string,
  definitions: readonly { source: string; definition: MonitorDefinition }[],
): Finding[] {
  try {
    requireOneMonitorEach(definitions, []);
    return [];
  } catch (thrown) {
    return [faultOf(subject, thrown)];
  }
}

/** Events that this machine's pipeline gave up; on AWS they are in the queue's dead-letter queue. */
async function deadLetters(subject: string, work: ObjectStore): Promise<Finding[]> {
  const letters = await work.get("dead-letters.jsonl");
  if (letters === undefined) return [];
  const count = new TextDecoder()
    .decode(letters.body)
    .split("\n")
    .filter((line) => line !== "").length;
  return count === 0
    ? []
    : [
        warning(
          subject,
          `${count} events could not be handled: dead-letters.jsonl has each with its error.`,
          "Mend the cause; the hourly sweep finds the files, or replay the windows.",
        ),
      ];
}
