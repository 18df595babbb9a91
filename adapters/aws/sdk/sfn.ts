/** What the functions use of this client: in their packages it is a file of its own (bundle-plugin.cjs). */
export { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";
