/** CloudWatch takes values of 2^−360 to 2^360 in magnitude, and 0. */
const SMALLEST = 2 ** -360;
const LARGEST = 2 ** 360;

/** The value as CloudWatch takes it: 0 where it is too small. Undefined where it does not exist or is too large. */
export function cloudwatchValue(value: number | null): number | undefined {
  if (value === null || !(Math.abs(value) <= LARGEST)) return undefined;
  return Math.abs(value) < SMALLEST ? 0 : value;
}
