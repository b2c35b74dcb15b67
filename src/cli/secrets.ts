import type { Config } from '../config/config.ts'

/**
 * Every secret that the configuration holds, word by word: of channels what their key calls one, and of the URLs of receivers
 * and of the heartbeat what follows the host, for incoming webhooks carry their token there. Other schemes (`tgram://TOKEN/...`)
 * carry it where http has its host.
 */
export function secretsOf({ channels, subscriptions, operator, heartbeat }: Config): string[] {
  const receivers = [...subscriptions, ...operator].map(({ to }) => to)
  const urls = [...receivers, ...(heartbeat === null ? [] : [heartbeat.url])]
  return [...channels.flatMap(({ settings }) => secretsIn(settings)), ...urls.flatMap(secretsOfUrl)]
}

/**
 * Beginnings of the URLs that a log may hold whole: those of the sources, with what lies beside them (pages include others), and
 * our own pages. All other URLs may be those of receivers, of whom the store holds more than can be known at the start.
 */
export function openUrlsOf({ sources, web }: Pick<Config, 'sources' | 'web'>): string[] {
  const own = sources.flatMap(({ page, settings }) => [...folderOf(page), ...openIn(settings)])
  return [...new Set([web.publicUrl, ...own])]
}

function openIn(settings: object): string[] {
  return Object.entries(settings).flatMap(([key, value]) => {
    if (key === 'base' && typeof value === 'string') return [value]
    return textsIn(value).flatMap(folderOf)
  })
}

/** The first step of the path: on a host of many, whose they are (`https://raw.example.org/whose/...`). */
function folderOf(text: string): string[] {
  const [folder] = /^https?:\/\/[^/?#]+\/[^/?#]+/i.exec(text) ?? []
  return folder === undefined ? [] : [folder]
}

function secretsIn(settings: unknown): string[] {
  if (typeof settings !== 'object' || settings === null) return []
  return Object.entries(settings).flatMap(([key, value]) =>
    /passw|secret|token|key/i.test(key) ? textsIn(value) : secretsIn(value),
  )
}

/** A list of secrets may be written as one text with spaces between them. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value, ...value.split(/\s+/)]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : []
}

function secretsOfUrl(to: string): string[] {
  if (!/^https?:\/\//i.test(to)) return to.includes('://') ? [to.slice(to.indexOf('://') + 3)] : []
  const url = URL.parse(to)
  if (url === null) return []
  return [`${url.pathname}${url.search}`, url.pathname, url.password, url.username, ...url.searchParams.values()]
}
