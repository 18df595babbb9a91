import { describe, expect, test } from "vitest";
import { CaptureWriter, captureLine } from "../../../local/flights/capture-writer.ts";
import { eventId } from "../../../local/flights/event-id.ts";
import { parseCaptureKey } from "../../../shared/capture/capture-key.ts";
import { parseCaptureRecord } from "../../../shared/capture/capture-record.ts";

const at = (text: string) => Date.parse(text);
const invocation = {
  time: at("2001-02-16T10:00:00.250Z"),
  request: "1,a",
  response: "0.5",
  eventId: eventId(1, 1),
  inferenceId: "flight-1",
};
const options = { prefix: "datacapture", endpoint: "flights-delay", variant: "AllTraffic" };

describe("captureLine", () => {
  test("writes a line of a real endpoint to the byte", () => {
    // Amazon's example notebook of Model Monitor (XGBoost on Boston housing), captured 2021-07-07
    const line = captureLine({
      time: at("2021-07-07T16:45:47.531Z"),
      request: "0.00632,18.00,2.310,0,0.5380,6.5750,65.20,4.0900,1,296.0,15.30,4.98",
      response: "30.413358688354492",
      eventId: "44de16a8-6203-4a34-bf62-e52d6466a9f8",
    });
    expect(line).toBe(
      '{"captureData":{"endpointInput":{"observedContentType":"text/csv","mode":"INPUT","data":"0.00632,18.00,2.310,0,0.5380,6.5750,65.20,4.0900,1,296.0,15.30,4.98","encoding":"CSV"},"endpointOutput":{"observedContentType":"text/csv; charset=utf-8","mode":"OUTPUT","data":"30.413358688354492","encoding":"CSV"}},"eventMetadata":{"eventId":"44de16a8-6203-4a34-bf62-e52d6466a9f8","inferenceTime":"2021-07-07T16:45:47Z"},"eventVersion":"0"}',
    );
  });

  test("has the caller's id between event id and time, as the service has", () => {
    expect(captureLine(invocation)).toContain(
      `"eventMetadata":{"eventId":"${invocation.eventId}","inferenceId":"flight-1","inferenceTime":"2001-02-16T10:00:00Z"}`,
    );
  });

  test("is read back by the parser, whatever the payload holds", () => {
    const request = 'a "quoted" cell,\n\\u0000\u0000,日本';
    const parsed = parseCaptureRecord(captureLine({ ...invocation, request, inferenceId: 'flight "1"' }));
    expect(parsed).toMatchObject({
      ok: true,
      record: {
        input: { data: request },
        output: { data: "0.5" },
        inferenceId: 'flight "1"',
        inferenceTime: at("2001-02-16T10:00:00Z"),
      },
    });
  });
});

describe("CaptureWriter", () => {
  test("has no file when nothing was written", () => {
    const writer = new CaptureWriter(options);
    expect(writer.flushAt).toBeUndefined();
    expect(writer.flush()).toBeUndefined();
  });

  test("names a file by its first record and lets go of it a period later", () => {
    const writer = new CaptureWriter({ ...options, flushPeriod: 60_000 });
    writer.write(invocation);
    writer.write({ ...invocation, time: at("2001-02-16T10:00:59Z") });
    expect(writer.flushAt).toBe(at("2001-02-16T10:01:00.250Z"));
    const file = writer.flush()!;
    expect(file.key).toMatch(
      /^datacapture\/flights-delay\/AllTraffic\/2001\/02\/16\/10\/00-00-250-[0-9a-f-]{36}\.jsonl$/,
    );
    expect(file).toMatchObject({
      records: 2,
      firstTime: invocation.time,
      lastTime: at("2001-02-16T10:00:59Z"),
      flushedAt: at("2001-02-16T10:01:00.250Z"),
    });
    expect(writer.flush()).toBeUndefined();
  });

  test("ends its files with a line break and keeps records past the hour in the file of the hour before", () => {
    const writer = new CaptureWriter(options);
    writer.write({ ...invocation, time: at("2001-02-16T10:59:58Z") });
    writer.write({ ...invocation, time: at("2001-02-16T11:00:01Z") });
    const file = writer.flush()!;
    expect(file.body.split("\n")).toHaveLength(3);
    expect(file.body.endsWith("}\n")).toBe(true);
    expect(parseCaptureKey(file.key)?.hour).toBe(at("2001-02-16T10:00:00Z"));
  });

  test("gives files of the same moment different names, the same ones for the same seed", () => {
    const keys = (seed: number) => {
      const writer = new CaptureWriter({ ...options, seed });
      return [0, 1].map(() => {
        writer.write(invocation);
        return writer.flush()!.key;
      });
    };
    expect(new Set([...keys(1), ...keys(2)]).size).toBe(4);
    expect(keys(1)).toEqual(keys(1));
  });
});

describe("eventId", () => {
  test("is a UUID of version 4 and variant 1 (RFC 9562)", () => {
    for (let number = 0; number < 100; number++)
      expect(eventId(7, number)).toMatch(
        /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
      );
  });

  test("has all four spellings of the variant", () => {
    const variants = new Set(Array.from({ length: 100 }, (_, number) => eventId(7, number)[19]));
    expect([...variants].sort()).toEqual(["8", "9", "a", "b"]);
  });

  test("repeats for the same seed and number and for no other of 50,000", () => {
    expect(eventId(7, 123_456)).toBe(eventId(7, 123_456));
    expect(eventId(7, 123_456)).not.toBe(eventId(8, 123_456));
    expect(new Set(Array.from({ length: 50_000 }, (_, i) => eventId(7, i))).size).toBe(50_000);
  });
});
