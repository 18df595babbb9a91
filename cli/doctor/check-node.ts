import { type Finding, fault, ok } from "./finding.ts";

/** Node 22.18 was the first of the 22 line to run TypeScript without a flag (nodejs.org/api/typescript.html). */
export function checkNode(version: string): Finding {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major > 22 || (major === 22 && minor >= 18)) return ok("Node", version);
  return fault(
    "Node",
    `Got ${version}; expected 22.18 or later, which runs TypeScript as it is.`,
    "Run through npm, which brings its own: npm run plumbline -- doctor",
  );
}
