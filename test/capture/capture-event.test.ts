import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { captureObjectsOf } from "../../shared/capture/capture-event.ts";

const KEY = "p q/churn/AllTraffic/2026/11/23/10/00-41-123-a+b.jsonl";
const ETAG = "b1946ac92492d2347c6235b4d2611184";

/** As EventBridge sends it (aws docs, ev-events). */
const eventBridge = {
  version: "0",
  id: "17793124-05d4-b198-2fde-7ededc63b103",
  "detail-type": "Object Created",
  source: "aws.s3",
  account: "111122223333",
  time: "2026-11-23T10:01:42Z",
  region: "us-east-1",
  resources: ["arn:aws:s3:::cap"],
  detail: {
    version: "0",
    "event-version": "1.2",
    bucket: { name: "cap" },
    object: { key: KEY, size: 5, etag: ETAG, "version-id": "v1", sequencer: "617f08299329d189" },
    reason: "PutObject",
  },
};

/** As S3 itself notifies (notification-content-structure): the key is URL-encoded. */
const record = (key = KEY) => ({
  eventVersion: "2.6",
  eventSource: "aws:s3",
  eventName: "ObjectCreated:Put",
  s3: {
    s3SchemaVersion: "1.0",
    bucket: { name: "cap", arn: "arn:aws:s3:::cap" },
    object: {
      key: encodeURIComponent(key).replaceAll("%20", "+").replaceAll("%2F", "/"),
      size: 5,
      eTag: ETAG,
    },
  },
});
const object = { bucket: "cap", key: KEY, etag: ETAG, size: 5 };
const testMessage = {
  Service: "Amazon S3",
  Event: "s3:TestEvent",
  Time: "2026-11-23T10:00:00Z",
  Bucket: "cap",
};
const sqs = (body: unknown) => ({
  Records: [{ messageId: "m", eventSource: "aws:sqs", body: JSON.stringify(body) }],
});
const sns = (message: unknown) => ({
  Type: "Notification",
  MessageId: "m",
  Message: JSON.stringify(message),
});

