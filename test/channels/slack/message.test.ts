import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addressed } from '../../../src/channels/slack/content.ts'
import { slackMessage } from '../../../src/channels/slack/message.ts'
import type { Message } from '../../../src/core/model.ts'
import { confirmation, digest, hostileDigest, largeDigest, links, site, smallDigest } from '../digests.ts'
import { alertOf, changes, hostile, many, testMessage } from '../samples.ts'
import { reminder, service } from '../sets.ts'
import { addressesOf, changeSets } from '../texts.ts'

type Loose = {
  readonly type: string
  readonly text?: { readonly type: string; readonly text: string }
  readonly elements?: readonly { readonly type: string; readonly text: string }[]
}

/** What Slack would refuse, by its reference of blocks; written without a look at how messages are made. */
function faults(message: Message): readonly string[] {
  const { text, blocks } = JSON.parse(addressed(JSON.stringify(slackMessage(message, site)), links)) as {
    text: string
    blocks: readonly Loose[]
  }
  const found: string[] = []
  if (text.length === 0 || text.length > 4_000) found.push(`text of ${text.length}`)
  if (blocks.length === 0 || blocks.length > 50) found.push(`${blocks.length} blocks`)
  for (const block of blocks) {
    const length = block.text?.text.length ?? 0
    if (block.type === 'header' && (block.text?.type !== 'plain_text' || length < 1 || length > 150))
      found.push('header')
    if (block.type === 'section' && (block.text?.type !== 'mrkdwn' || length < 1 || length > 3_000))
      found.push('section')
    if (block.type === 'context' && ((block.elements?.length ?? 0) < 1 || (block.elements?.length ?? 0) > 10))
      found.push('context')
    if (!['header', 'section', 'context'].includes(block.type)) found.push(block.type)
  }
  const all = textsOf(message).join('').length
  if (all > 13_000) found.push(`${all} characters in all`)
  return found
}

function textsOf(message: Message): readonly string[] {
  return slackMessage(message).blocks.flatMap((block) =>
    block.type === 'context' ? block.elements.map(({ text }) => text) : [block.text.text],
  )
}

