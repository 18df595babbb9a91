import { seasonSlot } from "../window/season-slot.ts";
import { isShadow } from "./all-variants.ts";
import { counted } from "./counted-window.ts";
import type { Judgement, TrafficLearning, WindowToJudge } from "./judge-window.ts";
import { learningInWords, learningReport, learntModelInWords } from "./learning-from-traffic.ts";
import { useOf, withTime } from "./traffic-tally.ts";

/** A window that a baseline is learnt from, and how much is missing. */
export function learntWindow(given: WindowToJudge, { model, tally }: TrafficLearning): Judgement {
  const { definition, window } = given;
  const { verdict } = counted(given, "Learning", "");
  const { season, timezone, minRows } = definition;
  const own = {
    start: window.start,
    slot: seasonSlot(window.start, season, timezone),
    variants: [{ use: useOf(verdict, { model, minRows }), rows: verdict.rows }],
  };
  const isLearnt = !isShadow(definition, window.variant);
  const learning = learningReport(definition, isLearnt ? withTime(tally, own) : tally, window);
  const reason = learntModelInWords(given) + learningInWords(learning, definition);
  const judgement = counted(
    given,
    "Learning",
    reason,
    learning.overdue && !learning.enough ? "ticket" : "note",
  );
  return { ...judgement, verdict: { ...judgement.verdict, learning } };
}
