/** How much traffic an endpoint had, by CloudWatch's own count: `AWS/SageMaker` `Invocations`. */
import { type CloudWatchClient, GetMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import { Throttled } from "../../shared/errors.ts";
import type { Traffic } from "../../steps/ports.ts";
import { isTemporary } from "./service-error.ts";

const HOUR_MS = 3_600_000;

/**
 * Invocations of an endpoint variant. 0 when CloudWatch holds no point: SageMaker publishes none for an idle
 * endpoint. `undefined` when CloudWatch answers only in part. Points older than 63 days are kept by the hour,
 * older than 15 days by five minutes, so those are the periods asked for.
 */
export function cloudwatchTraffic({ client }: { readonly client: CloudWatchClient }): Traffic {
  return {
    async invocations(endpoint, variant, start, end) {
      const byHour = start % HOUR_MS === 0 && end % HOUR_MS === 0;
      const query = invocationsQuery(endpoint, variant, byHour ? 3600 : 300);
      let sum = 0;
      let token: string | undefined;
      do {
        const page = await ask(client, {
          ...query,
          StartTime: new Date(start),
          EndTime: new Date(end),
          ...(token === undefined ? {} : { NextToken: token }),
        });
        for (const { StatusCode, Values } of page.MetricDataResults ?? []) {
          if (StatusCode === "InternalError" || StatusCode === "Forbidden") return undefined;
          for (const value of Values ?? []) sum += value;
        }
        token = page.NextToken;
      } while (token !== undefined);
      return sum;
    },
  };
}

function invocationsQuery(endpoint: string, variant: string, period: number) {
  const Dimensions = [
    { Name: "EndpointName", Value: endpoint },
    { Name: "VariantName", Value: variant },
  ];
  const Metric = { Namespace: "AWS/SageMaker", MetricName: "Invocations", Dimensions };
  return { MetricDataQueries: [{ Id: "invocations", MetricStat: { Metric, Period: period, Stat: "Sum" } }] };
}

async function ask(client: CloudWatchClient, input: ConstructorParameters<typeof GetMetricDataCommand>[0]) {
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
