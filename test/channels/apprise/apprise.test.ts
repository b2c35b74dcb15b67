import fc from 'fast-check'
import type { Root } from 'mdast'
import remarkParse from 'remark-parse'
import { unified } from 'unified'
import { describe, expect, onTestFinished, test } from 'vitest'
import { addressed } from '../../../src/channels/apprise/content.ts'
import { apprise } from '../../../src/channels/apprise/index.ts'
import { appriseMessage } from '../../../src/channels/apprise/message.ts'
import { appriseSchema } from '../../../src/channels/apprise/schema.ts'
import type { Message } from '../../../src/core/model.ts'
import {
  confirmation,
  confirming,
  digest,
  hostileDigest,
  largeDigest,
  links,
  list,
  site,
  smallDigest,
} from '../digests.ts'
import { alertOf, changeSet, changes, hostile, many, moment, testMessage } from '../samples.ts'
import { addressesOf, changeSets } from '../texts.ts'
import { receiver } from '../webhook/receiver.ts'

async function sent(over: object, to: string, status = 200, body = '') {
  const { url, posts } = await receiver((response) => response.writeHead(status).end(status === 204 ? undefined : body))
  const config = appriseSchema.parse({ url: `${url}/apprise/`, allowHttp: true, ...over })
  const sender = await apprise.open(config, {
    now: () => moment,
    userAgent: 'drift/1',
    proxies: { http: '', https: '', no: '' },
  })
  onTestFinished(sender.close)
  const content = sender.render(changes())
  return { outcome: await sender.send({ id: 'd', to, content, createdAt: moment }), posts }
}

describe('Apprise', () => {
  test('is asked to notify a key, or those of a tag', async () => {
    const { outcome, posts } = await sent({}, 'network-team')
    expect(outcome).toEqual({ kind: 'delivered', receipt: 'HTTP 200' })
    expect(posts).toMatchObject([
      { method: 'POST', path: '/apprise/notify/network-team', headers: { 'content-type': 'application/json' } },
    ])
    expect(JSON.parse(posts[0]?.body ?? '')).toEqual({
      title: 'Cloud printers: 2 added, 1 removed, 1 changed, 1 moved, 1 reworded',
      body: expect.stringContaining('*.sync.example.com'),
      type: 'info',
      format: 'text',
    })
    const tagged = await sent({}, 'network-team/devops')
    expect(tagged.posts[0]?.path).toBe('/apprise/notify/network-team')
    expect(JSON.parse(tagged.posts[0]?.body ?? '')).toMatchObject({ tag: 'devops' })
  })

  test('is given URLs only where the channel allows it', async () => {
    const urls = 'tgram://TOKEN/CHAT, mailto://user:pass@example.org'
    const refused = await sent({}, urls)
    expect(refused).toMatchObject({
      outcome: { kind: 'refused', why: expect.stringContaining('allowUrls') },
      posts: [],
    })
    const { outcome, posts } = await sent({ allowUrls: true }, urls)
    expect([outcome.kind, posts[0]?.path]).toEqual(['delivered', '/apprise/notify'])
    expect(JSON.parse(posts[0]?.body ?? '')).toMatchObject({
      urls: 'tgram://TOKEN/CHAT,mailto://user:pass@example.org',
    })
  })

  test('is told who we are where it asks', async () => {
    const { posts } = await sent({ user: 'drift', password: 'pä:ss' }, 'team')
    expect(posts[0]?.headers.authorization).toBe(`Basic ${Buffer.from('drift:pä:ss').toString('base64')}`)
  })

  test.each([
    [204, '', { kind: 'retry', why: expect.stringContaining('nobody was told') }],
    [
      424,
      'One or more notification could not be sent.',
      { kind: 'retry', why: expect.stringContaining('could not be sent') },
    ],
    [431, '', { kind: 'refused' }],
    [400, 'Bad', { kind: 'retry' }],
    [429, '', { kind: 'retry' }],
    [302, '', { kind: 'retry', ours: true }],
    [401, '', { kind: 'retry', ours: true }],
    [403, '', { kind: 'retry', ours: true }],
    [404, '', { kind: 'retry', ours: true }],
    [500, '', { kind: 'retry', ours: true }],
    [503, '', { kind: 'retry', ours: true }],
  ])('that answers %i has or has not delivered', async (status, body, wanted) => {
    const { outcome } = await sent({}, 'team', status, body)
    expect(outcome).toMatchObject(wanted)
    expect('ours' in outcome).toBe('ours' in wanted)
  })

  test('that is not there is our own trouble, and no receiver’s', async () => {
    const config = appriseSchema.parse({ url: 'http://127.0.0.1:1', allowHttp: true, timeout: 2_000 })
    const io = { now: () => moment, userAgent: 'drift/1', proxies: { http: '', https: '', no: '' } }
    const sender = await apprise.open(config, io)
    onTestFinished(sender.close)
    const outcome = await sender.send({ id: 'd', to: 'team', content: sender.render(testMessage), createdAt: moment })
    expect(outcome).toMatchObject({ kind: 'retry', ours: true, why: expect.stringContaining('no answer') })
  })

  test.each([
    ['team', true],
    ['team_2-x/tag', true],
    ['team/tag/x', false],
    ['../admin', false],
    ['team?x=1', false],
    ['', false],
    ['a'.repeat(129), false],
  ])('takes the address %j: %s', (to, good) => {
    expect(apprise.checkAddress(appriseSchema.parse({ url: 'https://a.example' }), to) === null).toBe(good)
  })

  test.each([
    [{ url: 'https://apprise.example.org' }, true],
    [{ url: 'http://apprise:8000' }, false],
    [{ url: 'http://apprise:8000', allowHttp: true }, true],
    [{ url: 'https://a:b@apprise.example.org' }, false],
    [{ url: 'https://apprise.example.org/?x=1' }, false],
    [{ url: 'ftp://apprise.example.org' }, false],
    [{ url: 'https://apprise.example.org:81' }, false],
    [{ url: 'https://10.0.0.1:8443' }, true],
    [{ url: 'https://a.example', user: 'x' }, false],
    [{}, false],
  ])('is configured with %j: %s', (given, good) => {
    expect(appriseSchema.safeParse(given).success).toBe(good)
  })
})

