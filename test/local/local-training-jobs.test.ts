import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { DiskObjectStore } from "../../adapters/disk/disk-object-store.ts";
import { DiskTrainingJobs } from "../../adapters/disk/disk-training-jobs.ts";
import { LocalTrainingJobs } from "../../local/local-training-jobs.ts";
import { packFolder } from "../../local/pack-folder.ts";

const roots: string[] = [];
let root: string;
let work: DiskObjectStore;
let jobs: LocalTrainingJobs;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "training-"));
  roots.push(root);
  mkdirSync(join(root, "data/sub"), { recursive: true });
  writeFileSync(join(root, "data/part-0.csv"), "label,x\n1,2\n");
  writeFileSync(join(root, "data/sub/part-1.csv"), "label,x\n0,3\n");
  work = new DiskObjectStore(join(root, "store"));
  jobs = new LocalTrainingJobs({
    root: join(root, "store"),
    work,
    clock: { now: () => 1000 },
    killAfterMs: 100,
  });
});
afterAll(() => {
  for (const each of roots) rmSync(each, { recursive: true, force: true });
});

/** A request whose program is this text. */
function request(program: string, more: Record<string, unknown> = {}): Record<string, unknown> {
  writeFileSync(
    join(root, "train.mjs"),
    `import fs from "node:fs"; import path from "node:path"; const env = process.env; ${program}`,
  );
  return {
    TrainingJobName: "rt-1",
    AlgorithmSpecification: {
      ContainerEntrypoint: ["node", join(root, "train.mjs")],
      ContainerArguments: ["--epochs", "3"],
      TrainingInputMode: "File",
    },
    HyperParameters: { rate: "0.1", name: "x y", list: "[1,2]" },
    Environment: { OWN: "mine" },
    InputDataConfig: [channel("train", join(root, "data"))],
    OutputDataConfig: { S3OutputPath: join(root, "out/") },
    StoppingCondition: { MaxRuntimeInSeconds: 60 },
    ResourceConfig: { InstanceType: "ml.m5.xlarge", InstanceCount: 1 },
    ...more,
  };
}
const channel = (ChannelName: string, S3Uri: string, more = {}) => ({
  ChannelName,
  ContentType: "text/csv",
  DataSource: { S3DataSource: { S3DataType: "S3Prefix", S3Uri, ...more } },
});
const optMl = () => join(root, "store/training/rt-1/opt/ml");
const json = (path: string) => JSON.parse(readFileSync(path, "utf8")) as Record<string, unknown>;
const failed = async (asked: unknown) => {
  const error = await jobs.create(asked).then(
    () => undefined,
    (thrown: Error) => thrown,
  );
  expect(error?.name).toBe("States.TaskFailed");
  return JSON.parse(error!.message) as {
    TrainingJobStatus: string;
    SecondaryStatus: string;
    FailureReason: string;
  };
};

