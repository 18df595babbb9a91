const MINUTE = 60_000;

/**
 * When each flight asks, epoch milliseconds, for departures in order: the data's times are whole minutes, so the
 * flights of one minute ask one after the other, evenly over it.
 */
export function requestTimes(departures: Float64Array): Float64Array {
  const times = Float64Array.from(departures);
  for (let start = 0, end = 0; start < times.length; start = end) {
    while (end < times.length && departures[end] === departures[start]) end++;
    for (let i = start; i < end; i++)
      times[i] = departures[start]! + Math.floor(((i - start) * MINUTE) / (end - start));
  }
  return times;
}
