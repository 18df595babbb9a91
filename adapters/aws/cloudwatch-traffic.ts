/** How much traffic an endpoint had, by CloudWatch's own count: `AWS/SageMaker` `Invocations` and its errors. */
import { Throttled } from "../../shared/errors.ts";
import type { Clock, Traffic } from "../../steps/ports.ts";
import { clientSettings } from "./client-settings.ts";
import { CloudWatchClient, GetMetricDataCommand } from "./sdk/cloudwatch.ts";
import { isTemporary } from "./service-error.ts";

const MINUTE_S = 60;
const DAY_MS = 86_400_000;
/** Seconds of a period, and how long CloudWatch keeps points of that length (user guide, Metrics retention). */
const PERIODS = [
  { seconds: 60 * MINUTE_S, keptMs: 455 * DAY_MS },
  { seconds: 5 * MINUTE_S, keptMs: 63 * DAY_MS },
  { seconds: MINUTE_S, keptMs: 15 * DAY_MS },
] as const;
/** Requests that the model or SageMaker answered with an error. */
const ERRORS = ["Invocation4XXErrors", "Invocation5XXErrors"];

/**
 * Invocations of an endpoint variant, a shadow variant's too. 0 when CloudWatch holds no point: SageMaker publishes none for
 * an idle endpoint. `undefined` when CloudWatch answers only in part, or no longer keeps points as short as the span
 * asks for: by the minute for 15 days, by five minutes for 63, by the hour for 455.
 */
export function cloudwatchTraffic({
  client = new CloudWatchClient(clientSettings),
  clock = { now: () => Date.now() },
}: {
  readonly client?: CloudWatchClient;
  readonly clock?: Clock;
}): Traffic {
  const counted =
    (metrics: readonly string[]): Traffic["invocations"] =>
    async (endpoint, variant, start, end) => {
      const period = PERIODS.find(
        ({ seconds }) => start % (seconds * 1000) === 0 && end % (seconds * 1000) === 0,
      );
      if (period === undefined || clock.now() - start > period.keptMs) return undefined;
      return sumOf(client, {
        MetricDataQueries: metrics.map((name) => query(name, endpoint, variant, period.seconds)),
        StartTime: new Date(start),
        EndTime: new Date(end),
      });
    };
  return { invocations: counted(["Invocations"]), errors: counted(ERRORS) };
}

type MetricDataInput = ConstructorParameters<typeof GetMetricDataCommand>[0];

/** The sum of everything on all pages. */
async function sumOf(client: CloudWatchClient, input: MetricDataInput): Promise<number | undefined> {
  let sum = 0;
  let token: string | undefined;
  do {
    const page = await ask(client, { ...input, ...(token === undefined ? {} : { NextToken: token }) });
    for (const { StatusCode, Values } of page.MetricDataResults ?? []) {
      if (StatusCode === "InternalError" || StatusCode === "Forbidden") return undefined;
      for (const value of Values ?? []) sum += value;
    }
    token = page.NextToken;
  } while (token !== undefined);
  return sum;
}

function query(MetricName: string, endpoint: string, variant: string, period: number) {
  const Dimensions = [
    { Name: "EndpointName", Value: endpoint },
    { Name: "VariantName", Value: variant },
  ];
  const Metric = { Namespace: "AWS/SageMaker", MetricName, Dimensions };
  return { Id: MetricName.toLowerCase(), MetricStat: { Metric, Period: period, Stat: "Sum" } };
}

async function ask(client: CloudWatchClient, input: MetricDataInput) {
  try {
    return await client.send(new GetMetricDataCommand(input));
  } catch (cause) {
    if (isTemporary(cause))
      throw new Throttled("CloudWatch asks to slow down or does not answer (GetMetricData). Try again.", {
        cause,
      });
    throw cause;
  }
}