describe("a training job", () => {
  test("finds what a SageMaker container finds", async () => {
    const seen = join(root, "seen.json");
    await jobs.create(
      request(
        `fs.writeFileSync(${JSON.stringify(seen)}, JSON.stringify({ env, argv: process.argv.slice(2), cwd: process.cwd(), files: fs.readdirSync(env.SM_CHANNEL_TRAIN, { recursive: true }).sort() }))`,
      ),
    );
    const { env, argv, files } = json(seen) as {
      env: Record<string, string>;
      argv: string[];
      files: string[];
    };
    expect(files).toEqual(["part-0.csv", "sub", "sub/part-1.csv"]);
    expect(argv).toEqual(["--epochs", "3"]);
    expect(env).toMatchObject({
      PLUMBLINE_OPT_ML: optMl(),
      SM_MODEL_DIR: join(optMl(), "model"),
      SM_OUTPUT_DATA_DIR: join(optMl(), "output/data"),
      SM_CHANNELS: '["train"]',
      SM_CHANNEL_TRAIN: join(optMl(), "input/data/train"),
      SM_HPS: '{"rate":0.1,"name":"x y","list":[1,2]}',
      SM_HP_RATE: "0.1",
      SM_HP_NAME: "x y",
      SM_NUM_GPUS: "0",
      SM_CURRENT_HOST: "algo-1",
      SM_HOSTS: '["algo-1"]',
      TRAINING_JOB_NAME: "rt-1",
      OWN: "mine",
    });
    expect(env).not.toHaveProperty("VITEST"); // nothing of this process's own environment
    expect(json(join(optMl(), "input/config/hyperparameters.json"))).toEqual({
      rate: "0.1",
      name: "x y",
      list: "[1,2]",
    });
    expect(json(join(optMl(), "input/config/inputdataconfig.json"))).toEqual({
      train: {
        ContentType: "text/csv",
        TrainingInputMode: "File",
        S3DistributionType: "FullyReplicated",
        RecordWrapperType: "None",
      },
    });
    expect(json(join(optMl(), "input/config/resourceconfig.json"))).toMatchObject({
      current_host: "algo-1",
      hosts: ["algo-1"],
      network_interface_name: "lo",
    });
  });

  test("runs in the repository where nothing else is said", async () => {
    await jobs.create(
      request(
        "fs.writeFileSync(env.SM_MODEL_DIR + '/cwd', String(fs.existsSync('statemachines/retrain.asl.json')))",
      ),
    );
    expect(readFileSync(join(optMl(), "model/cwd"), "utf8")).toBe("true");
  });

  test("takes a file, or every file whose name begins so, for a channel", async () => {
    writeFileSync(join(root, "data/part-00.csv"), "");
    const config = [
      channel("one", join(root, "data/part-0.csv")),
      channel("many", join(root, "data/part-0")),
      channel("url", `file://${root}/data/sub`),
    ];
    await jobs.create(request("", { InputDataConfig: config }));
    const files = (name: string) =>
      execFileSync("ls", [join(optMl(), "input/data", name)], { encoding: "utf8" })
        .trim()
        .split("\n");
    expect(files("one")).toEqual(["part-0.csv"]);
    expect(files("many")).toEqual(["part-0.csv", "part-00.csv"]);
    expect(files("url")).toEqual(["part-1.csv"]);
  });

  test("may write into its input without changing the original", async () => {
    await jobs.create(request("fs.writeFileSync(path.join(env.SM_CHANNEL_TRAIN, 'part-0.csv'), 'gone')"));
    expect(readFileSync(join(root, "data/part-0.csv"), "utf8")).toBe("label,x\n1,2\n");
  });

  test("that ends well gives its model, its last metrics and DescribeTrainingJob's answer", async () => {
    const program =
      "fs.writeFileSync(path.join(env.SM_MODEL_DIR, 'weights.json'), '{}'); console.log('auc=0.5'); console.error('auc=0.75;'); console.log('loss=1e-3 auc=nothing');";
    const algorithm = {
      MetricDefinitions: [
        { Name: "auc", Regex: "auc=([0-9.]+)" },
        { Name: "loss", Regex: "loss=([-0-9.e]+)" },
        { Name: "none", Regex: "none=(\\d+)" },
      ],
    };
    const asked = request(program);
    const answer = await jobs.create({
      ...asked,
      AlgorithmSpecification: { ...(asked["AlgorithmSpecification"] as object), ...algorithm },
    });
    const artifacts = join(root, "out/rt-1/output/model.tar.gz");
    expect(answer).toMatchObject({
      TrainingJobName: "rt-1",
      TrainingJobStatus: "Completed",
      SecondaryStatus: "Completed",
      ModelArtifacts: { S3ModelArtifacts: artifacts },
      FinalMetricDataList: [
        { MetricName: "auc", Value: 0.75, Timestamp: 1000 },
        { MetricName: "loss", Value: 0.001, Timestamp: 1000 },
      ],
    });
    expect(execFileSync("tar", ["-tzf", artifacts], { encoding: "utf8" })).toBe("weights.json\n");
    expect(readFileSync(join(optMl(), "output/log.txt"), "utf8")).toContain("auc=0.75");
    expect(await new DiskTrainingJobs(work).describe("rt-1")).toEqual({
      name: "rt-1",
      status: "Completed",
      modelArtifacts: artifacts,
      metrics: { auc: 0.75, loss: 0.001 },
    });
  });

  test("of a used name is refused as in use, also while it runs", async () => {
    const first = jobs.create(request("setTimeout(() => {}, 200)"));
    await expect.poll(() => jobs.describe("rt-1")).toBeDefined();
    await expect(jobs.create(request(""))).rejects.toMatchObject({
      name: "SageMaker.ResourceInUseException",
    });
    await first;
    await expect(jobs.create(request(""))).rejects.toMatchObject({
      name: "SageMaker.ResourceInUseException",
    });
  });

  test("that fails says why: its own words, cut at 1,024 characters, and its exit code", async () => {
    const { TrainingJobStatus, FailureReason } = await failed(
      request("fs.writeFileSync(path.join(env.SM_OUTPUT_DIR, 'failure'), 'y'.repeat(2000)); process.exit(3)"),
    );
    expect(TrainingJobStatus).toBe("Failed");
    expect(FailureReason).toBe(`AlgorithmError: ${"y".repeat(1024)} (exit code 3)`);
    expect(existsSync(join(root, "out"))).toBe(false);
    expect(await jobs.describe("rt-1")).toMatchObject({ status: "Failed", failureReason: FailureReason });
  });

  test("that fails without a word points at its log", async () => {
    expect((await failed(request("throw new Error('boom')"))).FailureReason).toMatch(
      /see output\/log\.txt \(exit code 1\)/,
    );
    expect(readFileSync(join(optMl(), "output/log.txt"), "utf8")).toContain("boom");
  });

  test("whose channel names nothing fails with that name", async () => {
    expect(
      (await failed(request("", { InputDataConfig: [channel("train", join(root, "nowhere/x"))] })))
        .FailureReason,
    ).toMatch(/ClientError: Data download failed: channel train names .*nowhere\/x, where nothing is/);
  });

  test("whose command is not there fails with its name", async () => {
    const { FailureReason } = await failed(
      request("", { AlgorithmSpecification: { ContainerEntrypoint: [join(root, "no-such-program")] } }),
    );
    expect(FailureReason).toMatch(/^ClientError: spawn .*no-such-program ENOENT/);
  });

  test("that runs longer than it may is stopped, even when it does not listen", async () => {
    const asked = request("process.on('SIGTERM', () => {}); setInterval(() => {}, 1000);", {
      StoppingCondition: { MaxRuntimeInSeconds: 0.3 },
    });
    expect(await failed(asked)).toMatchObject({
      TrainingJobStatus: "Stopped",
      SecondaryStatus: "MaxRuntimeExceeded",
    });
  });

  test("is stopped by anybody who asks", async () => {
    for (const [name, stopper] of [
      ["rt-1", jobs],
      ["rt-2", new DiskTrainingJobs(work)],
    ] as const) {
      const ended = failed({
        ...request("console.log('up'); setInterval(() => {}, 1000);"),
        TrainingJobName: name,
      });
      const log = join(root, "store/training", name, "opt/ml/output/log.txt");
      await expect
        .poll(() => existsSync(log) && readFileSync(log, "utf8"), { timeout: 5000 })
        .toContain("up");
      await stopper.stop(name);
      expect(await ended).toMatchObject({ TrainingJobStatus: "Stopped" });
      expect((await jobs.describe(name))?.status).toBe("Stopped");
    }
  });

  test.each<[string, Record<string, unknown>, RegExp]>([
    ["without a name", { TrainingJobName: "" }, /Got TrainingJobName ""; expected 1 to 63/],
    ["whose name leaves the folder", { TrainingJobName: "../x" }, /Got TrainingJobName/],
    [
      "without a command",
      { AlgorithmSpecification: { TrainingImage: "i" } },
      /Got no AlgorithmSpecification\.ContainerEntrypoint; expected a command/,
    ],
    [
      "with data in S3",
      { InputDataConfig: [channel("train", "s3://b/p")] },
      /Got channel train = "s3:\/\/b\/p"; expected a folder or file/,
    ],
    [
      "with a manifest",
      { InputDataConfig: [channel("train", "/x", { S3DataType: "ManifestFile" })] },
      /Got S3DataType ManifestFile; expected S3Prefix/,
    ],
    [
      "with a pipe",
      { InputDataConfig: [{ ...channel("train", "/x"), InputMode: "Pipe" }] },
      /Got InputMode Pipe; expected File/,
    ],
    [
      "with a channel that leaves the folder",
      { InputDataConfig: [channel("../x", "/x")] },
      /Got channel "\.\.\/x"/,
    ],
    ["without an output", { OutputDataConfig: {} }, /Got OutputDataConfig\.S3OutputPath = null/],
    [
      "with a metric that is no regular expression",
      {
        AlgorithmSpecification: {
          ContainerEntrypoint: ["x"],
          MetricDefinitions: [{ Name: "auc", Regex: "(" }],
        },
      },
      /the Regex of auc cannot be used/,
    ],
  ])("%s is refused with what a laptop takes", async (_, more, message) => {
    const creating = jobs.create(request("", more));
    await expect(creating).rejects.toMatchObject({
      name: "SageMaker.ValidationException",
      message: expect.stringMatching(message),
    });
    await expect(jobs.create(null)).rejects.toMatchObject({ name: "SageMaker.ValidationException" });
  });
});

