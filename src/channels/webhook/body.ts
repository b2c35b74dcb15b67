import type { Message } from '../../core/model.ts'
import { payloadOf } from '../../core/payload.ts'
import type { Envelope } from '../channel.ts'

/** Standard Webhooks asks for less than 20 kB; type, id and time stand around the data. */
const mostBytes = 20_000
const around = 500

/** Thousands of subscribers get the same message: it is put into bytes for the first of them. */
const kept = new WeakMap<Message, string>()

/** The body of a webhook: the same bytes for the same envelope, at every attempt. */
export function bodyOf({ id, message, createdAt }: Envelope): string {
  const { data, ...head } = payloadOf(message, id, new Date(createdAt).toISOString())
  const text = kept.get(message) ?? JSON.stringify(fitting(data, mostBytes - around))
  kept.set(message, text)
  return `${JSON.stringify({ type: head.type, id: head.id, timestamp: head.timestamp }).slice(0, -1)},"data":${text}}`
}

/** Plain lists, ready to paste: cut last. */
const plain: readonly string[] = ['added', 'removed', 'paste']

/**
 * Data whose JSON has at most so many bytes: where it has more, lists lose whole elements at their end, the details first and
 * the plain lists of addresses only when all of those are gone, and `truncated` says so. Nothing else is touched: counts stay those
 * of the whole, and what stands is right.
 */
export function fitting(data: object, most: number): object {
  if (fits(data, most)) return data
  const lists = cut(data, 0, plain)
  const cutTo = (length: number): object =>
    fits(truncated(lists), most) ? cut(data, length, plain) : cut(lists, length, [])
  let [least, longest] = [0, longestList(data)]
  while (least < longest) {
    const middle = Math.ceil((least + longest) / 2)
    if (fits(truncated(cutTo(middle)), most)) least = middle
    else longest = middle - 1
  }
  return truncated(cutTo(least))
}

function truncated(data: object): object {
  return { ...data, truncated: true }
}

function fits(data: object, most: number): boolean {
  return Buffer.byteLength(JSON.stringify(data)) <= most
}

/**
 * Elements stay whole: a change that lost some of its ports would be a wrong one. Only the addresses of a deadline are a list to be
 * cut themselves: there is one deadline, or a few.
 */
function cut(data: object, length: number, whole: readonly string[]): object {
  const entries = Object.entries(data).map(([key, value]: [string, unknown]) => {
    if (whole.includes(key) || typeof value !== 'object' || value === null) return [key, value]
    if (key === 'deadlines' && Array.isArray(value)) return [key, value.map((one: object) => cutAddresses(one, length))]
    return [key, Array.isArray(value) ? value.slice(0, length) : cut(value, length, whole)]
  })
  return Object.fromEntries(entries)
}

function cutAddresses(deadline: object, length: number): object {
  const addresses = 'addresses' in deadline && Array.isArray(deadline.addresses) ? deadline.addresses : []
  return { ...deadline, addresses: addresses.slice(0, length) }
}

function longestList(value: object): number {
  const own = Array.isArray(value) ? value.length : 0
  return Math.max(
    own,
    ...Object.values(value).map((one: unknown) => (typeof one === 'object' && one ? longestList(one) : 0)),
  )
}
