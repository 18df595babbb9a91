import { describe, expect, test } from "vitest";
import { failureOfJob, toldCause } from "../../shared/retraining/failure-of-job.ts";

/** As a container's last words reach SageMaker: the row that it could not read is in them. */
const REASON =
  "AlgorithmError: ExecuteUserScriptError: ErrorMessage \"ValueError: could not convert string to float: 'CANARY'\"";
const JOB = { TrainingJobName: "rt-1", TrainingJobStatus: "Failed", FailureReason: REASON };
const TOLD =
  "Training job rt-1 is Failed (AlgorithmError); why: aws sagemaker describe-training-job --training-job-name rt-1";

describe("a training job that failed", () => {
  test("is told by its class and where its words are, never by its words", () => {
    expect(failureOfJob(JOB)).toBe(TOLD);
  });

  test.each([undefined, "", "out of memory: CANARY", "lowercase: CANARY", "Two Words: CANARY"])(
    "has no class where SageMaker gives none: %j",
    (FailureReason) => {
      const told = failureOfJob({ TrainingJobName: "rt-1", TrainingJobStatus: "Stopped", FailureReason });
      expect(told).toBe(TOLD.replace("Failed (AlgorithmError)", "Stopped"));
    },
  );
});

describe("a cause that a state machine caught", () => {
  test("of a function is the function's own message", () => {
    const cause = { errorType: "Throttled", errorMessage: "S3 asks to slow down.", trace: ["at x"] };
    expect(toldCause(JSON.stringify(cause))).toBe("S3 asks to slow down.");
  });

  test("of createTrainingJob.sync is the class of the job, also where it was cut and is no JSON", () => {
    expect(toldCause(JSON.stringify({ TrainingJobArn: "arn", ...JOB }))).toBe(TOLD);
    expect(toldCause(JSON.stringify(JOB).slice(0, -5))).not.toContain("CANARY");
  });

  test.each(["", "The task did not answer within 900 s.", "null", "[1]", "7"])(
    "of any other text is the text: %j",
    (text) => expect(toldCause(text)).toBe(text),
  );

  test("is cut after 1,000 characters", () => {
    expect(toldCause("x".repeat(1001))).toBe("x".repeat(1000));
    expect(toldCause(JSON.stringify({ errorMessage: "x".repeat(1001) }))).toBe("x".repeat(1000));
  });
});