describe("a packed folder", () => {
  test("has the same bytes whenever and in whatever order its files were written", async () => {
    const pack = async (name: string, files: string[]) => {
      for (const file of files) {
        mkdirSync(join(root, name, file, ".."), { recursive: true });
        writeFileSync(join(root, name, file), `content of ${file}`);
      }
      const count = await packFolder(join(root, name), join(root, `${name}.tar.gz`));
      expect(count).toBe(files.length);
      return readFileSync(join(root, `${name}.tar.gz`));
    };
    const files = ["b", "a/x", "@z", "a/b/c"];
    const one = await pack("one", files);
    await new Promise((resolve) => setTimeout(resolve, 1100)); // tar counts in seconds
    expect((await pack("two", files.toReversed())).equals(one)).toBe(true);
    expect(
      execFileSync("tar", ["-tzf", join(root, "one.tar.gz")], { encoding: "utf8" })
        .replaceAll("./", "")
        .trim()
        .split("\n"),
    ).toEqual(["@z", "a/b/c", "a/x", "b"]);
    expect(execFileSync("tar", ["-xzOf", join(root, "one.tar.gz"), "a/b/c"], { encoding: "utf8" })).toBe(
      "content of a/b/c",
    );
  });

  test("without files is an archive all the same", async () => {
    mkdirSync(join(root, "empty"));
    expect(await packFolder(join(root, "empty"), join(root, "empty.tar.gz"))).toBe(0);
    execFileSync("tar", ["-tzf", join(root, "empty.tar.gz")]);
  });
});
