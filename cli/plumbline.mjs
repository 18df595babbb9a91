#!/usr/bin/env node
// Plain JavaScript on purpose: an older Node has to be able to read this far.
const NEEDED = [22, 18]; // runs TypeScript as it is
const [major, minor] = process.versions.node.split(".").map(Number);

if (major > NEEDED[0] || (major === NEEDED[0] && minor >= NEEDED[1])) {
  await import("./main.ts");
} else {
  console.error(
    `Got Node ${process.versions.node}; Plumbline needs ${NEEDED.join(".")} or later. Install it from https://nodejs.org, or run it through npm, which brings its own: npm run plumbline -- ${process.argv.slice(2).join(" ")}`,
  );
  process.exitCode = 2;
}
