import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { list } from "tar";
import { UnusableInput } from "../../shared/errors.ts";
import { type FlightModel, parseFlightModel } from "./flight-model.ts";

/**
 * The model in a folder that holds `model.json` or, as SageMaker keeps it, an archive with one (`model.tar.gz`).
 * Undefined when the folder has neither; throws `UnusableInput` when what it has is no model.
 */
export function championModel(folder: string): FlightModel | undefined {
  const plain = join(folder, "model.json");
  if (existsSync(plain)) return parseFlightModel(readFileSync(plain, "utf8"), plain);
  const archive = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".tar.gz"))
    .sort()[0];
  if (archive === undefined) return undefined;
  const text = readFromArchive(join(folder, archive), "model.json");
  if (text === undefined)
    throw new UnusableInput(`${archive} holds no model.json. Give the champion's own model.tar.gz.`);
  return parseFlightModel(text, `${archive}/model.json`);
}

function readFromArchive(file: string, name: string): string | undefined {
  const pieces: Buffer[] = [];
  let found = false;
  const onReadEntry = (entry: {
    path: string;
    on(event: "data", take: (piece: Buffer) => void): unknown;
  }) => {
    if (entry.path.replace(/^\.\//, "") !== name) return;
    found = true;
    entry.on("data", (piece) => pieces.push(piece));
  };
  list({ file, sync: true, onReadEntry });
  return found ? Buffer.concat(pieces).toString("utf8") : undefined;
}
