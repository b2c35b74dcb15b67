import type { PersonalLinks } from '../../src/channels/channel.ts'
import type { Digest, DigestSource, Message } from '../../src/core/model.ts'
import { changeSet, hostile, many, moment, oneOfEach } from './samples.ts'
import { service } from './sets.ts'

const day = 86_400_000

export function iso(days: number): string {
  return new Date(moment - days * day).toISOString()
}

export function list(i: number, over: Partial<DigestSource> = {}): DigestSource {
  return {
    source: { id: `list-${i}`, title: `List ${i}`, page: `https://docs.example.org/list-${i}` },
    changeSets: [changeSet({ id: `set-${i}`, seenAt: iso(1), changes: oneOfEach })],
    takenBack: [],
    ...over,
  }
}

const takenBack: DigestSource['takenBack'] = [
  {
    address: 'came.example.com',
    type: 'fqdn',
    steps: [
      { kind: 'added', seenAt: iso(3), changeSet: 'a' },
      { kind: 'removed', seenAt: iso(2), changeSet: 'b' },
    ],
  },
]

export function digest(sources: readonly DigestSource[], when: Digest['when'] = 'weekly'): Message {
  return { kind: 'digest', digest: { when, from: iso(3), to: iso(0), sources } }
}

/** Two change sets of one list, something taken back, a second list, and one of the endpoint web service. */
export function smallDigest(): Message {
  const m365 = service(1, 2)
  return digest([
    list(1, {
      changeSets: [
        changeSet({ id: 'older', seenAt: iso(2), changes: many(2) }),
        changeSet({ id: 'newer', seenAt: iso(1), changes: oneOfEach }),
      ],
      takenBack,
    }),
    list(2, { changeSets: [], takenBack }),
    list(3, m365.kind === 'changes' ? { changeSets: [m365.changeSet] } : {}),
  ])
}

/** So many lists, with so many change sets of so many additions each. */
export function largeDigest(lists: number, sets: number, each: number): Message {
  return digest(
    Array.from({ length: lists }, (_, i) =>
      list(i, {
        changeSets: Array.from({ length: sets }, (_, j) => changeSet({ id: `set-${i}-${j}`, changes: many(each) })),
        takenBack: Array.from({ length: Math.min(each, 50) }, (_, j) => ({
          ...{ address: `back-${j}.example.com`, type: 'fqdn' as const },
          steps: [{ kind: 'added' as const, seenAt: iso(2), changeSet: 'a' }],
        })),
      }),
    ),
  )
}

export function hostileDigest(): Message {
  const { source, changes } = hostile()
  if (source === undefined || changes === undefined) throw new Error('the hostile page has no changes')
  const back = changes.map(({ address, type }) => ({
    ...{ address, type },
    steps: [{ kind: 'added' as const, seenAt: source.title, changeSet: 'a' }],
  }))
  return digest([list(1, { source, changeSets: [changeSet(hostile())], takenBack: back })])
}

export function confirmation(
  kind: 'new' | 'known' | 'renewed',
  wishes: readonly string[] = ['Lists: all', 'When: at once'],
): Message {
  const expires = kind === 'new' ? iso(-2) : null
  return { kind: 'confirmation', confirmation: { kind, wishes, expires, at: iso(0) } }
}

export const site = 'https://drift.example.org/pages'

const token = `_${'0123456789abcdef0123'}.1.0.${'0123456789abcdef'.repeat(2)}`

export const links: PersonalLinks = { manage: `${site}/manage/${token}`, leave: `${site}/leave/${token}` }

export const confirming: PersonalLinks = { ...links, confirm: `${site}/confirm/${token}` }
