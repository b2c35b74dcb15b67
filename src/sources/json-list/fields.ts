import type { Port } from '../../core/model.ts'
import { parsePorts, parseProtocols } from '../../core/ports.ts'

/** What a field came to, and pieces of it that were not understood, each with the reason. */
export type Field<Value> = { readonly value: Value; readonly odd: readonly Odd[] }
export type Odd = { readonly text: string; readonly reason: string }

/** Values of a list, lists in it laid flat; nulls and empty texts are nothing. */
export function flat(value: unknown): readonly unknown[] {
  const values = Array.isArray(value) ? value.flat(8) : [value]
  return values.filter((one) => one !== null && one !== undefined && one !== '')
}

/** A text in one line; `null` for what is no text, number, true or false. */
export function plainText(value: unknown): string | null {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (typeof value !== 'string') return null
  return value.replaceAll(/\s+/g, ' ').trim() || null
}

/** Ports of numbers and texts, with the protocols that the texts name. */
export function portsOf(
  value: unknown,
): Field<{ readonly ports: readonly Port[]; readonly protocols: readonly string[] }> {
  const ports = new Set<Port>()
  const protocols = new Set<string>()
  const odd: Odd[] = []
  for (const one of flat(value)) {
    const read = typeof one === 'number' || typeof one === 'string' ? parsePorts(String(one)) : null
    if (read === null || read.ports.length === 0)
      odd.push({ text: shown(one), reason: '`ports` gives what is no port' })
    for (const port of read?.ports ?? []) ports.add(port)
    for (const protocol of read?.protocols ?? []) protocols.add(protocol)
  }
  return { value: { ports: [...ports], protocols: [...protocols] }, odd }
}

/** Protocols in capitals; those that no list of ours knows are kept as they are named. */
export function protocolsOf(value: unknown): Field<readonly string[]> {
  const found = new Set<string>()
  const odd: Odd[] = []
  for (const one of flat(value)) {
    const text = typeof one === 'string' ? plainText(one) : null
    if (text === null) odd.push({ text: shown(one), reason: '`protocols` gives what is no text' })
    else for (const protocol of knownOr(text)) found.add(protocol)
  }
  return { value: [...found], odd }
}

function knownOr(text: string): readonly string[] {
  const known = parseProtocols(text)
  return known.length > 0 ? known : [text.toUpperCase()]
}

/** The trail of a section: the texts of a list in their order. */
export function sectionOf(value: unknown): Field<readonly string[]> {
  const odd: Odd[] = []
  const trail = flat(value).flatMap((one) => {
    const text = plainText(one)
    if (text === null && typeof one === 'object')
      odd.push({ text: shown(one), reason: '`section` gives what is no text' })
    return text === null ? [] : [text]
  })
  return { value: trail, odd }
}

/** One text of a value of any kind; `null` for nothing. The order of a list's texts means nothing and is not kept. */
export function labelOf(value: unknown): string | null {
  if (typeof value !== 'object' || value === null) return plainText(value)
  if (!Array.isArray(value)) return sortedJson(value)
  const texts = flat(value).map((one) => plainText(one) ?? sortedJson(one))
  return texts.length === 0 ? null : [...new Set(texts)].sort().join(', ')
}

export function requiredOf(value: unknown): Field<boolean | null> {
  if (typeof value === 'boolean') return { value, odd: [] }
  const reason = "`required` gives neither true nor false; compare in the expression: required == 'yes'"
  return { value: null, odd: value === null || value === undefined ? [] : [{ text: shown(value), reason }] }
}

/** JSON whose objects have their keys in order: JSON order is never a change. */
function sortedJson(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
}

/** A value as a person is shown it: JSON, cut short. */
export function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(typeof value))
  return text.length > 120 ? `${text.slice(0, 120)}...` : text
}
