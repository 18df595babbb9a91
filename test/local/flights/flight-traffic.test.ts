import { describe, expect, test } from "vitest";
import { flightArrivals, flightFeatures, flightRequest } from "../../../local/flights/flight-features.ts";
import { flightTraffic, type TrafficFile } from "../../../local/flights/flight-traffic.ts";
import { requestTimes } from "../../../local/flights/request-times.ts";
import { parseCaptureKey } from "../../../shared/capture/capture-key.ts";
import { parseCaptureRecord } from "../../../shared/capture/capture-record.ts";
import { parseGroundTruth } from "../../../shared/capture/ground-truth.ts";
import { START, someFlights } from "./some-flights.ts";

const HOUR = 3_600_000;
const flights = someFlights(5, 1500, 30);
const features = flightFeatures(flights);
const traffic = (more: Partial<Parameters<typeof flightTraffic>[0]> = {}) =>
  flightTraffic({
    flights,
    features,
    answer: (request) => `answer to ${request}`,
    from: START,
    to: START + 30 * HOUR,
    endpoint: "flights-delay",
    capturePrefix: "datacapture",
    groundTruthPrefix: "truth",
    ...more,
  });

const linesOf = (files: readonly TrafficFile[], kind: TrafficFile["kind"]) =>
  files.filter((file) => file.kind === kind).flatMap((file) => file.body.trimEnd().split("\n"));

function records(files: readonly TrafficFile[]) {
  return linesOf(files, "capture").map((line) => {
    const parsed = parseCaptureRecord(line);
    if (!parsed.ok) throw new Error(parsed.reason);
    return parsed.record;
  });
}

test("A range without flights has no files and no invocations", () => {
  const { files, invocations } = traffic({ from: 0, to: 1 });
  expect([...files]).toEqual([]);
  expect(invocations).toEqual([]);
});

describe("The traffic of 1,500 flights in 30 hours (seed 5)", () => {
  const { files, invocations } = traffic();
  const all = [...files];

  test("has every flight once, in the order of departure, asked and answered", () => {
    const found = records(all);
    expect(found.map((record) => record.inferenceId)).toEqual([...flights.row].map((row) => `flight-${row}`));
    expect(found.map((record) => record.input?.data)).toEqual(
      [...flights.row.keys()].map((i) => flightRequest(flights, features, i)),
    );
    expect(found[7]?.output?.data).toBe(`answer to ${found[7]?.input?.data}`);
    expect(new Set(found.map((record) => record.eventId)).size).toBe(1500);
  });

  test("has each flight's outcome once, under the id of its request", () => {
    const truth = linesOf(all, "ground-truth").map((line) => parseGroundTruth(line));
    const labels = new Map(
      truth.map((parsed) => (parsed.ok ? [parsed.truth.id, parsed.truth.label] : ["", ""])),
    );
    expect(truth).toHaveLength(1500);
    expect([...flights.row.keys()].map((i) => labels.get(`flight-${flights.row[i]}`))).toEqual(
      [...flights.delay].map((delay) => (delay >= 15 ? "1" : "0")),
    );
  });

  test("is in the order of time", () => {
    const times = all.map((file) => file.time);
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });

  test("tells no outcome before the flight's arrival", () => {
    const arrivals = flightArrivals(flights);
    for (const file of all.filter((each) => each.kind === "ground-truth"))
      for (const line of file.body.trimEnd().split("\n")) {
        const parsed = parseGroundTruth(line);
        const i = parsed.ok ? flights.row.indexOf(Number(parsed.truth.id.slice(7))) : -1;
        expect(arrivals[i]).toBeLessThanOrEqual(file.time);
      }
  });

  test("counts the invocations of each hour, as many as the records of that hour", () => {
    const counts = new Map<number, number>();
    for (const record of records(all)) {
      const hour = Math.floor(record.inferenceTime! / HOUR) * HOUR;
      counts.set(hour, (counts.get(hour) ?? 0) + 1);
    }
    expect(invocations.map(({ hour, count }) => [hour, count])).toEqual([...counts]);
    expect(invocations[0]).toMatchObject({ endpoint: "flights-delay", variant: "AllTraffic" });
  });

  test("has capture files of five minutes that arrive 2 to 60 seconds after their flush", () => {
    for (const file of all.filter((each) => each.kind === "capture")) {
      expect(file.lastTime - file.firstTime).toBeLessThan(300_000);
      const delivery = file.time - (file.firstTime + 300_000);
      expect(delivery).toBeGreaterThanOrEqual(2000);
      expect(delivery).toBeLessThan(60_000);
      expect(parseCaptureKey(file.key)).toMatchObject({
        endpoint: "flights-delay",
        hour: Math.floor(file.firstTime / HOUR) * HOUR,
      });
      expect(file.records).toBe(file.body.trimEnd().split("\n").length);
    }
  });

  test("asks with what the clients send", () => {
    const sent = (request: string, time: number) => `${time}:${request}`;
    const asked = records([...traffic({ sent }).files]);
    const times = requestTimes(flights.departure);
    expect(asked.map((record) => record.input?.data)).toEqual(
      [...flights.row.keys()].map((i) => sent(flightRequest(flights, features, i), times[i]!)),
    );
    expect(asked[7]?.output?.data).toBe(`answer to ${asked[7]?.input?.data}`);
  });

  test("is the same again", () => {
    expect([...traffic().files]).toEqual(all);
  });
});

test("Files stay in the order of time when deliveries overtake each other", () => {
  const files = [
    ...traffic({ delivery: { least: 0, most: HOUR }, flushPeriod: 60_000, groundTruthPeriod: HOUR }).files,
  ];
  const times = files.map((file) => file.time);
  expect(times).toEqual([...times].sort((a, b) => a - b));
  const firsts = files.filter((file) => file.kind === "capture").map((file) => file.firstTime);
  expect(firsts).not.toEqual([...firsts].sort((a, b) => a - b));
  expect(records(files)).toHaveLength(1500);
});

test("The range is from inclusive to exclusive", () => {
  const [from, to] = [START + HOUR, START + 3 * HOUR];
  const inside = [...flights.departure].filter((departure) => departure >= from && departure < to).length;
  expect(records([...traffic({ from, to }).files])).toHaveLength(inside);
});

describe("requestTimes", () => {
  test("has none for no flights", () => {
    expect(requestTimes(new Float64Array())).toHaveLength(0);
  });

  test("spreads the flights of a minute evenly over it", () => {
    expect([...requestTimes(Float64Array.of(0, 0, 0, 60_000, 180_000, 180_000))]).toEqual([
      0, 20_000, 40_000, 60_000, 180_000, 210_000,
    ]);
  });
});
