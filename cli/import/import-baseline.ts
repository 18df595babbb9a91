/** The baseline that a schedule judged by: found in the descriptions, and read where it can be. */
import { type Constraints, parseConstraints } from "../../shared/constraints/constraints.ts";
import { UnusableInput } from "../../shared/errors.ts";
import { parseStatistics } from "../../shared/statistics/statistics.ts";
import { errorSentence } from "../error-message.ts";
import type { Io } from "../io.ts";
import { openLocation } from "../open-store.ts";
import { textAt } from "./description.ts";
import type { ImportSources } from "./import-sources.ts";

/** Where the two files of a baseline are, as the descriptions say. */
export interface BaselineSource {
  readonly statistics: string | undefined;
  readonly constraints: string | undefined;
  /** Whose description names them. */
  readonly of: "job" | "model package";
  /** The model that the baseline is of: its group and version. */
  readonly modelVersion: string | undefined;
}

/** What becomes of a baseline. */
export type BaselineOutcome =
  /** Its files, as they are, go into a folder that the definition calls `uri`. */
  | {
      readonly state: "copied";
      readonly uri: string;
      readonly files: ReadonlyMap<string, Uint8Array>;
      readonly constraints: Constraints;
    }
  /** Its files stay where they are, and `why` they are not copied. */
  | { readonly state: "referenced"; readonly uri: string; readonly why: string }
  | { readonly state: "absent"; readonly why: string; readonly next: string };

const DATA_QUALITY = "DriftCheckBaselines.ModelDataQuality";
const FILES = ["statistics.json", "constraints.json"] as const;

/** The job's own baseline, otherwise the one that was registered with the model; undefined where neither names a file. */
export function baselineSource({ job, modelPackage }: ImportSources): BaselineSource | undefined {
  const ofJob = (file: string) =>
    job && textAt(job.description.fields, `${job.paths.baseline}.${file}Resource.S3Uri`);
  const ofPackage = (file: string) =>
    modelPackage && textAt(modelPackage.fields, `${DATA_QUALITY}.${file}.S3Uri`);
  const files = (of: (file: string) => string | undefined) => ({
    statistics: of("Statistics"),
    constraints: of("Constraints"),
  });
  const version = modelVersionOf(modelPackage?.fields);
  const own = { ...files(ofJob), of: "job", modelVersion: version } as const;
  const registered = { ...files(ofPackage), of: "model package", modelVersion: version } as const;
  return [own, registered].find((source) => source.statistics ?? source.constraints);
}

/** `churn/3` of `arn:aws:sagemaker:…:model-package/churn/3`. */
function modelVersionOf(fields: unknown): string | undefined {
  return textAt(fields, "ModelPackageArn")?.split(":model-package/")[1] ?? textAt(fields, "ModelPackageName");
}

/**
 * Both files where they can be read and used, for a folder that the definition calls `uri`; otherwise the `s3://` prefix by which
 * they can be named, or why there is none.
 */
export async function importBaseline(
  io: Pick<Io, "cwd" | "env">,
  { statistics, constraints }: BaselineSource,
  uri: string,
): Promise<BaselineOutcome> {
  if (statistics === undefined || constraints === undefined)
    return {
      state: "absent",
      why: `the description names no ${statistics === undefined ? FILES[0] : FILES[1]}; a baseline has both files`,
      next: "Suggest a baseline from the model's data: plumbline suggest-baseline DATASET --out FOLDER",
    };
  try {
    const files = new Map<string, Uint8Array>([
      [FILES[0], await bytesAt(io, statistics)],
      [FILES[1], await bytesAt(io, constraints)],
    ]);
    parseStatistics(jsonIn(files.get(FILES[0])!, statistics), statistics);
    const parsed = parseConstraints(jsonIn(files.get(FILES[1])!, constraints), constraints);
    return { state: "copied", uri, files, constraints: parsed };
  } catch (thrown) {
    return referenced(statistics, constraints, errorSentence(thrown).split("\n")[0]!);
  }
}

/** Reads a file by its `s3://` address or path. Throws `UnusableInput` when it is not there. */
async function bytesAt(io: Pick<Io, "cwd" | "env">, uri: string): Promise<Uint8Array> {
  const { above, name } = splitUri(uri);
  const { store, prefix } = await openLocation(io, above);
  const found = await store.get(`${prefix}${name}`);
  if (found === undefined) throw new UnusableInput(`${uri} does not exist.`);
  return found.body;
}

function splitUri(uri: string): { above: string; name: string } {
  const path = uri.replace(/^file:\/\//, "");
  const at = path.lastIndexOf("/");
  return { above: path.slice(0, at + 1) || ".", name: path.slice(at + 1) };
}

function jsonIn(body: Uint8Array, uri: string): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch (cause) {
    throw new UnusableInput(`${uri} is not JSON.`, { cause });
  }
}

function referenced(statistics: string, constraints: string, why: string): BaselineOutcome {
  const [first, second] = [splitUri(statistics), splitUri(constraints)];
  if (first.above === second.above && first.name === FILES[0] && second.name === FILES[1])
    return { state: "referenced", uri: first.above.replace(/(.)\/$/, "$1"), why };
  return {
    state: "absent",
    why: `it could not be copied (${why}), and its files do not lie in one folder as statistics.json and constraints.json`,
    next: `Copy them there: aws s3 cp ${statistics} FOLDER/statistics.json; aws s3 cp ${constraints} FOLDER/constraints.json; then plumbline push --baseline FOLDER`,
  };
}
