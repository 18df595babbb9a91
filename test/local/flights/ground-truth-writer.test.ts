import { describe, expect, test } from "vitest";
import { GroundTruthWriter, groundTruthLine } from "../../../local/flights/ground-truth-writer.ts";
import { parseGroundTruth } from "../../../shared/capture/ground-truth.ts";

const at = (text: string) => Date.parse(`2001-02-16T${text}:00Z`);
const outcome = (id: string, capturedAt: string, knownAt: string) => ({
  inferenceId: id,
  label: 1 as const,
  capturedAt: at(capturedAt),
  knownAt: at(knownAt),
});

test("A line has the keys that the documentation shows, and is read back by the parser", () => {
  const line = groundTruthLine({ inferenceId: "88fdfecc", label: 0 });
  expect(line).toBe(
    '{"groundTruthData":{"data":"0","encoding":"CSV"},"eventMetadata":{"eventId":"88fdfecc"},"eventVersion":"0"}',
  );
  expect(parseGroundTruth(line)).toEqual({ ok: true, truth: { id: "88fdfecc", label: "0" } });
});

describe("GroundTruthWriter", () => {
  const writer = () => new GroundTruthWriter({ prefix: "truth", period: 3_600_000 });

  test("has no files when nothing is known", () => {
    expect(writer().flush(at("23:00"))).toEqual([]);
  });

  test("writes an outcome at the first full period after it is known, and once", () => {
    const truth = writer();
    truth.add(outcome("a", "10:30", "12:01"));
    expect(truth.flush(at("12:59"))).toEqual([]);
    const [file] = truth.flush(at("13:00"));
    expect(file).toMatchObject({
      records: 1,
      writtenAt: at("13:00"),
      firstTime: at("10:30"),
      lastTime: at("10:30"),
    });
    expect(truth.flush(at("23:00"))).toEqual([]);
  });

  test("writes an outcome that is known at the full period then", () => {
    const truth = writer();
    truth.add(outcome("a", "10:30", "12:00"));
    expect(truth.flush(at("12:00"))).toHaveLength(1);
  });

  test("puts outcomes into the folder of the hour in which they were predicted", () => {
    const truth = writer();
    for (const [id, hour] of [
      ["a", "10:59"],
      ["b", "09:00"],
      ["c", "10:00"],
    ] as const)
      truth.add(outcome(id, hour, "11:30"));
    const files = truth.flush(at("12:00"));
    expect(files.map((file) => file.key.replace(/-[0-9a-f-]{36}/, "-id"))).toEqual([
      "truth/2001/02/16/09/20010216T1200Z-id.jsonl",
      "truth/2001/02/16/10/20010216T1200Z-id.jsonl",
    ]);
    expect(files[1]!.body).toBe(
      `${groundTruthLine(outcome("a", "10:59", "11:30"))}\n${groundTruthLine(outcome("c", "10:00", "11:30"))}\n`,
    );
  });

  test("writes what was due at several times in the order of time", () => {
    const truth = writer();
    truth.add(outcome("late", "10:00", "20:30"));
    truth.add(outcome("early", "10:00", "12:30"));
    expect(truth.flush(at("23:00")).map((file) => file.writtenAt)).toEqual([at("13:00"), at("21:00")]);
  });
});
