import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addressed } from '../../../src/channels/teams/content.ts'
import { teamsMessage } from '../../../src/channels/teams/message.ts'
import type { Message } from '../../../src/core/model.ts'
import { confirmation, confirming, digest, hostileDigest, largeDigest, links, site, smallDigest } from '../digests.ts'
import { alertOf, changes, hostile, many, testMessage } from '../samples.ts'
import { reminder, service } from '../sets.ts'
import { addressesOf, changeSets } from '../texts.ts'

type Run = { readonly type: string; readonly text: string; readonly fontType?: string }
type Card = {
  readonly body: readonly { readonly type: string; readonly inlines: readonly Run[] }[]
  readonly actions?: readonly { readonly type: string; readonly title: string; readonly url: string }[]
}

function cardOf(message: Message): Card {
  return JSON.parse(addressed(JSON.stringify(teamsMessage(message, site)), links)).attachments[0].content
}

function linesOf(message: Message): readonly string[] {
  return cardOf(message).body.map(({ inlines }) => inlines.map(({ text }) => text).join(''))
}

function addressesIn(message: Message): readonly string[] {
  return cardOf(message).body.flatMap(({ inlines }) =>
    inlines.filter((run) => run.fontType === 'Monospace').map(({ text }) => text),
  )
}

/** As a service would pack it that puts JSON into JSON and knows only ASCII. */
function packed(message: Message): number {
  const text = JSON.stringify(addressed(JSON.stringify(teamsMessage(message, site)), links))
  return [...text].reduce((sum, sign) => sum + (sign.charCodeAt(0) < 128 ? 1 : 6 * sign.length), 0)
}

const wide = changes({ changes: many(500).map((one) => ({ ...one, address: `例え-${one.address}` })) })

