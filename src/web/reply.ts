import { createHash } from 'node:crypto'
import type { Context } from 'hono'

export type Reply = {
  readonly body: string
  readonly type: string
  readonly status?: 200 | 404 | 500 | 503
  /** When it last changed, milliseconds since the epoch. */
  readonly modified?: number | null
  readonly cache?: string
}

export const types = {
  html: 'text/html; charset=utf-8',
  text: 'text/plain; charset=utf-8',
  json: 'application/json; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml; charset=utf-8',
  atom: 'application/atom+xml; charset=utf-8',
  feed: 'application/feed+json; charset=utf-8',
  metrics: 'text/plain; version=0.0.4; charset=utf-8',
} as const

/** A whole answer with validators, or 304 to who has it already (RFC 9110, 13.1: If-None-Match goes before If-Modified-Since). */
export function reply(c: Context, { body, type, status = 200, modified = null, cache = 'no-cache' }: Reply): Response {
  if (status !== 200) return c.body(body, status, { 'content-type': type, 'cache-control': 'no-store' })
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`
  const headers = {
    etag,
    'cache-control': cache,
    ...(modified !== null && { 'last-modified': new Date(modified).toUTCString() }),
  }
  if (isKnown(c, etag, modified)) return c.body(null, 304, headers)
  return c.body(body, 200, { ...headers, 'content-type': type })
}

function isKnown(c: Context, etag: string, modified: number | null): boolean {
  const tags = c.req.header('if-none-match')
  if (tags !== undefined) return tags.split(',').some((tag) => ['*', etag].includes(tag.trim().replace(/^W\//, '')))
  const since = Date.parse(c.req.header('if-modified-since') ?? '')
  return modified !== null && !Number.isNaN(since) && Math.floor(modified / 1000) * 1000 <= since
}
