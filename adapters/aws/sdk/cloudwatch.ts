/** What the functions use of this client: in their packages it is a file of its own (bundle-plugin.cjs). */
export {
  CloudWatchClient,
  GetMetricDataCommand,
  type MetricDatum,
  PutMetricDataCommand,
} from "@aws-sdk/client-cloudwatch";
