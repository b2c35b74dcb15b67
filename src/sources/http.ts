import type { Proxies } from '../net/proxies.ts'

/** A request for one resource. Sizes in bytes after decompression, times in milliseconds. */
export type HttpRequest = {
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  /**
   * `false`: every answer is handed back at once, also 429 and 5xx, for services that count calls and want to be left alone
   * after them. Broken connections are tried again all the same.
   */
  readonly retryAnswers?: boolean
}

export type HttpAnswer =
  | {
      readonly kind: 'answer'
      readonly status: number
      /** The address that answered after redirects, without credentials. */
      readonly url: string
      readonly headers: Readonly<Record<string, string>>
      readonly bytes: Uint8Array
    }
  /** No usable answer: refused, timed out, cut short, too large, too many redirects. `code` is stable: `timeout`, `too-large` ... */
  | { readonly kind: 'failure'; readonly code: string; readonly why: string; readonly notBefore?: number }

/** Fetches with the limits of the configuration: total time-out, redirects, size, retries, connections. Never throws for a remote failure. */
export type Http = {
  readonly get: (request: HttpRequest) => Promise<HttpAnswer>
  readonly close: () => Promise<void>
}

/** What one `Http` keeps to. */
export type HttpLimits = {
  /** Milliseconds for one try, redirects and body included. */
  readonly timeout: number
  /** Size of a body after decompression, in bytes. */
  readonly maxBytes: number
  /** Redirects followed in one try. */
  readonly redirects: number
  /** Tries after the first one. */
  readonly retries: number
  /** Requests under way at once, over all hosts; there is never more than one per host. */
  readonly connections: number
}

export type HttpSettings = Partial<HttpLimits> & {
  /** Where absent, the plain name of the program. */
  readonly userAgent?: string
  /** Where absent, `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY` of the environment, in either case. */
  readonly proxies?: Proxies
}

/** Time and chance, given from outside so that tests wait for nothing. */
export type HttpIo = {
  /** Milliseconds since the epoch. */
  readonly now: () => number
  /** In [0, 1). */
  readonly random: () => number
  /** Resolves after so many milliseconds, or rejects when the signal is aborted. */
  readonly wait: (milliseconds: number, signal: AbortSignal) => Promise<void>
}

export { createHttp, defaultLimits } from './http/client.ts'
export { printableUrl } from './http/printable.ts'
export { userAgent } from './http/user-agent.ts'
