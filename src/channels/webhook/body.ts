import type { Message } from '../../core/model.ts'
import { payloadOf } from '../../core/payload.ts'
import type { Envelope, PersonalLinks } from '../channel.ts'
import { fitting } from './fitting.ts'

/** Standard Webhooks asks for less than 20 kB. */
const mostBytes = 20_000

/** Type, id and time stand around the data, and two links of the receiver's own, each with a token of about a hundred characters. */
const around = 500
const aroundLink = 150

/**
 * Type and data of a message, as JSON: the same for every receiver. `site`: where the pages are, for the links to the
 * whole of what changed.
 */
export function contentOf(message: Message, site: string | null): string {
  const { type, data } = payloadOf(message, '', '', site)
  const room = mostBytes - around - (site === null ? 0 : 2 * (site.length + aroundLink))
  return JSON.stringify({ type, data: fitting(data, room) })
}

/** The body of a webhook: the same bytes for the same content and envelope, at every attempt. */
export function bodyOf({ id, content, createdAt, links }: Omit<Envelope, 'to'>): string {
  const [, type, data] = /^\{"type":"([a-z]+)","data":(\{.*\})\}$/s.exec(content) ?? []
  if (type === undefined || data === undefined) throw new Error('this content was not made for a webhook')
  return wrapped(type, id, createdAt, data, links)
}

/** `data`: an object as JSON; `createdAt` in milliseconds since the epoch. */
export function wrapped(type: string, id: string, createdAt: number, data: string, links?: PersonalLinks): string {
  const head = {
    ...{ type, id, timestamp: new Date(createdAt).toISOString() },
    ...(links && { subscription: { manage: links.manage, leave: links.leave } }),
  }
  return `${JSON.stringify(head).slice(0, -1)},"data":${data}}`
}
