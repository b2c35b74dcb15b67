/** No name server can lead these anywhere but to this machine. */
const loopback: readonly string[] = ['localhost', '127.0.0.1', '[::1]']

/**
 * Whether a browser sent a form that stands on another site. Browsers say so by `Sec-Fetch-Site`, where the address is one that
 * they trust, and by `Origin`; who says neither is no browser, and nobody can be tricked into sending it. `Origin: null` is what a
 * page sends that hides where it is: ours does not (`Referrer-Policy: same-origin`). What we are called the configuration says: `Host`
 * may hold any name that was led here (DNS rebinding).
 */
export function isCrossSite(headers: Headers, publicUrl: string): boolean {
  const site = headers.get('sec-fetch-site')
  if (site !== null && site !== 'same-origin' && site !== 'none') return true
  const origin = headers.get('origin')
  if (origin === null || origin === new URL(publicUrl).origin) return false
  const url = URL.parse(origin)
  if (url === null || url.host !== headers.get('host')) return true
  return site === null && !loopback.includes(url.hostname)
}