describe("captureObjectsOf", () => {
  test("nothing is no event", () => {
    expect(captureObjectsOf(undefined)).toEqual({
      objects: [],
      ignored: ["event is missing, expected object"],
    });
    expect(captureObjectsOf("")).toEqual({ objects: [], ignored: ["message is not JSON"] });
    expect(captureObjectsOf({})).toEqual({
      objects: [],
      ignored: ["event has none of Records, objects, detail, Type"],
    });
  });

  test.each<[string, unknown]>([
    ["an EventBridge event", eventBridge],
    ["an EventBridge event as text", JSON.stringify(eventBridge)],
    ["an EventBridge event in an SQS message", sqs(eventBridge)],
    ["an S3 notification", { Records: [record()] }],
    ["an S3 notification in an SQS message", sqs({ Records: [record()] })],
    ["an S3 notification in an SNS envelope", sns({ Records: [record()] })],
    ["an S3 notification in an SNS envelope in an SQS message", sqs(sns({ Records: [record()] }))],
    [
      "an S3 notification that SNS delivers",
      { Records: [{ Sns: { Message: JSON.stringify({ Records: [record()] }) } }] },
    ],
    ["a direct call", { objects: [object] }],
  ])("%s names its object", (_, event) => {
    expect(captureObjectsOf(event)).toEqual({ objects: [object], ignored: [] });
  });

  test("only S3 notifications are URL-decoded: in an EventBridge event a plus is a plus", () => {
    const raw = { ...eventBridge, detail: { ...eventBridge.detail, object: { key: "a+b%2B.jsonl" } } };
    expect(captureObjectsOf(raw).objects).toEqual([{ bucket: "cap", key: "a+b%2B.jsonl" }]);
    const decoded = captureObjectsOf({
      Records: [{ ...record(), s3: { bucket: { name: "cap" }, object: { key: "a+b%2B.jsonl" } } }],
    });
    expect(decoded.objects).toEqual([{ bucket: "cap", key: "a b+.jsonl" }]);
  });

  test("a notification of several records names every object in its order", () => {
    const { objects } = captureObjectsOf({
      Records: [record("a.jsonl"), record("é/b.jsonl"), record("c.jsonl")],
    });
    expect(objects.map((each) => each.key)).toEqual(["a.jsonl", "é/b.jsonl", "c.jsonl"]);
  });

  test("good records count although another one is bad", () => {
    const event = {
      Records: [record("a.jsonl"), { s3: {}, eventName: "ObjectCreated:Put" }, 7, record("b.jsonl")],
    };
    const { objects, ignored } = captureObjectsOf(event);
    expect(objects.map((each) => each.key)).toEqual(["a.jsonl", "b.jsonl"]);
    expect(ignored).toEqual(["bucket is missing, expected its name", "record has none of s3, body, Sns"]);
  });

  test("quotes around an ETag are left out", () => {
    expect(captureObjectsOf({ objects: [{ ...object, etag: `"${ETAG}"` }] }).objects[0]?.etag).toBe(ETAG);
  });

  const created = { ...eventBridge, detail: { ...eventBridge.detail, object: {} } };
  test.each<[string, unknown, string]>([
    ["S3's test message", testMessage, "S3 test message"],
    ["S3's test message in an SQS message", sqs(testMessage), "S3 test message"],
    [
      "a deletion by EventBridge",
      { ...eventBridge, "detail-type": "Object Deleted" },
      "detail-type is not Object Created",
    ],
    ["another service's event", { ...eventBridge, source: "aws.ec2" }, "source is not aws.s3"],
    [
      "a deletion by notification",
      { Records: [{ ...record(), eventName: "ObjectRemoved:Delete" }] },
      "eventName is not ObjectCreated",
    ],
    [
      "a notification of version 3",
      { Records: [{ ...record(), eventVersion: "3.0" }] },
      "eventVersion is not 2.x",
    ],
    ["an SNS confirmation", { Type: "SubscriptionConfirmation" }, "SNS message is not a Notification"],
    ["no key", created, "object key is missing, expected string"],
    ["an empty key", { objects: [{ bucket: "cap", key: "" }] }, "object key is empty, expected string"],
    [
      "a bucket that is a number",
      { objects: [{ bucket: 1, key: "k" }] },
      "bucket is number, expected its name",
    ],
    [
      "a key that is not URL-encoded",
      { Records: [{ ...record(), s3: { bucket: { name: "cap" }, object: { key: "100%.jsonl" } } }] },
      "object key is not URL-encoded",
    ],
    ["no records", { Records: [] }, "Records is empty"],
    ["no objects", { objects: [] }, "objects is empty"],
    ["a list", [eventBridge], "event is array, expected object"],
    ["text that is not JSON", "{", "message is not JSON"],
    [
      "an event wrapped again and again",
      sqs(sqs(sqs(sqs(sqs(eventBridge))))),
      "event is wrapped more than 4 times",
    ],
  ])("%s is acknowledged with its reason", (_, event, reason) => {
    expect(captureObjectsOf(event)).toEqual({ objects: [], ignored: [reason] });
  });

  test("any JSON value, whole or as text, gives objects or reasons and never an error", () => {
    const word = fc.constantFrom(
      "Records",
      "objects",
      "detail",
      "s3",
      "bucket",
      "name",
      "object",
      "key",
      "body",
      "Sns",
      "Message",
      "Type",
    );
    const value = fc.letrec((tie) => ({
      any: fc.oneof(
        { maxDepth: 5 },
        fc.jsonValue(),
        fc.array(tie("any"), { maxLength: 3 }),
        fc.dictionary(word, tie("any")),
      ),
    })).any;
    fc.assert(
      fc.property(value, (event) => {
        for (const given of [event, JSON.stringify(event)]) {
          const { objects, ignored } = captureObjectsOf(given);
          expect(objects.length + ignored.length).toBeGreaterThan(0);
        }
      }),
      { seed: 11, numRuns: 300 },
    );
  });
});
