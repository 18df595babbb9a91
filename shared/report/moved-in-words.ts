import type { MovedShare, MovedValues } from "../calibration/moved-share.ts";
import { shownName } from "./inert-text.ts";

/** Which values moved, in words: `values up to 12.5: 41 % instead of 52 %`. */
export function movedInWords({ observed, expected, of, atOwnLevel }: MovedShare): string {
  const level = atOwnLevel ? " at this level of the column" : "";
  return `${valuesInWords(of)}: ${percent(observed)} instead of ${percent(expected)}${level}`;
}

function valuesInWords(of: MovedValues): string {
  switch (of.kind) {
    case "below":
      return `values below ${short(of.value)}`;
    case "atOrBelow":
      return `values up to ${short(of.value)}`;
    case "outside":
      return `values outside ${short(of.low)} to ${short(of.high)}`;
    case "value":
      return `value ${shownName(of.value)}`;
    case "others":
      return "values that the baseline has seldom or never";
  }
}

const short = (x: number) => String(Number(x.toPrecision(4)));
const percent = (share: number) => `${Number((share * 100).toPrecision(3))} %`;
