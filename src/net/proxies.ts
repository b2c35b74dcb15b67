/** Addresses of proxies as the environment gives them; an empty string means none. */
export type Proxies = { readonly http: string; readonly https: string; readonly no: string }

/** Proxies as the environment names them; the lower case wins, as with curl. */
export function proxiesOf(env: Readonly<Record<string, string | undefined>>): Proxies {
  const value = (name: string): string => (env[name] ?? env[name.toUpperCase()] ?? '').trim()
  return { http: value('http_proxy'), https: value('https_proxy'), no: value('no_proxy') }
}

/** A proxy is often given as `host:port`, which as a URL would have the scheme `host`. */
export function proxyUrl(text: string): string {
  return text === '' || text.includes('://') ? text : `http://${text}`
}
