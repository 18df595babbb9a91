import { describe, expect, test } from "vitest";
import { parseMonitorDefinition } from "../../shared/monitors/monitor-definition.ts";
import { configHash, profileConfig } from "../../shared/profile/profile-config.ts";

const FROM = "2026-03-03T10:00:00Z";
const define = (columns: object) =>
  parseMonitorDefinition({ monitor: "m", endpoint: "e", capture: { uri: "c" }, columns });
const hash = (columns: object) => configHash(define(columns));
const names = ["score", "income", "fax"];

describe("what a partial depends on", () => {
  test("is written as it always was where no change is declared: no partial is made anew", () => {
    expect(JSON.stringify(profileConfig(define({ names, sensitive: ["income"] })))).toBe(
      '{"window":"PT1H","order":"output-first","names":["score","income","fax"],"sensitive":["income"]}',
    );
  });

  test("is not a declared change of columns that payloads name themselves", () => {
    const versions = [
      { from: FROM, renamed: { income: "annual_income" }, dropped: ["fax"], added: ["clicks"] },
    ];
    expect(hash({ versions })).toBe(hash({}));
  });

  test("is the names of positional cells and since when they hold", () => {
    const versions = [{ from: FROM, dropped: ["fax"] }];
    const later = [{ from: "2026-03-03T11:00:00Z", dropped: ["fax"] }];
    expect(profileConfig(define({ names, versions })).versions).toEqual([
      { from: Date.parse(FROM), names: ["score", "income"] },
    ]);
    expect(new Set([hash({ names }), hash({ names, versions }), hash({ names, versions: later })]).size).toBe(
      3,
    );
  });

  test("is that a column is as sensitive under its other names", () => {
    const versions = [{ from: FROM, renamed: { income: "annual_income" } }];
    expect(profileConfig(define({ sensitive: ["income"], versions })).sensitive).toEqual([
      "annual_income",
      "income",
    ]);
    expect(profileConfig(define({ sensitive: ["annual_income"], versions })).sensitive).toContain("income");
    expect(hash({ sensitive: ["income"], versions })).not.toBe(hash({ sensitive: ["income"] }));
  });
});
