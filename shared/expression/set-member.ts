/**
 * Gives an object a member of its own, whatever its name is. Objects are ordinary ones: those without a prototype are
 * tables to the engine, and a row of 24 cells takes three times as long.
 */
export function setMember(object: Record<string, unknown>, name: string, value: unknown): void {
  if (name !== "__proto__") object[name] = value;
  else Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
}
