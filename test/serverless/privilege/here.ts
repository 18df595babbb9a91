/** Where the fleet pretends to be deployed. */
import type { Place } from "./iam-policy.ts";

export const HERE: Place = { partition: "aws", region: "us-east-1", account: "111122223333" };
