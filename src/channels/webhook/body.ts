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
 * the plain lists of addresses only when that is not enough, and `truncated` says so. Nothing else is touched: counts stay those
 * of the whole, and what stands is right.
 */
export function fitting(data: object, most: number): object {
  if (fits(data, most)) return data
  const details = (length: number): object => ({ ...cut(data, length, plain), truncated: true })
  const everything = (length: number): object => ({ ...cut(data, length, []), truncated: true })
  const cutTo = fits(details(0), most) ? details : everything
  let [least, longest] = [0, longestList(data)]
  while (least < longest) {
    const middle = Math.ceil((least + longest) / 2)
    if (fits(cutTo(middle), most)) least = middle
    else longest = middle - 1
  }
  return cutTo(least)
}

function fits(data: object, most: number): boolean {
  return Buffer.byteLength(JSON.stringify(data)) <= most
}

/** Elements stay whole: a change that lost some of its ports would be a wrong one. */
function cut(data: object, length: number, whole: readonly string[]): object {
  const entries = Object.entries(data).map(([key, value]: [string, unknown]) => {
    if (whole.includes(key) || typeof value !== 'object' || value === null) return [key, value]
    return [key, Array.isArray(value) ? value.slice(0, length) : cut(value, length, whole)]
  })
  return Object.fromEntries(entries)
}

function longestList(value: object): number {
  if (Array.isArray(value)) return value.length
  return Math.max(
    0,
    ...Object.values(value).map((one: unknown) => (typeof one === 'object' && one ? longestList(one) : 0)),
  )
}
