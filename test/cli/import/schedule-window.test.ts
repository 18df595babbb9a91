import { describe, expect, test } from "vitest";
import { scheduleWindow } from "../../../cli/import/schedule-window.ts";

// Forms and examples: SageMaker API, ScheduleConfig.ScheduleExpression; SDK, CronExpressionGenerator.
describe("the window of a schedule", () => {
  test.each([
    ["cron(0 * ? * * *)", "PT1H"],
    ["cron(0 0 ? * * *)", "P1D"],
    ["cron(0 00 ? * * *)", "P1D"],
    ["cron(0 0/1 ? * * *)", "PT1H"],
    ["cron(0 0/2 ? * * *)", "PT2H"],
    ["cron(0 0/6 ? * * *)", "PT6H"],
    ["cron(0 18/6 ? * * *)", "PT6H"],
    ["cron(0 0/24 ? * * *)", "P1D"],
  ])("%s is %s, and there is nothing to remark", (expression, window) => {
    expect(scheduleWindow(expression)).toEqual({ window });
  });

  test.each([
    ["cron(0 12 ? * * *)", "P1D", "from 12:00 on, every 24 hours"],
    ["cron(0 17/12 ? * * *)", "PT12H", "from 05:00 on, every 12 hours"],
    ["cron(0 1/6 ? * * *)", "PT6H", "from 01:00 on"],
  ])("%s is %s, begun at another hour", (expression, window, remark) => {
    expect(scheduleWindow(expression)).toEqual({ window, remark: expect.stringContaining(remark) });
  });

  // 5 lies between 4 and 6, 10 between 8 and 12, 18 between 12 and 24: equally near, so the shorter.
  test.each([
    ["cron(0 0/5 ? * * *)", "PT4H"],
    ["cron(0 0/7 ? * * *)", "PT6H"],
    ["cron(0 0/10 ? * * *)", "PT8H"],
    ["cron(0 0/11 ? * * *)", "PT12H"],
    ["cron(0 0/18 ? * * *)", "PT12H"],
    ["cron(0 0/19 ? * * *)", "P1D"],
  ])("%s does not divide a day: %s is the nearest that does", (expression, window) => {
    expect(scheduleWindow(expression)).toEqual({
      window,
      remark: expect.stringContaining("do not divide a day"),
    });
  });

  test("NOW is one run; the window is an hour", () => {
    expect(scheduleWindow("NOW")).toEqual({ window: "PT1H", remark: expect.stringContaining("one run") });
  });

  test.each(["rate(1 hour)", "cron(0 24 ? * * *)", "cron(0 0/25 ? * * *)", "cron(0 */2 ? * * *)", ""])(
    "%j is no expression that the service takes",
    (expression) => expect(scheduleWindow(expression)).toBeUndefined(),
  );
});
