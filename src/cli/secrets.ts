import type { Config } from '../config/config.ts'

/**
 * Every secret that the configuration holds, word by word: of channels what their key calls one, and what follows the host in
 * the URLs of receivers and of the heartbeat, for incoming webhooks carry their token there.
 */
export function secretsOf({ channels, subscriptions, operator, heartbeat }: Config): string[] {
  const urls = [...subscriptions, ...operator].map(({ to }) => to).concat(heartbeat?.url ?? [])
  return [...channels.flatMap(({ settings }) => secretsIn(settings)), ...urls.flatMap(pathOf)]
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

function pathOf(to: string): string[] {
  const url = /^https?:/i.test(to) ? URL.parse(to) : null
  return url === null ? [] : [`${url.pathname}${url.search}`, url.pathname, url.password, url.username]
}
