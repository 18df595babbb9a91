/** The training container's entry point: exit status 0 and a model, or 1 and the reason in `output/failure`. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { trainModel } from "./train-model.ts";
import { failureFile, trainingContainer } from "./training-container.ts";

try {
  await trainModel(trainingContainer(process.env), (line) => process.stdout.write(`${line}\n`));
} catch (error) {
  const reason = error instanceof Error ? error.message : String(error);
  const file = failureFile(process.env);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, reason);
  process.stderr.write(`${reason}\n`);
  process.exitCode = 1;
}
