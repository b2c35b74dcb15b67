import PostalMime from 'postal-mime'
import { describe, expect, test } from 'vitest'
import type { Message } from '../../../src/core/model.ts'
import { confirmation, confirming, links, smallDigest } from '../digests.ts'
import { alertOf, changes } from '../samples.ts'
import { reminder } from '../sets.ts'
import { mailServer } from './mail-server.ts'
import { type Mail, sender } from './sending.ts'

async function sent(mail: Mail) {
  const { port, received } = await mailServer()
  const { send } = await sender(port)
  expect(await send(mail)).toMatchObject({ kind: 'delivered' })
  const raw = received[0]?.raw ?? ''
  const [head = ''] = raw.split('\r\n\r\n')
  return { raw, head, lines: head.split('\r\n'), parsed: await PostalMime.parse(raw) }
}

const told: readonly (readonly [string, Message, string])[] = [
  ['changes', changes(), 'printers'],
  ['a digest', smallDigest(), 'digest'],
  ['a reminder', reminder(3), 'm365'],
  ['that one is subscribed already', confirmation('known'), 'confirmation'],
  ['that its links are new', confirmation('renewed'), 'confirmation'],
]

describe('a mail to a subscription with links', () => {
  test.each(told)('lets one leave with one click: %s', async (_, message, label) => {
    const { lines, parsed } = await sent({ message, links })
    // Whole and on one line: RFC 8058, 3.1 names both headers and their values.
    expect(lines.filter((line) => /^list-unsubscribe/i.test(line))).toEqual([
      `List-Unsubscribe: <${links.leave}>`,
      'List-Unsubscribe-Post: List-Unsubscribe=One-Click',
    ])
    expect(parsed.headers.find(({ key }) => key === 'list-id')?.value).toMatch(
      new RegExp(` <${label}\\.endpoint-drift\\.example\\.org>$`),
    )
    for (const link of [links.manage, links.leave]) {
      expect(parsed.text).toContain(link)
      expect(parsed.html).toContain(`href="${link}"`)
    }
  })

  test('asks to confirm without a way to leave what is not there yet', async () => {
    const { head, parsed } = await sent({ message: confirmation('new'), links: confirming })
    expect(head).not.toMatch(/^list-unsubscribe/im)
    expect(parsed.text).toContain(confirming.confirm)
    expect(parsed.html).toContain(`href="${confirming.confirm}"`)
    expect(parsed.text).not.toContain(links.leave)
  })

  test.each([
    ['changes', changes()],
    ['an alert', alertOf()],
  ])('and one without has none: %s', async (_, message) => {
    const { head, parsed } = await sent({ message })
    expect(head).not.toMatch(/^list-unsubscribe/im)
    expect(parsed.text).not.toMatch(/Leave/)
  })

  test('is the same byte for byte when it is sent again', async () => {
    const { port, received } = await mailServer()
    const [one, two] = [await sender(port), await sender(port)]
    await one.send({ message: smallDigest(), links })
    await two.send({ message: structuredClone(smallDigest()), links: { ...links } })
    await one.send({ message: smallDigest(), links: { ...links, leave: `${links.leave}0` } })
    expect(received[1]?.raw).toBe(received[0]?.raw)
    expect(received[2]?.raw).not.toBe(received[0]?.raw)
  })
})

const bad = [
  '\r\nBcc: x@example.org',
  '\nBcc: x@example.org',
  '\rBcc: x@example.org',
  '\u2028Bcc: x@example.org',
  '\0Bcc: x@example.org',
  '> <https://evil.example/',
  '"><script>',
  ',<mailto:x@example.org>',
  ' x',
  '\u0085Bcc: x@example.org',
]

describe('no header can be smuggled in', () => {
  test.each(bad)('by a link, a name, an id, a title or a label with %j in it', async (evil) => {
    const { port, received } = await mailServer()
    const { send } = await sender(port)
    const source = { id: `a${evil}`, title: `t${evil}`, page: `https://x.example/${evil}` }
    const own = { manage: `${links.manage}${evil}`, leave: `${links.leave}${evil}` }
    const outcome = await send({ id: `x${evil}`, message: changes({ source }), links: own })
    expect(outcome).toMatchObject({ kind: 'delivered' })
    const { raw = '', to } = received[0] ?? {}
    const [head = ''] = raw.split('\r\n\r\n')
    expect(to).toEqual(['net@example.net'])
    expect(raw.replaceAll('\r\n', '')).not.toMatch(/[\r\n\0]/)
    // Every line begins a header that we know, or goes on with one.
    for (const line of head.split('\r\n'))
      expect(line).toMatch(
        /^(?:[ \t]\S|(?:Received|From|To|Subject|Message-ID|Date|MIME-Version|Content-Type|List-Id|List-ID|List-Unsubscribe|List-Unsubscribe-Post|Auto-Submitted|X-Auto-Response-Suppress|X-Endpoint-Drift-Id):(?: |$))/i,
      )
    const [leave = ''] = /^List-Unsubscribe: .*$/m.exec(head) ?? []
    expect(leave).toMatch(/^List-Unsubscribe: <https:\/\/drift\.example\.org\/[!-;=?-~]+>$/)
    expect(head.match(/^List-ID: /gim)).toHaveLength(1)
  })

  test.each(['javascript:alert(1)', 'mailto:x@example.org', '', '/leave/x', `https://x.example/${'a'.repeat(1_000)}`])(
    'nor can what is no link be sent: %j',
    async (leave) => {
      const { port, received } = await mailServer()
      const { send } = await sender(port)
      await expect(send({ links: { ...links, leave } })).rejects.toThrow('publicUrl')
      expect(received).toEqual([])
    },
  )

  test.each(['Drift\u2028Bcc: x@example.org', 'Drift\r\nBcc: x@example.org', 'Drift\0'])(
    'by the name of the sender: %j',
    async (name) => {
      await expect(sender(25, { from: `${name} <drift@example.org>` })).rejects.toThrow('write it like')
    },
  )
})
