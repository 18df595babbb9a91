/**
 * A number that remembers how its cell spelled it: `1.0` computes like 1 and stays `1.0`, a fraction, where it is
 * passed on as it is. Operators and functions unwrap it (`plainNumber`); only a path carries it through.
 */
export class SpelledNumber extends Number {
  readonly spelling: string;

  constructor(value: number, spelling: string) {
    super(value);
    this.spelling = spelling;
  }
}

/** The value without its spelling. */
export const plainNumber = (value: unknown): unknown =>
  value instanceof SpelledNumber ? value.valueOf() : value;
