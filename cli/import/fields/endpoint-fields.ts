/** Fields of DescribeEndpoint and DescribeEndpointConfig: the captures and the variants; everything else is the endpoint's own. */
import { textAt, valueAt } from "../description.ts";
import {
  carried,
  elsewhere,
  type Field,
  type FieldFate,
  type FieldTable,
  left,
  shown,
  unneeded,
} from "../field-fate.ts";

const CAPTURE = "DataCaptureConfig";

export const endpointFields: FieldTable = {
  "": unneeded("it is of the endpoint, not of its monitoring"),
  EndpointName: carried("endpoint"),
  "ProductionVariants.VariantName": carried("variants"),
  "ShadowProductionVariants.VariantName": carried("shadowVariants"),
  [`${CAPTURE}.EnableCapture`]: enabledFate,
  [`${CAPTURE}.CaptureStatus`]: statusFate,
  [`${CAPTURE}.CurrentSamplingPercentage`]: carried("capture.samplingPercent"),
  [`${CAPTURE}.InitialSamplingPercentage`]: samplingFate,
  [`${CAPTURE}.DestinationS3Uri`]: carried("capture.uri"),
  [`${CAPTURE}.KmsKeyId`]: keyFate,
  [`${CAPTURE}.CaptureOptions.CaptureMode`]: modeFate,
  [`${CAPTURE}.CaptureContentTypeHeader`]: unneeded("each captured record says its own encoding"),
};

function enabledFate({ value }: Field): FieldFate {
  if (value !== false) return carried("capture.uri");
  return left("data capture is off, so that no window has rows", "Turn it on.");
}

function statusFate({ value }: Field): FieldFate {
  if (value !== "Stopped") return unneeded("data capture is running");
  return left(
    "data capture has stopped, so that no window has rows",
    "Look at the endpoint: its disk may be full (75 % stops data capture).",
  );
}

/** The endpoint's own percentage is the current one; its configuration's is what it started with. */
function samplingFate({ value, imported }: Field): FieldFate {
  if (imported.capture.samplingPercent === value) return carried("capture.samplingPercent");
  return unneeded("the endpoint samples by another percentage now");
}

function keyFate({ value }: Field): FieldFate {
  return elsewhere(
    "captures are encrypted with a key of yours",
    `Deploy with --param="captureKeyArns=${shown(value)}" (docs/deployment.md, Keys).`,
  );
}

function modeFate({ imported }: Field): FieldFate {
  const modes = capturedSides(imported.sources.endpointConfig?.fields);
  if (modes.size === 2) return unneeded("inputs and outputs are captured, and both are read");
  const [side] = modes;
  return elsewhere(
    `only the ${side === "Output" ? "outputs" : "inputs"} are captured`,
    "The columns of the other side are missing in every window; exclude them or capture both.",
  );
}

function capturedSides(config: unknown): Set<string> {
  const options = valueAt(config, `${CAPTURE}.CaptureOptions`);
  const modes = Array.isArray(options)
    ? options.flatMap((option) => textAt(option, "CaptureMode") ?? [])
    : [];
  return new Set(modes.flatMap((mode) => (mode === "InputAndOutput" ? ["Input", "Output"] : [mode])));
}
