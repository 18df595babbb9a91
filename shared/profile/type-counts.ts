import type { ByteReader } from "./byte-reader.ts";
import type { ByteWriter } from "./byte-writer.ts";
import type { CellType } from "./cell-type.ts";
import type { Mergeable } from "./mergeable.ts";
import { PROFILE_VERSION } from "./profile-version.ts";

export type InferredType = "Integral" | "Fractional" | "String" | "Boolean" | "Unknown";

/** How many cells of a column are of which class. Exact; the order of rows does not matter. */
export class TypeCounts implements Mergeable<TypeCounts> {
  missing = 0;
  fractional = 0;
  integral = 0;
  boolean = 0;
  string = 0;
  /**
   * Numeric cells whose value overflows to ±Infinity (`1e400`), and in a profile faithful to Model Monitor those that
   * Spark's cast does not read (`- 17`); they are in their class as well.
   */
  nonFinite = 0;
  /** Numeric cells below 0; they are in their class as well. */
  negative = 0;

  /** Cells that hold a value. */
  get present(): number {
    return this.fractional + this.integral + this.boolean + this.string;
  }

  /** Cells seen, missing ones included. */
  get cells(): number {
    return this.present + this.missing;
  }

  update(type: CellType): void {
    // A switch and not `this[type]++`: a store by a computed name costs five times as much.
    switch (type) {
      case "missing":
        this.missing++;
        break;
      case "fractional":
        this.fractional++;
        break;
      case "integral":
        this.integral++;
        break;
      case "boolean":
        this.boolean++;
        break;
      case "string":
        this.string++;
        break;
    }
  }

  /**
   * The type of the column, as Deequ infers it: any string, or booleans together with numbers → String; missing
   * cells never change it; no value at all → Unknown.
   */
  inferredType(): InferredType {
    const numbers = this.fractional + this.integral;
    if (this.string > 0 || (this.boolean > 0 && numbers > 0)) return "String";
    if (this.boolean > 0) return "Boolean";
    if (numbers === 0) return "Unknown";
    return this.fractional > 0 ? "Fractional" : "Integral";
  }

  merge(other: TypeCounts): void {
    this.missing += other.missing;
    this.fractional += other.fractional;
    this.integral += other.integral;
    this.boolean += other.boolean;
    this.string += other.string;
    this.nonFinite += other.nonFinite;
    this.negative += other.negative;
  }

  write(to: ByteWriter): void {
    for (const count of [
      this.missing,
      this.fractional,
      this.integral,
      this.boolean,
      this.string,
      this.nonFinite,
      this.negative,
    ])
      to.count(count);
  }

  /** Version 1 of the format does not count negative numbers: 0. */
  static read(from: ByteReader, version: number = PROFILE_VERSION): TypeCounts {
    const types = new TypeCounts();
    types.missing = from.count();
    types.fractional = from.count();
    types.integral = from.count();
    types.boolean = from.count();
    types.string = from.count();
    types.nonFinite = from.count();
    if (version > 1) types.negative = from.count();
    return types;
  }
}
