import { errorSentence } from "../error-message.ts";

/** One thing that was looked at. */
export interface Finding {
  readonly level: "ok" | "warning" | "fault";
  /** What was looked at: `monitors/churn.yml`, `baseline`, … */
  readonly subject: string;
  /** What was found, in a sentence. */
  readonly text: string;
  /** What to do about it; absent when it is in order. */
  readonly next?: string;
}

export const ok = (subject: string, text: string): Finding => ({ level: "ok", subject, text });
export const warning = (subject: string, text: string, next: string): Finding => ({
  level: "warning",
  subject,
  text,
  next,
});
export const fault = (subject: string, text: string, next: string): Finding => ({
  level: "fault",
  subject,
  text,
  next,
});

/** What an error says as a fault: its message tells what to do. */
export const faultOf = (subject: string, thrown: unknown): Finding => ({
  level: "fault",
  subject,
  text: errorSentence(thrown),
});
