import { modelInWords } from "../../shared/monitors/answering-models.ts";
import type { EndpointCapture } from "../../shared/monitors/capture-coverage.ts";
import type { MonitorDefinition } from "../../shared/monitors/monitor-definition.ts";
import { nameList } from "../../shared/report/name-list.ts";
import { baselineFolder } from "../../shared/window/work-keys.ts";
import { fittingBaseline, readBaselineFacts } from "../../steps/fitting-baseline.ts";
import type { Deployed, DeployedModel, ObjectStore } from "../../steps/ports.ts";
import { deployedModels } from "../answering-version.ts";
import { isS3, type StorePorts } from "../open-store.ts";
import { type Finding, ok, warning } from "./finding.ts";

/** Which model answers at each variant of a monitor that has baselines, and whether one of them is of it. */
export async function checkModels(
  subject: string,
  ports: Pick<StorePorts, "work" | "deployments">,
  definition: MonitorDefinition,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  const all = await deployedModels(ports, definition);
  for (const { variant, deployed } of all) {
    const place = `${definition.endpoint}/${variant}`;
    const finding = deployed.ok
      ? await ofKnown(subject, ports.work, definition, place, deployed.model)
      : await ofUnknown(subject, ports.work, definition, deployed);
    if (finding !== undefined) findings.push(finding);
  }
  const capture = all[0]?.deployed.capture;
  return capture === undefined ? findings : [...findings, ...captureFindings(subject, definition, capture)];
}

/** Whether the endpoint captures what the definition says. */
function captureFindings(
  subject: string,
  { endpoint, capture: { samplingPercent } }: MonitorDefinition,
  capture: EndpointCapture,
): Finding[] {
  if (!capture.on)
    return [
      warning(subject, `Data capture of endpoint ${endpoint} is off.`, "Switch it on: DataCaptureConfig."),
    ];
  if (capture.samplingPercent === samplingPercent) return [];
  return [
    warning(
      subject,
      `Endpoint ${endpoint} samples ${capture.samplingPercent} %, its definition says ${samplingPercent} %: windows will look under- or overcaptured.`,
      `Set capture.samplingPercent to ${capture.samplingPercent}.`,
    ),
  ];
}

async function ofKnown(
  subject: string,
  work: ObjectStore,
  definition: MonitorDefinition,
  place: string,
  { modelVersion, names, since }: DeployedModel,
): Promise<Finding | undefined> {
  const { monitor } = definition;
  const answers = `${place} answers with ${modelInWords({ modelVersion, since: new Date(since).toISOString() })}`;
  const { id, otherVersions } = await fittingBaseline(work, monitor, names);
  if (id !== undefined) {
    const bound = await versionOf(work, monitor, id);
    return ok(
      subject,
      `${answers}; baseline ${id} is of ${bound === null ? "whichever model answers" : "it"}.`,
    );
  }
  if (otherVersions.length === 0) return undefined;
  if (definition.baseline?.learnFrom !== undefined)
    return ok(
      subject,
      `${answers}; the baselines are of ${nameList(otherVersions)}: its own is learnt from traffic.`,
    );
  return warning(
    subject,
    `${answers}; the baselines are of ${nameList(otherVersions)}: windows end as Learning.`,
    `plumbline suggest-baseline DATASET --model-version ${modelVersion} --out FOLDER, then: plumbline push monitors/${monitor}.yml --baseline FOLDER`,
  );
}

/** Where nobody knows, the newest baseline judges, whatever model it is of. */
async function ofUnknown(
  subject: string,
  work: ObjectStore,
  { monitor }: MonitorDefinition,
  { reason }: Deployed & { readonly ok: false },
): Promise<Finding | undefined> {
  const { id } = await fittingBaseline(work, monitor, undefined);
  const bound = id === undefined ? null : await versionOf(work, monitor, id);
  if (bound === null && !isS3(work.name)) return undefined;
  const judges =
    bound === null
      ? "A baseline of another model cannot be told from this one's"
      : `Baseline ${id} of model ${bound} judges whatever answers`;
  return warning(
    subject,
    `${reason} ${judges}.`,
    isS3(work.name)
      ? "Grant sagemaker:DescribeEndpoint, DescribeEndpointConfig and DescribeModel, or correct endpoint and variants."
      : `plumbline push monitors/${monitor}.yml --deployed VERSION --since TIME`,
  );
}

const versionOf = async (work: ObjectStore, monitor: string, id: string): Promise<string | null> =>
  (await readBaselineFacts(work, baselineFolder(monitor, id)))?.modelVersion ?? null;
