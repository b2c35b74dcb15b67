/** A request for one resource. Sizes in bytes after decompression, times in milliseconds. */
export type HttpRequest = {
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
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