describe('a message for Teams', () => {
  test('is one Adaptive Card in the envelope of the Workflows webhook', () => {
    expect(teamsMessage(changes())).toMatchObject({
      type: 'message',
      attachments: [
        {
          contentType: 'application/vnd.microsoft.card.adaptive',
          content: {
            type: 'AdaptiveCard',
            version: '1.4',
            actions: [
              { type: 'Action.OpenUrl', title: 'Open the list', url: 'https://docs.example.org/printers?view=now' },
            ],
          },
        },
      ],
    })
    const lines = linesOf(changes())
    expect(lines.slice(0, 2)).toEqual(['Cloud printers', '2 added, 1 removed, 1 changed, 1 moved, 1 reworded'])
    expect(lines).toEqual(
      expect.arrayContaining([
        'Added (2)',
        'Requirements / Printers',
        '*.sync.example.com  TCP 80, 443 · required · Queues & trays',
        'Hosts [Azure cloud]',
        'login.example.com  was: TCP 443 → now: TCP 80, 443 · required',
      ]),
    )
  })

  test.each<[string, Message]>([
    ['changes', changes()],
    ['nothing', changes({ changes: [] })],
    ['markup', changes(hostile())],
    ['two thousand changes', changes({ changes: many(2_000) })],
    ['wide signs', wide],
    ['a step of the service', service(2, 2)],
    ['forty sets', service(40, 20)],
    ['forty sets with much to say', service(40, 0, 240)],
    ['a reminder of a thousand', reminder(1_000)],
    ['a digest', smallDigest()],
    ['a digest of markup', hostileDigest()],
    ['a digest of many lists', largeDigest(30, 3, 40)],
    ['a digest of more lists than fit', largeDigest(300, 1, 1)],
    ['a digest of nothing', digest([])],
    ['a request to confirm', confirmation('new', Array(200).fill('"é'.repeat(150)))],
    ['alert', alertOf()],
    ['alert over', alertOf('ends')],
    ['test', testMessage],
  ])('of %s fits, and holds only what knows no markup', (_, message) => {
    // 28,672 bytes, after Teams has made them nearly a fifth more.
    expect(packed(message)).toBeLessThan(24_000)
    for (const { type, inlines } of cardOf(message).body) {
      expect([type, inlines.length > 0]).toEqual(['RichTextBlock', true])
      for (const run of inlines) expect(run).toMatchObject({ type: 'TextRun', text: expect.stringMatching(/^.+$/s) })
    }
  })

  test.each([
    ['narrow', changes({ changes: many(2_000) }), 2_000],
    ['wide', wide, 500],
  ])('of too many %s changes says how many more there are', (_, message, count) => {
    const left = Number(linesOf(message).flatMap((line) => /^… and (\d+) more$/.exec(line)?.[1] ?? [])[0])
    expect(addressesIn(message).length + left).toBe(count)
    expect(addressesIn(message).length).toBeGreaterThan(25)
  })

  test('shows every address as it is, whatever signs it holds', () => {
    fc.assert(
      fc.property(changeSets, (message) => {
        expect([...addressesIn(message)].map((address) => address.replaceAll('`', "'")).sort()).toEqual(
          addressesOf(message),
        )
      }),
    )
  })

  test('of a hostile page opens only the list', () => {
    for (const message of [changes(hostile()), hostileDigest()])
      expect(cardOf(message).actions?.map(({ url }) => url)).toEqual([
        'https://docs.example.org/a|b?x=<y>&z=1',
        message.kind === 'digest' ? `${site}/changes` : `${site}/changes/set-1`,
        links.manage,
      ])
  })

  test('of a digest goes list by list and change set by change set, with what was taken back', () => {
    const lines = linesOf(smallDigest())
    const wanted = [
      'List 1: 4 added, 1 removed, 1 changed, 1 moved, 1 reworded, 1 taken back',
      '2026-02-28 08:17 UTC: 2 added',
      '2026-03-01 08:17 UTC: 2 added, 1 removed, 1 changed, 1 moved, 1 reworded',
      'Taken back (1)',
      'came.example.com  added 2026-02-27 08:17 UTC → removed 2026-02-28 08:17 UTC',
      'List 2: 1 taken back',
      'List 3: 2 added',
      'Set 1: Service 1',
    ]
    expect(lines.filter((line) => wanted.includes(line)).filter((line, i, all) => all.indexOf(line) === i)).toEqual(
      wanted,
    )
    expect(cardOf(smallDigest()).actions?.map(({ title }) => title)).toEqual([
      ...['Open List 1', 'Open List 2', 'Open List 3', 'Open all changes', 'Change or end this subscription'],
    ])
  })

  test('has no more buttons than Teams shows', () => {
    for (const message of [largeDigest(30, 1, 1), smallDigest(), changes()])
      expect(cardOf(message).actions?.length).toBeLessThanOrEqual(6)
  })

  test.each([
    ['with room for every heading', largeDigest(4, 2, 100), 4 * (200 + 50), true],
    ['with no room for all of its lists', largeDigest(300, 1, 1), 600, false],
  ])('of a digest %s counts what is left out', (_, message, rows, some) => {
    const left = Number(linesOf(message).flatMap((line) => /^… and (\d+) more$/.exec(line)?.[1] ?? [])[0])
    expect(addressesIn(message).length + left).toBe(rows)
    expect(addressesIn(message).length > 0).toBe(some)
  })

  test('of a request to confirm opens only what confirms', () => {
    const content = JSON.stringify(teamsMessage(confirmation('new'), site))
    const { actions } = JSON.parse(addressed(content, confirming)).attachments[0].content
    expect(actions).toEqual([{ type: 'Action.OpenUrl', title: 'Confirm this subscription', url: confirming.confirm }])
    expect(linesOf(confirmation('new'))).toEqual(expect.arrayContaining(['Lists: all', 'When: at once']))
  })

  test('of an alert says what to do', () => {
    expect(linesOf(alertOf())).toEqual(
      expect.arrayContaining(['Trouble: printers', 'the page answered 404', 'What to do: Look where it went.']),
    )
  })
})
