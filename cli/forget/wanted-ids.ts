import { jsonOf, objectOf, textOf } from "../../shared/capture/json-type.ts";

/** Ids of events that are to be forgotten, and how to see them in a file. */
export class WantedIds {
  private readonly events: ReadonlySet<string>;
  private readonly inferences: Set<string>;
  private spelled: readonly string[];

  constructor({
    events,
    inferences,
  }: { readonly events: Iterable<string>; readonly inferences: Iterable<string> }) {
    this.events = new Set(events);
    this.inferences = new Set(inferences);
    this.spelled = this.spellings();
  }

  /** The caller's own id of a record that is forgotten: its label has that id. */
  addInference(id: string): void {
    if (this.inferences.has(id)) return;
    this.inferences.add(id);
    this.spelled = this.spellings();
  }

  /** Whether an id is among the events'. */
  hasEvent(id: string | undefined): boolean {
    return id !== undefined && this.events.has(id);
  }

  /**
   * Whether a line of a capture file is a record of one of them. A line that is no JSON (its writer died) goes as well where an id
   * stands in it as a JSON text, or at its end.
   */
  isRecord(line: string): boolean {
    return this.isLine(
      line,
      ({ eventId, inferenceId }) => this.events.has(eventId) || this.inferences.has(inferenceId),
    );
  }

  /** Whether a line of a ground truth file is the label of one of them: the caller's id where there is one, else the event's. */
  isLabel(line: string): boolean {
    return this.isLine(line, ({ eventId }) => this.events.has(eventId) || this.inferences.has(eventId));
  }

  /** Whether some piece of the bytes spells one of the ids. Nothing is parsed, and a piece is held at a time. */
  async areIn(chunks: AsyncIterable<Uint8Array>): Promise<boolean> {
    const wanted = this.spelled.map((text) => Buffer.from(text));
    const longest = Math.max(...wanted.map(({ length }) => length));
    let tail = Buffer.alloc(0);
    for await (const chunk of chunks) {
      const seam = Buffer.concat([tail, chunk.subarray(0, longest)]);
      const piece = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
      if (wanted.some((each) => seam.includes(each) || piece.includes(each))) return true;
      tail = Buffer.from(piece.length >= longest ? piece.subarray(-longest) : seam.subarray(-longest));
    }
    return false;
  }

  private isLine(line: string, fits: (ids: { eventId: string; inferenceId: string }) => boolean): boolean {
    if (!this.spelled.some((text) => line.includes(text))) return false;
    const value = jsonOf(line);
    if (value === undefined)
      return this.spelled.some((text) => line.includes(`"${text}"`) || line.trimEnd().endsWith(`"${text}`));
    const metadata = objectOf(objectOf(value)?.["eventMetadata"]) ?? {};
    return fits({
      eventId: textOf(metadata["eventId"]) ?? "",
      inferenceId: textOf(metadata["inferenceId"]) ?? "",
    });
  }

  /** As JSON writers spell a text: as it is, with `\/`, in ASCII with small or large hex digits. */
  private spellings(): string[] {
    const all = [...this.events, ...this.inferences].flatMap((id) => {
      const json = JSON.stringify(id).slice(1, -1);
      const ascii = json.replace(
        /[^\x20-\x7e]/g,
        (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
      );
      const large = ascii.replace(/\\u[0-9a-f]{4}/g, (code) => `\\u${code.slice(2).toUpperCase()}`);
      return [id, json, ascii, large].flatMap((text) => [text, text.replaceAll("/", "\\/")]);
    });
    return [...new Set(all)];
  }
}
