import { oneLine } from '../core/sheet.ts'

export type Answer = {
  readonly status: number
  /** The Retry-After header, as it came. */
  readonly retryAfter: string | undefined
  /** The beginning of the body on one line, for people; without what the address holds that may be secret. */
  readonly text: string
  /** The same as it came, up to 2,048 bytes of it: to be compared, and never shown or kept. */
  readonly beginning: string
}

/** Retry-After in either form, seconds or an HTTP date (RFC 9110, 10.2.3), as milliseconds since the epoch; `null` when there is none. */
export function retryTime(value: string | undefined, now: number): number | null {
  const text = value?.trim() ?? ''
  if (/^\d{1,9}$/.test(text)) return now + Number(text) * 1000
  const date = /^[A-Z][a-z]{2},? .*\d{2}:\d{2}:\d{2}/.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(date) ? null : date
}

/** So much of an answer is shown. */
const shown = 200

/** Shorter parts of a path are words, and would take innocent text with them. */
const shortestSecret = 6

/**
 * The beginning of a body as it may be shown and stored: servers echo the path that they were asked for, and for many receivers
 * the path is the secret.
 */
export function answerText(body: string, url: URL): string {
  const parts = `${url.pathname}${url.search}`.split(/[/?&=]/).filter((part) => part.length >= shortestSecret)
  const secrets = [url.pathname + url.search, url.pathname, ...parts, ...parts.map(decoded)]
  return secrets
    .filter((secret) => secret.length >= shortestSecret)
    .reduce((text, secret) => text.replaceAll(secret, '…'), oneLine(body))
    .slice(0, shown)
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