/** Code spans as Slack shows them. */
function coded(text: string): readonly string[] {
  return [...text.matchAll(/`([^`\n]+)`/g)].map(([, code = '']) =>
    code.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&'),
  )
}

describe('a message for Slack', () => {
  test('has the counts in its header, sections of the page, and addresses in code', () => {
    const { text, blocks } = slackMessage(changes())
    expect(blocks[0]).toEqual({
      type: 'header',
      text: {
        type: 'plain_text',
        text: 'Cloud printers: 2 added, 1 removed, 1 changed, 1 moved, 1 reworded',
        emoji: false,
      },
    })
    const all = textsOf(changes()).join('\n')
    expect(all).toContain(
      '*Added (2)*\nRequirements / Printers\n• `*.sync.example.com` TCP 80, 443 · required · Queues &amp; trays',
    )
    expect(all).toContain('Hosts [Azure cloud]\n• `203.0.113.128/25` TCP 443')
    expect(all).toContain('• `login.example.com` was: TCP 443 → now: TCP 80, 443 · required')
    expect(all).toContain('<https://docs.example.org/printers?view=now|https://docs.example.org/printers?view=now>')
    expect(text).toMatch(/^\*Cloud printers: 2 added/)
    expect(coded(text)).toEqual(coded(all))
  })

  test.each<[string, Message]>([
    ['changes', changes()],
    ['nothing', changes({ changes: [] })],
    ['markup', changes(hostile())],
    ['a hundred and fifty changes', changes({ changes: many(150) })],
    ['two thousand changes', changes({ changes: many(2_000) })],
    [
      'a title without end',
      changes({ source: { id: 'x', title: '&'.repeat(4_000), page: `https://e.org/${'&'.repeat(4_000)}` } }),
    ],
    ['a step of the service', service(2, 2)],
    ['forty sets', service(40, 20)],
    ['forty sets with much to say', service(40, 0, 240)],
    ['a reminder of a thousand', reminder(1_000)],
    ['a digest', smallDigest()],
    ['a digest of markup', hostileDigest()],
    ['a digest of many lists', largeDigest(30, 3, 40)],
    ['a digest of more lists than there are blocks', largeDigest(300, 1, 1)],
    ['a digest of nothing', digest([])],
    ['a request to confirm', confirmation('new', Array(200).fill('&'.repeat(300)))],
    ['alert', alertOf()],
    ['alert over', alertOf('ends')],
    ['test', testMessage],
  ])('of %s keeps to the limits', (_, message) => {
    expect(faults(message)).toEqual([])
  })

  test('of too many changes says how many more there are, and where', () => {
    const message = changes({ changes: [...changesOf(changes()), ...many(2_000)] })
    const all = textsOf(message).join('\n')
    const left = Number(
      /… and (\d+) more: <https:\/\/docs\.example\.org\/printers\?view=now\|the whole list>/.exec(all)?.[1],
    )
    expect(coded(all).length + left).toBe(2_006)
    expect(coded(all).length).toBeGreaterThan(60)
    for (const kind of ['Added (2002)', 'Removed (1)', 'Changed (1)', 'Moved (1)', 'Reworded (1)'])
      expect(all).toContain(`*${kind}*`)
  })

  test('of a hostile page mentions nobody and links nowhere else', () => {
    const all = [slackMessage(changes(hostile())).text, ...textsOf(changes(hostile())).slice(1)]
    for (const text of all) {
      const links = [...text.matchAll(/<([^>]*)>/g)].map(([, inside]) => inside)
      for (const link of links) expect(link).toMatch(/^https:\/\/docs\.example\.org\/a%7Cb\?x=%3Cy%3E&amp;z=1\|[^|]*$/)
      expect(text.replace(/`[^`\n]*`/g, '')).not.toMatch(/\*b\*|~s~/)
    }
  })

  test('shows every address as it is, whatever signs it holds', () => {
    let marked = 0
    fc.assert(
      fc.property(changeSets, (message) => {
        expect(faults(message)).toEqual([])
        const shown = [...coded(textsOf(message).slice(1).join('\n'))].sort()
        expect(shown).toEqual(addressesOf(message))
        marked += shown.some((address) => /[*_~<>&]/.test(address)) ? 1 : 0
      }),
    )
    expect(marked).toBeGreaterThan(20)
  })

  test('of the endpoint web service goes set by set, with what to do first', () => {
    const all = textsOf(service(2, 2)).join('\n')
    expect(all).toMatch(
      /\*Set 1: Service 1\*\nact by 2026-04-01.*\n(.+\n)*Category: was Optimize → now Allow\n(.+\n)*Added \(2\)\n• `\*\.s1-0\.example\.com`/i,
    )
    expect(coded(all)).toHaveLength(4)
  })

  test('of a reminder names the day and the addresses', () => {
    const all = textsOf(reminder(2)).join('\n')
    expect(all).toContain('2 addresses must be open by 2026-04-01')
    expect(coded(all)).toEqual(['*.s7-0.example.com', '*.s7-1.example.com'])
  })

  test('of sets that say too much leaves whole sets out, and says that there are more', () => {
    const all = textsOf(service(40, 0, 240)).join('\n')
    expect(all).toContain('*Set 1: Service 1*')
    const shown = all.match(/\*Set \d+:/g)?.length ?? 0
    expect(all).toContain(`… and ${40 - shown} more`)
  })

  test('of a digest goes list by list, change set by change set, with what was taken back, each with its link', () => {
    const all = slackMessage(smallDigest(), site)
      .blocks.flatMap((block) => (block.type === 'context' ? [] : [block.text.text]))
      .join('\n')
    expect(all).toContain('Weekly digest: 6 added, 1 removed, 1 changed, 1 moved, 1 reworded, 2 taken back in 3 lists')
    expect(all).toContain(
      '*<https://docs.example.org/list-1|List 1: 4 added, 1 removed, 1 changed, 1 moved, 1 reworded, 1 taken back>*\n' +
        `<${site}/changes/older|2026-02-28 08:17 UTC: 2 added>\n*Added (2)*\n`,
    )
    expect(all.indexOf('/changes/newer|')).toBeGreaterThan(all.indexOf('/changes/older|'))
    expect(all).toContain(
      '*Taken back (1)*\n• `came.example.com` added 2026-02-27 08:17 UTC → removed 2026-02-28 08:17 UTC',
    )
    expect(all).toMatch(/\|List 2: 1 taken back>\*\n\*Taken back \(1\)\*/)
    expect(all).toMatch(/\|List 3: 2 added>\*\n<.*set-1\|.*act by 2026-04-01.*>\n\*Set 1: Service 1\*/)
  })

  test.each([
    ['with room for every heading', largeDigest(4, 2, 100), 4 * (200 + 50)],
    ['with room for a line about each list', largeDigest(40, 3, 5), 40 * (15 + 5)],
    ['with no room for all of its lists', largeDigest(300, 1, 1), 600],
  ])('of a digest %s counts what is left out, and leads to it', (_, message, rows) => {
    for (const all of [slackMessage(message, site).text, textsOf(message).join('\n')]) {
      const left = Number(/… and (\d+) more/.exec(all)?.[1])
      expect(coded(all).length + left).toBe(rows)
    }
    expect(slackMessage(message, site).text).toContain(`more: <${site}/changes|all changes>`)
  })

  test('of a digest of more parts than there are blocks still shows every address that fits', () => {
    const message = largeDigest(24, 1, 1)
    expect(coded(textsOf(message).join('\n'))).toHaveLength(48)
    expect(faults(message)).toEqual([])
  })

  test('of a digest names every list, and its counts, as long as there is room for their names', () => {
    const all = textsOf(largeDigest(40, 3, 5)).join('\n')
    for (let i = 0; i < 40; i++) expect(all).toContain(`List ${i}: 15 added, 5 taken back`)
  })

  test('of somebody’s own has his link below what all get, and what all get is untouched', () => {
    const content = JSON.stringify(slackMessage(changes(), site))
    const { text, blocks } = JSON.parse(addressed(content, links))
    const everybody = JSON.parse(content)
    expect(blocks.slice(0, -1)).toEqual(everybody.blocks)
    expect(blocks.at(-1).elements[0].text).toBe(`<${links.manage}|Change or end this subscription>`)
    expect(text).toBe(`${everybody.text}\n<${links.manage}|Change or end this subscription>`)
    expect(addressed(content, undefined)).toBe(content)
  })

  test('of an alert says what to do', () => {
    const all = textsOf(alertOf()).join('\n')
    expect(all).toMatch(/^Trouble: printers\nthe page answered 404\n\*What to do:\* Look where it went\./)
    expect(textsOf(alertOf('ends')).join('\n')).toContain('This is over')
  })
})

function changesOf(message: Message) {
  return message.kind === 'changes' ? message.changeSet.changes : []
}
