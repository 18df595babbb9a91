/** The variables that are known at a place: its own, and those of what stands around it. */
export class Frame {
  readonly #outer: Frame | undefined;
  #values: Map<string, unknown> | undefined;

  constructor(outer?: Frame) {
    this.#outer = outer;
  }

  bind(name: string, value: unknown): void {
    this.#values ??= new Map();
    this.#values.set(name, value);
  }

  /** Undefined where nothing has the name. */
  lookup(name: string): unknown {
    for (let frame: Frame | undefined = this; frame !== undefined; frame = frame.#outer) {
      const values = frame.#values;
      if (values?.has(name)) return values.get(name);
    }
    return undefined;
  }
}
