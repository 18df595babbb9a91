/** What of the demo is real and what is not, a sentence each: for the terminal and for the head of the report. */
export const ARRANGED: readonly string[] = [
  "Real: every flight, its time and its delay (US Bureau of Transportation Statistics, 2001).",
  "Arranged: who asks. In a pilot flights from the five largest airports, which the model learns from; from 20 February on the fifty largest.",
  "Planted: on 26 February, 12:00 to 18:00, the clients send the distance in metres.",
];
