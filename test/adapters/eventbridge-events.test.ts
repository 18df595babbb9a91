import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, expect, test } from "vitest";
import { eventbridgeEvents } from "../../adapters/aws/eventbridge-events.ts";
import type { PlumblineEvent } from "../../steps/ports.ts";

const eventbridge = mockClient(EventBridgeClient);
const sink = eventbridgeEvents({ bus: "ml", client: new EventBridgeClient({ region: "us-east-1" }) });
const event = (detail: PlumblineEvent["detail"] = { key: "k" }): PlumblineEvent => ({
  detailType: "Plumbline Window Verdict",
  time: 0,
  detail,
});
const sent = () => eventbridge.commandCalls(PutEventsCommand).map((call) => call.args[0].input.Entries ?? []);

beforeEach(() => {
  eventbridge.reset();
  eventbridge.on(PutEventsCommand).callsFake(({ Entries }: { Entries: unknown[] }) => ({
    FailedEntryCount: 0,
    Entries: Entries.map(() => ({ EventId: "id" })),
  }));
});

test("no event makes no call", async () => {
  await sink.put([]);
  expect(sent()).toEqual([]);
});

test("an event carries its source, bus and detail", async () => {
  await sink.put([event()]);
  expect(sent()).toEqual([
    [
      {
        EventBusName: "ml",
        Source: "plumbline",
        DetailType: "Plumbline Window Verdict",
        Time: new Date(0),
        Detail: '{"key":"k"}',
      },
    ],
  ]);
});

test("half a surrogate pair does not travel: it has no UTF-8", async () => {
  await sink.put([event({ violations: [{ column: "\ud83d" }] })]);
  expect(sent()[0]![0]!.Detail).toBe('{"violations":[{"column":"\ufffd"}]}');
});

test("25 events go in calls of ten, in their order", async () => {
  await sink.put(Array.from({ length: 25 }, (_, index) => event({ index })));
  expect(sent().map((call) => call.length)).toEqual([10, 10, 5]);
  expect(
    sent()
      .flat()
      .map(({ Detail }) => JSON.parse(Detail!).index),
  ).toEqual(Array.from({ length: 25 }, (_, index) => index));
});

test("no call is larger than 256 KB", async () => {
  await sink.put(Array.from({ length: 5 }, () => event({ text: "ü".repeat(50_000) })));
  expect(sent().map((call) => call.length)).toEqual([2, 2, 1]);
});

test("nine and ten events go in one call, eleven in two", async () => {
  for (const count of [9, 10, 11])
    await sink.put(Array.from({ length: count }, (_, index) => event({ index })));
  expect(sent().map((call) => call.length)).toEqual([9, 10, 10, 1]);
});

test("an event is sent while it is less than 256 KB, its time, source and kind counted", async () => {
  const around = 14 + "plumbline".length + "Plumbline Window Verdict".length + '{"text":""}'.length;
  const of = (bytes: number) => event({ text: "x".repeat(bytes - around) });
  await sink.put([of(256 * 1024 - 2)]);
  await sink.put([of(256 * 1024 - 1)]);
  await expect(sink.put([of(256 * 1024)])).rejects.toThrow("of 262144 bytes; EventBridge takes 262143");
  expect(sent()).toHaveLength(2);
});

test("an event that no call can hold throws before it is sent", async () => {
  await expect(sink.put([event({ text: "x".repeat(300_000) })])).rejects.toMatchObject({
    name: "UnusableInput",
  });
  expect(sent()).toEqual([]);
});

test("only the entries that failed are sent again", async () => {
  eventbridge
    .on(PutEventsCommand)
    .resolvesOnce({ Entries: [{ EventId: "1" }, { ErrorCode: "InternalFailure" }] })
    .resolves({ Entries: [{ EventId: "2" }] });
  await sink.put([event({ index: 0 }), event({ index: 1 })]);
  expect(sent().map((call) => call.map(({ Detail }) => Detail))).toEqual([
    ['{"index":0}', '{"index":1}'],
    ['{"index":1}'],
  ]);
});

test("entries that keep failing are Throttled after four tries", async () => {
  eventbridge.on(PutEventsCommand).resolves({ Entries: [{ ErrorCode: "ThrottlingException" }] });
  await expect(sink.put([event()])).rejects.toMatchObject({
    name: "Throttled",
    message: expect.stringContaining("ThrottlingException"),
  });
  expect(sent()).toHaveLength(4);
});
