import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Real lines, to be mutated. */
export interface Corpus {
  /** Lines of capture files. */
  readonly captures: readonly Buffer[];
  /** Lines of what batch transform wrote: the payloads of those captures, and its joined records. */
  readonly answers: readonly Buffer[];
  readonly files: number;
}

const CHECKOUT = fileURLToPath(new URL("../..", import.meta.url));
const CAPTURES = ["events/captures", "test/fixtures/capture", "test/pipeline/input"];
/** What SageMaker wrote itself; it lies beside some checkouts and is not redistributed with any. */
const OBSERVED = "../shared/data/model-monitor";

/** Lines taken from a file: hundreds of one endpoint's are all alike. */
const MOST_LINES = 80;

/** The capture files of the checkout, and of SageMaker itself where they lie beside it. */
export function readCorpus(): Corpus {
  const captureFiles = [...CAPTURES, OBSERVED].flatMap((folder) =>
    filesBelow(folder).filter((file) => file.endsWith(".jsonl") && !file.includes("ground-truth")),
  );
  const captures = captureFiles.flatMap(linesOf).filter((line) => line.includes("captureData"));
  const joined = [`${OBSERVED}/adult-bias/test-dataset.jsonl`, `${OBSERVED}/churn-examples/test-dataset.csv`];
  const answers = [
    ...captures.flatMap(payloadsOf),
    ...joined.flatMap(linesOf),
    ...JOINED.map((line) => Buffer.from(line)),
  ];
  return { captures, answers, files: captureFiles.length };
}

/** As the documentation of batch transform's `join_source: Input` shows them. */
const JOINED = [
  '{"SageMakerOutput":{"score":0.5},"x":1,"y":"a"}',
  '{"SageMakerInput":[1,"a"],"SageMakerOutput":[0.5]}',
  '{"SageMakerOutput":{"predictions":[0.5,0.6]},"instances":[[1,"a"],[2,"b"]]}',
  '{"score":0.5,"SageMakerInferenceId":"1f1d57b1-2e6f-488c-8c30-db4e6d757861","SageMakerInferenceTime":"2001-02-16T09:49:15Z"}',
  "0.5,1,a,1f1d57b1-2e6f-488c-8c30-db4e6d757861,2001-02-16T09:49:15Z",
];

function filesBelow(folder: string): string[] {
  const path = join(CHECKOUT, folder);
  if (!existsSync(path)) return [];
  return readdirSync(path, { recursive: true, encoding: "utf8" })
    .map((name) => `${folder}/${name}`)
    .sort();
}

function linesOf(file: string): Buffer[] {
  const path = join(CHECKOUT, file);
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, "utf8").split("\n").slice(0, MOST_LINES);
  return lines.filter((line) => line !== "").map((line) => Buffer.from(line));
}

function payloadsOf(line: Buffer): Buffer[] {
  try {
    const sides = Object.values(
      JSON.parse(line.toString()).captureData as Record<string, { data?: unknown }>,
    );
    return sides.flatMap(({ data }) => (typeof data === "string" ? [Buffer.from(data)] : []));
  } catch {
    return []; // the corpus has faulty lines of its own
  }
}
