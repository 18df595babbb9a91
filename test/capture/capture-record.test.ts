import { describe, expect, test } from "vitest";
import { parseCaptureRecord } from "../../shared/capture/capture-record.ts";

const payload = { observedContentType: "text/csv", mode: "INPUT", data: "1,2", encoding: "CSV" };
const metadata = { eventId: "44de16a8-6203-4a34-bf62-e52d6466a9f8", inferenceTime: "2021-07-07T16:45:47Z" };
const whole = {
  captureData: { endpointInput: payload, endpointOutput: { ...payload, data: "0.5\n", mode: "OUTPUT" } },
  eventMetadata: metadata,
  eventVersion: "0",
};
const parse = (value: unknown) => parseCaptureRecord(JSON.stringify(value));
const reasonOf = (value: unknown) => {
  const parsed = parse(value);
  return parsed.ok ? undefined : parsed.reason;
};
const withMetadata = (more: object) => ({ ...whole, eventMetadata: { ...metadata, ...more } });
const recordOf = (value: unknown) => {
  const parsed = parse(value);
  return parsed.ok ? parsed.record : undefined;
};

describe("parseCaptureRecord", () => {
  test("an empty line is not JSON", () => {
    expect(parseCaptureRecord("")).toEqual({ ok: false, reason: "line is not JSON" });
  });

  test("a line as SageMaker writes it has both payloads, its id and its time", () => {
    expect(parse(whole)).toEqual({
      ok: true,
      record: {
        input: { data: "1,2", encoding: "CSV", contentType: "text/csv" },
        output: { data: "0.5\n", encoding: "CSV", contentType: "text/csv" },
        eventId: metadata.eventId,
        inferenceTime: Date.UTC(2021, 6, 7, 16, 45, 47),
      },
    });
  });

  test("the order of keys means nothing", () => {
    const turned = { eventVersion: "0", eventMetadata: metadata, captureData: whole.captureData };
    expect(parse(turned)).toEqual(parse(whole));
  });

  test("one side alone is a record, also where the other is null", () => {
    const input = { data: "1,2", encoding: "CSV", contentType: "text/csv" };
    expect(recordOf({ captureData: { endpointInput: payload, endpointOutput: null } })).toEqual({ input });
    expect(recordOf({ captureData: { endpointOutput: payload } })).toEqual({ output: input });
  });

  test("the output of a batch transform, as a merge job writes it, has a side of its own", () => {
    const record = recordOf({
      captureData: { batchTransformOutput: { data: "1", encoding: "CSV" } },
      eventMetadata: {},
    });
    expect(record).toEqual({ batch: { data: "1", encoding: "CSV" } });
  });

  test("the caller's id and attributes are kept; an id over 256 characters is not", () => {
    expect(recordOf(withMetadata({ inferenceId: "58", customAttributes: ["a", 1, "b"] }))).toMatchObject({
      inferenceId: "58",
      customAttributes: ["a", "b"],
    });
    expect(recordOf(withMetadata({ eventId: "x".repeat(257), inferenceId: 58 }))).not.toMatchObject({
      eventId: expect.anything(),
    });
  });

  test.each([
    ["2021-07-07T16:45:47Z", Date.UTC(2021, 6, 7, 16, 45, 47)],
    ["2021-07-07T16:45:47.5Z", Date.UTC(2021, 6, 7, 16, 45, 47, 500)],
    ["2021-07-07T16:45:47.123456Z", Date.UTC(2021, 6, 7, 16, 45, 47, 123)],
    ["2021-07-07T16:45:47+02:00", Date.UTC(2021, 6, 7, 14, 45, 47)],
    ["2021-07-07T16:45:47-05:30", Date.UTC(2021, 6, 7, 22, 15, 47)],
    ["2024-02-29T00:00:00Z", Date.UTC(2024, 1, 29)],
  ])("inferenceTime %s is read", (inferenceTime, ms) => {
    expect(recordOf(withMetadata({ inferenceTime }))?.inferenceTime).toBe(ms);
  });

  test.each([
    "yesterday",
    "",
    "2021-07-07",
    "2021-07-07T16:45:47",
    "2021-02-30T16:45:47Z",
    "2021-07-07T24:00:00Z",
    "2021-07-07T16:45:47+24:00",
    "1625676347",
  ])("inferenceTime %j is a fault, and the record is kept", (inferenceTime) => {
    const record = recordOf(withMetadata({ inferenceTime }));
    expect(record).toMatchObject({
      inferenceTimeFault: "inferenceTime is not a time",
      eventId: metadata.eventId,
    });
    expect(record).not.toHaveProperty("inferenceTime");
  });

  test("an inferenceTime that is a number is a fault that says so", () => {
    expect(recordOf(withMetadata({ inferenceTime: 1625676347 }))?.inferenceTimeFault).toBe(
      "inferenceTime is number, expected string",
    );
  });

  test.each<[unknown, string]>([
    [null, "line is null, expected object"],
    [[whole], "line is array, expected object"],
    [5, "line is number, expected object"],
    [{}, "captureData is missing"],
    [{ captureData: "x" }, "captureData is string, expected object"],
    [{ captureData: {} }, "captureData has neither endpointInput nor endpointOutput"],
    [{ captureData: { endpointInput: [] } }, "endpointInput is array, expected object"],
    [
      { captureData: { endpointInput: { ...payload, data: 5 } } },
      "endpointInput.data is number, expected string",
    ],
    [{ captureData: { endpointInput: { encoding: "CSV" } } }, "endpointInput.data is missing"],
    [{ captureData: { endpointOutput: { data: "1" } } }, "endpointOutput.encoding is missing"],
    [
      { captureData: { endpointOutput: { data: "1", encoding: null } } },
      "endpointOutput.encoding is null, expected string",
    ],
  ])("%j is refused", (value, reason) => expect(reasonOf(value)).toBe(reason));

  test("a line that stops anywhere before its end is cut off", () => {
    const line = JSON.stringify(whole);
    for (let length = 1; length < line.length; length++)
      expect(parseCaptureRecord(line.slice(0, length)), `first ${length} characters`).toEqual({
        ok: false,
        reason: "line is cut off",
      });
  });

  test("the end of a line without its beginning, or a line with more behind it, is not JSON", () => {
    const line = JSON.stringify(whole);
    for (const text of [line.slice(5), `${line},`, `${line}}`, "{captureData: 1}"])
      expect(parseCaptureRecord(text)).toEqual({ ok: false, reason: "line is not JSON" });
  });

  test("no reason quotes the line", () => {
    for (const text of [
      "CANARY",
      '{"captureData": CANARY}',
      '{"CANARY": "',
      '{"captureData":{"endpointInput":"CANARY"}}',
    ]) {
      const parsed = parseCaptureRecord(text);
      expect(parsed.ok ? "" : parsed.reason).toMatch(/^(?!.*CANARY).+$/);
    }
  });

  test("names of Object's own members are ordinary keys", () => {
    expect(parseCaptureRecord('{"__proto__":{"captureData":{}},"constructor":1}')).toEqual({
      ok: false,
      reason: "captureData is missing",
    });
  });
});
