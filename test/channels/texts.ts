import fc from 'fast-check'
import type { Change, Message } from '../../src/core/model.ts'
import { at, changes } from './samples.ts'

const anything = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }).filter((text) => /\S/.test(text))
const word = fc.constantFrom(
  '*',
  '_',
  '~',
  '`',
  '<',
  '>',
  '&',
  '|',
  '[',
  ']',
  '(',
  ')',
  '\\',
  '{',
  '}',
  '#',
  '.',
  'a',
  'é',
  '—',
  '&amp;',
)
const markup = fc.array(word, { minLength: 1, maxLength: 12 }).map((words) => words.join(''))

/** Addresses as no page has them: without spaces and control characters, and with every sign that means something to some markup. */
const address = fc
  .oneof(fc.domain(), markup, anything)
  .map((text) => text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\s]/gu, ''))
  .filter((text) => text !== '')

const change = fc.record({
  address,
  section: fc.array(fc.oneof(anything, markup), { maxLength: 2 }),
  service: fc.option(fc.oneof(anything, markup)),
})

/** Change sets of additions and removals, each address once. */
export const changeSets: fc.Arbitrary<Message> = fc
  .tuple(
    fc.uniqueArray(change, { selector: (one) => one.address, minLength: 1, maxLength: 12 }),
    fc.uniqueArray(change, { selector: (one) => one.address, maxLength: 12 }),
    fc.oneof(anything, markup),
  )
  .map(([added, removed, title]) => {
    const gone = removed.filter((one) => added.every(({ address }) => address !== one.address))
    const all: readonly Change[] = [
      ...added.map(({ address, section, service }, i) => ({
        ...{ kind: 'added' as const, address, type: 'fqdn' as const, before: [] },
        after: [at(i + 1, section, { service })],
      })),
      ...gone.map(({ address, section, service }, i) => ({
        ...{ kind: 'removed' as const, address, type: 'fqdn' as const, after: [] },
        before: [at(i + 100, section, { service })],
      })),
    ]
    return changes({ changes: all, source: { id: 'list', title, page: 'https://docs.example.org/list' } })
  })

/** The addresses of a message that hold no backtick: the one sign that code spans cannot. */
export function addressesOf(message: Message): readonly string[] {
  if (message.kind !== 'changes') return []
  return message.changeSet.changes.map(({ address }) => address.replaceAll('`', "'")).sort()
}
