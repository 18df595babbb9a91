/**
 * SVG path of a row of equal steps from the base line up and back to it, closed (an area) or open (an outline).
 * Neighbours of one height share a segment, and moves are single-axis: a third of the bytes that a general
 * line generator writes. Empty when every height is on the base.
 */
export function stepPath(
  heights: readonly number[],
  {
    left,
    width,
    base,
    closed,
  }: { readonly left: number; readonly width: number; readonly base: number; readonly closed: boolean },
): string {
  const ys = heights.map((height) => round(base - height));
  if (ys.every((y) => y === base)) return "";
  let path = `M${left} ${base}`;
  let at = base;
  for (const [i, y] of ys.entries()) {
    if (y === at) continue;
    path += `${i === 0 ? "" : `H${round(left + i * width)}`}V${y}`;
    at = y;
  }
  const end = `H${round(left + ys.length * width)}`;
  return `${path}${end}${at === base ? "" : `V${base}`}${closed ? "z" : ""}`;
}

const round = (value: number) => Math.round(value * 10) / 10;
