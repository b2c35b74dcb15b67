const hour = 3_600_000

/**
 * How long a source that fails is left alone by the schedule, in milliseconds: not at all for the first three failures in a
 * row, then an hour, doubling up to a day. Polling never stops for good.
 */
export function backoff(failures: number): number {
  return failures <= 3 ? 0 : Math.min(24 * hour, hour * 2 ** Math.min(failures - 4, 5))
}
