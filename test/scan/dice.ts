/** Choices from a seeded source of numbers. */
export class Dice {
  /** A number in [0, 1). */
  readonly next: () => number;

  constructor(random: () => number) {
    this.next = random;
  }

  /** A whole number from 0 to `most`, exclusive. */
  upTo(most: number): number {
    return Math.floor(this.next() * most);
  }

  chance(share: number): boolean {
    return share > 0 && this.next() < share;
  }

  pick<Thing>(things: readonly Thing[]): Thing {
    return things[this.upTo(things.length)]!;
  }

  digits(count: number): string {
    let text = "";
    for (let left = count; left > 0; left--) text += this.upTo(10);
    return text;
  }
}
