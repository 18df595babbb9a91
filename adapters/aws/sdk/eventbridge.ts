/** What the functions use of this client: in their packages it is a file of its own (bundle-plugin.cjs). */
export { EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from "@aws-sdk/client-eventbridge";
