import { appendFileSync, existsSync, readFileSync } from "node:fs";

/** A file of answers, one JSON line each: a benchmark of an hour goes on where it was stopped. It knows nothing of the code that answered. */
export class KeptAnswers {
  readonly #file: string;
  readonly #known = new Map<string, unknown>();

  constructor(file: string) {
    this.#file = file;
    if (!existsSync(file)) return;
    for (const line of readFileSync(file, "utf8")
      .split("\n")
      .filter((text) => text.endsWith("}"))) {
      const { question, answer } = JSON.parse(line) as { question: string; answer: unknown };
      this.#known.set(question, answer);
    }
  }

  get(question: string): unknown {
    return this.#known.get(question);
  }

  add(question: string, answer: unknown): void {
    this.#known.set(question, answer);
    appendFileSync(this.#file, `${JSON.stringify({ question, answer })}\n`);
  }
}