/** Inline code of Markdown, read by a parser that is not ours. */
function coded(markdown: string): readonly string[] {
  const found: string[] = []
  const walk = (node: Root | Root['children'][number]): void => {
    if (node.type === ('inlineCode' as string) && 'value' in node) found.push(String(node.value))
    if ('children' in node) for (const child of node.children) walk(child as Root['children'][number])
  }
  walk(unified().use(remarkParse).parse(markdown))
  return found
}

describe('a message for Apprise', () => {
  test('is plain text, grouped as the page is', () => {
    const { body } = appriseMessage(changes(), 'text', 3_500)
    expect(body).toContain(
      '\nADDED (2)\nRequirements / Printers\n  *.sync.example.com  TCP 80, 443 · required · Queues & trays\nHosts [Azure cloud]\n',
    )
    expect(body).toContain('List: https://docs.example.org/printers?view=now')
  })

  test.each<[string, Message, string]>([
    ['changes', changes(), 'info'],
    ['a test', testMessage, 'info'],
    ['trouble', alertOf(), 'warning'],
    ['trouble over', alertOf('ends'), 'success'],
  ])('of %s has the type that services colour it by', (_, message, type) => {
    expect(appriseMessage(message, 'text', 3_500).type).toBe(type)
  })

  test.each(['text', 'markdown'] as const)(
    'of too many changes (%s) is capped, and says how many more there are',
    (format) => {
      for (const characters of [500, 3_500, 50_000]) {
        const { body } = appriseMessage(changes({ changes: many(2_000) }), format, characters)
        expect(body.length).toBeLessThanOrEqual(characters)
        const left = Number(/… and (\d+) more$/.exec(body)?.[1])
        expect([...body.matchAll(/host-\d+\.example/g)].length + left).toBe(2_000)
      }
    },
  )

  test('shows every address as it is, whatever signs it holds', () => {
    fc.assert(
      fc.property(changeSets, (message) => {
        expect([...coded(appriseMessage(message, 'markdown', 100_000).body)].sort()).toEqual(addressesOf(message))
        const { body } = appriseMessage(message, 'text', 100_000)
        for (const address of addressesOf(message)) expect(body.replaceAll('`', "'")).toContain(`  ${address}`)
      }),
    )
  })

  test.each([
    ['a page', changes(hostile())],
    ['a page in a digest', hostileDigest()],
  ])('of %s that is hostile has no link and no markup of the page', (_, message) => {
    const tree = JSON.stringify(
      unified()
        .use(remarkParse)
        .parse(appriseMessage(message, 'markdown', 9_000).body),
    )
    expect(tree).not.toMatch(/"type":"(link|image|html|emphasis|heading|blockquote)"/)
  })

  test('of a digest goes list by list and change set by change set, with what was taken back', () => {
    const { title, body } = appriseMessage(smallDigest(), 'text', 9_000, site)
    expect(title).toBe('Weekly digest: 6 added, 1 removed, 1 changed, 1 moved, 1 reworded, 2 taken back in 3 lists')
    expect(body).toContain(
      '== List 1: 4 added, 1 removed, 1 changed, 1 moved, 1 reworded, 1 taken back ==\n\n2026-02-28 08:17 UTC: 2 added\n\nADDED (2)\n',
    )
    expect(body).toContain('TAKEN BACK (1)\n  came.example.com  added 2026-02-27 08:17 UTC → removed 2026-02-28')
    expect(body).toContain('== List 2: 1 taken back ==')
  })

  test('of a digest counts every address that it does not show, however little room there is', () => {
    const shape = fc.array(fc.array(fc.nat(40), { maxLength: 4 }), { minLength: 1, maxLength: 60 })
    const seen = { rows: 0, brief: 0 }
    fc.assert(
      fc.property(
        shape,
        fc.integer({ min: 700, max: 6_000 }),
        fc.constantFrom('text', 'markdown'),
        (lists, room, format) => {
          const sources = lists.map((sets, i) =>
            list(i, { changeSets: sets.map((count, j) => changeSet({ id: `c${i}-${j}`, changes: many(count) })) }),
          )
          const total = lists.flat().reduce((sum, count) => sum + count, 0)
          const { body } = appriseMessage(digest(sources), format, room)
          expect(body.length).toBeLessThanOrEqual(room)
          const shown = body.match(/host-\d+\.example/g)?.length ?? 0
          const left = Number(/… and (\d+) more$/.exec(body)?.[1] ?? 0)
          // A list without any address counts as one thing when it is left out.
          const empty = lists.filter((sets) => sets.every((count) => count === 0)).length
          expect(left + shown).toBeGreaterThanOrEqual(total)
          expect(left + shown).toBeLessThanOrEqual(total + empty)
          seen.rows += left > 0 && shown > 0 ? 1 : 0
          seen.brief += left > 0 && shown === 0 ? 1 : 0
        },
      ),
    )
    expect(Math.min(seen.rows, seen.brief)).toBeGreaterThan(5)
  })

  test.each(['text', 'markdown'] as const)('keeps room for the link of one receiver (%s)', (format) => {
    for (const message of [changes(), changes({ changes: many(2_000) }), largeDigest(30, 3, 40)]) {
      const content = JSON.stringify(appriseMessage(message, format, 3_500, site))
      const { body, tag } = JSON.parse(addressed(content, { tag: 'devops' }, links))
      expect([body.length <= 3_500, tag]).toEqual([true, 'devops'])
      expect(body.startsWith(JSON.parse(content).body)).toBe(true)
      const line = format === 'text' ? links.manage : `<${links.manage}>`
      expect(body.endsWith(`\n\nChange or end this subscription: ${line}`)).toBe(true)
    }
  })

  test('asks to confirm by a link, and has no other', () => {
    const content = JSON.stringify(appriseMessage(confirmation('new'), 'text', 3_500, site))
    const { title, body } = JSON.parse(addressed(content, {}, confirming))
    expect(title).toBe('endpoint-drift: confirm this subscription')
    expect(body.match(/https?:\S+/g)).toEqual([confirming.confirm])
  })
})
