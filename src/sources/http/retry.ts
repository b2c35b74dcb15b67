const second = 1_000
const day = 86_400_000

/** The longest pause that a fetch makes itself; a server that asks for more is left alone until another cycle. */
export const longestPause = 60 * second

/** Answers that another try may better: RFC 9110 section 15.5.9, RFC 8470, RFC 6585 section 4, and trouble of the server. */
export function isPassing(status: number): boolean {
  return status === 408 || status === 425 || status === 429 || (status >= 500 && status <= 599)
}

/**
 * When the server wants to be asked again, in milliseconds since the epoch; `null` when it does not say. `Retry-After` holds
 * seconds or an HTTP date (RFC 9110, section 10.2.3). A day is the most: polling never stops for good.
 */
export function retryAfter(value: string | undefined, now: number): number | null {
  const text = value?.trim() ?? ''
  const at = /^\d+$/.test(text)
    ? now + Number(text) * second
    : /^[A-Za-z]{3}/.test(text)
      ? Date.parse(text)
      : Number.NaN
  return Number.isNaN(at) ? null : Math.min(Math.max(at, now), now + day)
}

/** Milliseconds before try `n` (1 is the first repeat): 1 s doubling up to 30 s, spread by 25 % each way. `chance` is in [0, 1). */
export function pauseBefore(n: number, chance: number): number {
  return Math.min(30 * second, second * 2 ** (n - 1)) * (0.75 + 0.5 * chance)
}
