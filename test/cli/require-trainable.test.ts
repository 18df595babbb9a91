import { describe, expect, test } from "vitest";
import { requireTrainable } from "../../cli/require-trainable.ts";
import { parseMonitorDefinition } from "../../shared/monitors/monitor-definition.ts";

const definition = (retraining?: Record<string, unknown>) =>
  parseMonitorDefinition({
    monitor: "m",
    endpoint: "e",
    capture: { uri: "s3://b/p" },
    ...(retraining === undefined ? {} : { retraining }),
  });
const whole = { RoleArn: "arn:role", AlgorithmSpecification: { TrainingImage: "image" } };

describe("a definition for AWS", () => {
  test("without a retraining needs nothing", () => {
    expect(() => requireTrainable(definition())).not.toThrow();
  });

  test("with a role, an image and data is trainable", () => {
    expect(() =>
      requireTrainable(definition({ trainingJob: whole, trainingData: { groundTruth: "s3://b/t" } })),
    ).not.toThrow();
    expect(() =>
      requireTrainable(
        definition({ trainingJob: { ...whole, InputDataConfig: [{ ChannelName: "train" }] } }),
      ),
    ).not.toThrow();
  });

  test("past SageMaker's limits is refused before it is pushed", () => {
    const HyperParameters = { text: "x".repeat(2501) };
    expect(() =>
      requireTrainable(
        definition({ trainingJob: { ...whole, HyperParameters }, trainingData: { groundTruth: "s3://b/t" } }),
      ),
    ).toThrow("2501 characters in hyperparameter text; SageMaker takes at most 2500");
  });

  test("that lacks them is refused with everything that is missing", () => {
    expect(() => requireTrainable(definition({ trainingJob: {} }))).toThrow(
      /Monitor m: retraining\.trainingJob lacks RoleArn .*; AlgorithmSpecification\.TrainingImage or AlgorithmName; InputDataConfig/,
    );
  });
});
