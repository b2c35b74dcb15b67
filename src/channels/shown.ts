import { createHash } from 'node:crypto'

/**
 * An address as it may be listed, logged and shown: mail addresses whole; of URLs only scheme and host, since for incoming
 * webhooks the rest is the password. The six signs of a hash tell two addresses of one host apart.
 */
export function shownAddress(to: string): string {
  const url = URL.parse(to)
  if (url === null) return /^[^\s@]+@[^\s@]+$/.test(to) ? to : hidden(to)
  // Other schemes (`tgram://TOKEN/...`) carry their secret where http has its host.
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return `${url.protocol}//${hidden(to)}`
  return url.pathname === '/' && url.search === '' ? `${url.origin}/` : `${url.origin}/${hidden(to)}`
}

function hidden(to: string): string {
  return `…(${createHash('sha256').update(to).digest('hex').slice(0, 6)})`
}
