import { UnusableInput } from "../shared/errors.ts";

/** Throws `UnusableInput` where [start, end) is no range of bytes. */
export function checkRange(where: string, start: number, end: number): void {
  if (!(Number.isSafeInteger(start) && Number.isSafeInteger(end) && 0 <= start && start < end))
    throw new UnusableInput(
      `Got bytes ${start} to ${end} of ${where}; expected whole numbers from 0 on, the end behind the start.`,
    );
}

/** A range that begins behind the object's end: it was replaced by a shorter one, or never was what it says. */
export const rangeBehindEnd = (where: string, start: number, end: number) =>
  new UnusableInput(
    `Got bytes ${start} to ${end} of ${where}, which ends before; expected a range within it. Was it replaced while it was read? Read it again.`,
  );
