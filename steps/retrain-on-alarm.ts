import { hashOf, slug } from "../shared/window/execution-name.ts";
import { allMonitors } from "./monitor-catalog.ts";
import type { Ports } from "./ports.ts";
import type { RetrainingRequest } from "./start-retraining.ts";

interface AlarmEvent {
  readonly "detail-type"?: unknown;
  readonly detail?: {
    readonly alarmName?: unknown;
    readonly state?: { readonly value?: unknown; readonly timestamp?: unknown };
    readonly configuration?: { readonly metrics?: readonly AlarmMetric[] };
  };
}
interface AlarmMetric {
  readonly metricStat?: { readonly metric?: { readonly dimensions?: Readonly<Record<string, unknown>> } };
}

/**
 * A CloudWatch alarm on a monitor's violation rate went off: starts the same machine as a window does. The
 * execution is named by the alarm's change of state, so that an event that comes twice starts it once. Everything
 * else (composite alarms, contributor events, back to OK) is left aside with its reason.
 */
export async function retrainOnAlarm(
  ports: Pick<Ports, "work" | "executions" | "clock">,
  event: unknown,
): Promise<{ started: boolean; name: string | null; reason: string }> {
  const asked = requestOf(event as AlarmEvent);
  if (typeof asked === "string") return { started: false, name: null, reason: asked };
  const { endpoint, variant } = asked.request;
  const monitors = await allMonitors(ports.work, ports.clock.now());
  if (!monitors.some((monitor) => monitor.endpoint === endpoint && monitor.variants.includes(variant)))
    return {
      started: false,
      name: null,
      reason: `no monitor watches endpoint ${endpoint}, production variant ${variant}`,
    };
  const name = `a-${asked.time.replace(/\D/g, "").slice(0, 14)}-${slug(`${endpoint}-${variant}`, 30)}-${hashOf(12, endpoint, variant, asked.time)}`;
  const started = (await ports.executions.start("retrain", name, asked.request)) === "started";
  return { started, name, reason: asked.request.reason };
}

function requestOf(event: AlarmEvent): { request: RetrainingRequest; time: string } | string {
  const { detail } = event ?? {};
  if (event?.["detail-type"] !== "CloudWatch Alarm State Change")
    return `got detail-type ${JSON.stringify(event?.["detail-type"] ?? null)}, expected "CloudWatch Alarm State Change"`;
  if (detail?.state?.value !== "ALARM")
    return `alarm ${String(detail?.alarmName)} is ${String(detail?.state?.value)}; only ALARM starts a retraining`;
  const dimensions = detail.configuration?.metrics
    ?.map((metric) => metric.metricStat?.metric?.dimensions)
    .find((found) => found?.["Endpoint"] !== undefined);
  if (dimensions === undefined)
    return `alarm ${String(detail.alarmName)} has no metric with the dimensions Endpoint and Variant`;
  const time = String(detail.state.timestamp ?? "");
  const reason = `Alarm ${String(detail.alarmName)} went off at ${time}.`;
  return {
    time,
    request: {
      endpoint: String(dimensions["Endpoint"]),
      variant: String(dimensions["Variant"]),
      trigger: "alarm",
      windowId: null,
      reason,
    },
  };
}
