import { describe, expect, test } from "vitest";
import { UnusableInput } from "../../shared/errors.ts";
import { answeredLongest, answeringModels } from "../../shared/monitors/answering-models.ts";
import {
  type Deployment,
  NO_DEPLOYMENTS,
  parseDeploymentHistory,
  withDeployment,
} from "../../shared/monitors/deployment-history.ts";

const at = (clock: string) => `2001-02-16T${clock}:00.000Z`;
const deployment = (modelVersion: string, since: string, more: Partial<Deployment> = {}): Deployment => ({
  since: at(since),
  modelVersion,
  names: [modelVersion],
  endpointConfig: "config",
  ...more,
});
const history = (...seen: Deployment[]) => seen.reduce(withDeployment, NO_DEPLOYMENTS);
const versions = ({ deployments }: { deployments: readonly Deployment[] }) =>
  deployments.map(({ modelVersion, since }) => [modelVersion, since.slice(11, 16)]);

describe("a history of deployments", () => {
  test("begins with what is seen first, and grows with what is new", () => {
    expect(versions(history(deployment("a", "10:00"), deployment("b", "11:00")))).toEqual([
      ["a", "10:00"],
      ["b", "11:00"],
    ]);
  });

  test("stays the same object when the endpoint was only scaled, or given another configuration of the same model", () => {
    const known = history(deployment("a", "10:00"));
    expect(withDeployment(known, deployment("a", "12:00"))).toBe(known);
    expect(withDeployment(known, deployment("a", "12:00", { endpointConfig: "other" }))).toBe(known);
  });

  test("knows a version whose package could not be read once, by the model's name", () => {
    const known = history(deployment("churn/7", "10:00", { names: ["churn/7", "churn-xgb-7"] }));
    expect(withDeployment(known, deployment("churn-xgb-7", "12:00"))).toBe(known);
  });

  test("tells apart two versions under one model's name, and two pipelines that share a container", () => {
    const same = ["churn-xgb"];
    expect(
      versions(
        history(
          deployment("churn/7", "10:00", { names: same }),
          deployment("churn/8", "11:00", { names: same }),
        ),
      ),
    ).toHaveLength(2);
    const shared = ["prepare/3"];
    expect(
      versions(
        history(
          deployment("pipe-1", "10:00", { names: shared }),
          deployment("pipe-2", "11:00", { names: shared }),
        ),
      ),
    ).toHaveLength(2);
  });

  test("has a rollback as a deployment of its own", () => {
    const back = history(deployment("a", "10:00"), deployment("b", "11:00"), deployment("a", "12:00"));
    expect(versions(back)).toEqual([
      ["a", "10:00"],
      ["b", "11:00"],
      ["a", "12:00"],
    ]);
  });

  test("is not moved back by a closer that looked before a deployment and writes after it", () => {
    const known = history(deployment("a", "10:00"), deployment("b", "11:00"));
    expect(withDeployment(known, deployment("a", "10:30"))).toBe(known);
  });

  test("keeps its order whatever order it is told in, and the newest 200", () => {
    expect(versions(history(deployment("b", "11:00"), deployment("a", "10:00")))).toEqual([
      ["a", "10:00"],
      ["b", "11:00"],
    ]);
    const many = Array.from({ length: 210 }, (_, index) => ({
      ...deployment(`v${index}`, "00:00"),
      since: new Date(index).toISOString(),
    }));
    const { deployments } = history(...many);
    expect([deployments.length, deployments[0]!.modelVersion]).toEqual([200, "v10"]);
  });

  test("that a user writes needs a time and a version, in any order", () => {
    const written = parseDeploymentHistory(
      {
        version: 1,
        deployments: [
          { since: "2001-02-16T11:00:00+01:00", modelVersion: "b" },
          { since: "2001-02-15", modelVersion: "a" },
        ],
      },
      "deployments/e/v.json",
    );
    expect(written.deployments.map(({ modelVersion }) => modelVersion)).toEqual(["a", "b"]);
    expect(written.deployments[0]).toMatchObject({ names: [], endpointConfig: null });
  });

  test.each([
    [{ version: 2, deployments: [] }, "version"],
    [{ version: 1, deployments: [{ since: "yesterday", modelVersion: "a" }] }, "deployments.0.since"],
    [{ version: 1, deployments: [{ since: "2001-02-15", modelVersion: "" }] }, "deployments.0.modelVersion"],
    [[], "version"],
    [null, "the file"],
  ])("that cannot be read says where: %j", (value, where) => {
    expect(() => parseDeploymentHistory(value, "deployments/e/v.json")).toThrow(UnusableInput);
    expect(() => parseDeploymentHistory(value, "deployments/e/v.json")).toThrow(
      `deployments/e/v.json cannot be used: ${where}: `,
    );
  });
});

describe("the models that answered in a window", () => {
  const window = { start: Date.parse(at("10:00")), end: Date.parse(at("11:00")) };
  const shares = (...seen: Deployment[]) =>
    answeringModels(history(...seen), window).map(({ modelVersion, share }) => [modelVersion, share]);

  test("are none where nobody knows, or the history begins behind the window", () => {
    expect(shares()).toEqual([]);
    expect(shares(deployment("a", "11:00"))).toEqual([]);
  });

  test("are one where it was deployed before, and what came after the window's end changes nothing", () => {
    expect(shares(deployment("a", "09:00"), deployment("b", "11:00"))).toEqual([["a", 1]]);
    expect(shares(deployment("0", "08:00"), deployment("a", "10:00"))).toEqual([["a", 1]]);
  });

  test("have the share of the time that each answered", () => {
    expect(shares(deployment("a", "09:00"), deployment("b", "10:45"))).toEqual([
      ["a", 0.75],
      ["b", 0.25],
    ]);
    expect(shares(deployment("a", "10:30"))).toEqual([["a", 0.5]]);
  });

  test("are two after a rollback, and the time of one is added up", () => {
    expect(shares(deployment("a", "09:00"), deployment("b", "10:15"), deployment("a", "10:45"))).toEqual([
      ["a", 0.5],
      ["b", 0.5],
    ]);
  });

  test("the one that answered longest is the earlier of two alike, and nobody where nobody knows", () => {
    const models = answeringModels(history(deployment("a", "09:00"), deployment("b", "10:30")), window);
    expect(answeredLongest(models)!.modelVersion).toBe("a");
    expect(answeredLongest(models.toReversed())!.modelVersion).toBe("b");
    expect(answeredLongest([])).toBeUndefined();
    expect(answeredLongest(undefined)).toBeUndefined();
  });
});
