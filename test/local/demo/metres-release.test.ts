import { expect, test } from "vitest";
import { METRES, released } from "../../../local/demo/metres-release.ts";
import { flightFeatures, flightRequest } from "../../../local/flights/flight-features.ts";
import { someFlights } from "../flights/some-flights.ts";

const flights = someFlights(6, 200);
const requests = [...flights.row.keys()].map((i) => flightRequest(flights, flightFeatures(flights), i));

test("Before and after the release a request is what it was", () => {
  for (const time of [METRES.from - 1, METRES.to])
    expect(requests.map((request) => released(request, time))).toEqual(requests);
});

test("From its first to its last millisecond, only the distance is another: 1,609.344 metres a mile", () => {
  for (const time of [METRES.from, METRES.to - 1])
    for (const [i, request] of requests.entries()) {
      const [before, now] = [request.split(","), released(request, time).split(",")];
      expect(now[3]).toBe(String(Math.round(flights.distance[i]! * 1609.344)));
      expect(now.with(3, before[3]!)).toEqual(before);
    }
});
