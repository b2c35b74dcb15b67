import PostalMime from 'postal-mime'
import type { SMTPServerOptions } from 'smtp-server'
import { describe, expect, test } from 'vitest'
import { email } from '../../../src/channels/email/index.ts'
import { alertOf, changes } from '../samples.ts'
import { mailServer, type Rudeness, rudeServer } from './mail-server.ts'
import { configOf, plain, sender } from './sending.ts'

function refusal(responseCode: number, text = 'no'): Error {
  return Object.assign(new Error(text), { responseCode })
}

describe('a mail that is accepted', () => {
  test('arrives encrypted, with both bodies and the headers that mail people expect', async () => {
    const { port, received } = await mailServer()
    const { send } = await sender(port, { replyTo: 'net-team@example.org' })
    expect(await send()).toEqual({ kind: 'delivered', receipt: expect.stringContaining('queued as 1') })
    const [mail] = received
    expect(mail).toMatchObject({ from: 'drift@example.org', to: ['net@example.net'], secure: true })
    const parsed = await PostalMime.parse(mail?.raw ?? '')
    expect(parsed).toMatchObject({
      subject: 'Cloud printers: 2 added, 1 removed, 1 changed, 1 moved, 1 reworded',
      from: { name: 'Endpoint drift', address: 'drift@example.org' },
      to: [{ address: 'net@example.net' }],
      replyTo: [{ address: 'net-team@example.org' }],
      messageId: '<delivery-1@example.org>',
      date: '2026-03-02T08:17:40.000Z',
    })
    expect(parsed.text).toContain('*.sync.example.com  TCP 80, 443 · required · Queues & trays')
    expect(parsed.html?.replaceAll('<wbr>', '')).toContain('*.sync.example.com')
    const header = (name: string) => parsed.headers.find((one) => one.key === name)?.value
    expect(header('auto-submitted')).toBe('auto-generated')
    expect(header('list-id')).toBe('"Cloud printers" <printers.endpoint-drift.example.org>')
    expect(header('x-endpoint-drift-id')).toBe('delivery-1')
    expect(header('x-mailer')).toBeUndefined()
  })

  test('is the same byte for byte when it is sent again', async () => {
    const { port, received } = await mailServer()
    const first = await sender(port)
    await first.send()
    await first.send({ message: structuredClone(changes()) })
    await first.send({ id: 'delivery-2' })
    expect(received[1]?.raw).toBe(received[0]?.raw)
    expect(received[2]?.raw).not.toBe(received[0]?.raw)
  })

  test.each([
    ['TLS from the start', { secure: true }, { security: 'tls' }, true],
    ['plain, to this machine', { disabledCommands: ['STARTTLS'] } satisfies SMTPServerOptions, plain, false],
    ['with a name and password', {}, { user: 'drift', password: 'right' }, true],
  ])('may go %s', async (_, server, config, secure) => {
    const { port, received } = await mailServer(server)
    const { send } = await sender(port, config)
    expect(await send()).toMatchObject({ kind: 'delivered' })
    expect(received[0]).toMatchObject({ secure, user: 'user' in config ? 'drift' : undefined })
  })

  test('many go over few connections', async () => {
    let connections = 0
    const { port, received } = await mailServer({
      onConnect: (_, done) => done(connections++ < 0 ? refusal(421) : null),
    })
    const { send } = await sender(port, { connections: 2 })
    const outcomes = await Promise.all([...Array(20).keys()].map((n) => send({ id: `d${n}`, to: `p${n}@example.net` })))
    expect(new Set(outcomes.map((outcome) => outcome.kind))).toEqual(new Set(['delivered']))
    expect(new Set(received.flatMap((mail) => mail.to)).size).toBe(20)
    expect(connections).toBe(2)
  })

  test('an alert has its own list id, and a long list its attachment', async () => {
    const { port, received } = await mailServer()
    const { send } = await sender(port)
    await send({ message: alertOf() })
    const each = [...Array(300).keys()].map((n) => {
      const address = `h${n}.example.net`
      return { kind: 'added' as const, address, type: 'fqdn' as const, before: [], after: [] }
    })
    await send({ message: changes({ changes: each }) })
    const { headers } = await PostalMime.parse(received[0]?.raw ?? '')
    expect(headers.find((one) => one.key === 'list-id')?.value).toMatch(/ <operator\.endpoint-drift\.example\.org>$/)
    const parsed = await PostalMime.parse(received[1]?.raw ?? '', { attachmentEncoding: 'utf8' })
    expect(parsed.attachments).toMatchObject([{ filename: 'changes.csv', mimeType: 'text/csv' }])
  })
})

describe('no header can be smuggled in', () => {
  test.each([
    [
      'a title',
      {
        message: changes({
          source: { id: 'a\r\nBcc: b@example.org', title: 'T\r\nBcc: t@example.org', page: 'https://x.example/' },
        }),
      },
    ],
    ['an id', { id: 'x>\r\nBcc: i@example.org' }],
    ['a place', { message: alertOf('begins', 'p\r\nBcc: p@example.org\r\n\r\nbody') }],
  ])('by %s', async (_, given) => {
    const { port, received } = await mailServer()
    const { send } = await sender(port)
    expect(await send(given)).toMatchObject({ kind: 'delivered' })
    const [mail] = received
    const head = mail?.raw.slice(0, mail.raw.indexOf('\r\n\r\n')) ?? ''
    expect(head).not.toMatch(/^bcc:/im)
    expect(mail?.to).toEqual(['net@example.net'])
    const { messageId, bcc } = await PostalMime.parse(mail?.raw ?? '')
    expect(messageId).toMatch(/^<[\w.-]+@example\.org>$/)
    expect(bcc).toBeUndefined()
  })

  test.each([
    'a@example.net\r\nBcc: b@example.net',
    'a@example.net, b@example.net',
    'N <a@example.net>',
    'a b@example.net',
    'a@',
    '',
    'a@b@c',
  ])('by a recipient that is not one address: %j', async (to) => {
    const { port, received } = await mailServer()
    const { send } = await sender(port)
    expect(await send({ to })).toMatchObject({ kind: 'refused' })
    expect(received).toEqual([])
    expect(email.checkAddress(configOf(25), to)).toMatch(/not an e-mail address/)
  })

  test('while letters of any script are fine', async () => {
    const { port, received } = await mailServer()
    const { send } = await sender(port, { from: 'Störungsmelder <drift@münchen.example>' })
    expect(
      await send({
        to: 'net@bücher.example',
        message: changes({ source: { id: 'x', title: 'Drucker für Büros', page: 'https://x.example/' } }),
      }),
    ).toMatchObject({ kind: 'delivered' })
    const parsed = await PostalMime.parse(received[0]?.raw ?? '')
    expect(parsed.subject).toMatch(/^Drucker für Büros: /)
    expect(parsed.from?.name).toBe('Störungsmelder')
    expect(received[0]?.raw).toMatch(/^To: net@xn--bcher-kva\.example$/m)
  })
})

describe('what a server answers decides what becomes of the delivery', () => {
  const reject =
    (code: number, text?: string) =>
    (...args: readonly unknown[]) => {
      const done = args.at(-1)
      if (typeof done === 'function') done(refusal(code, text))
    }
  const content = (code: number): SMTPServerOptions => ({
    onData: (stream, _, done) => {
      stream.resume()
      stream.on('end', () => done(refusal(code)))
    },
  })
  const auth = { user: 'drift', password: 'wrong' }

  test.each<[string, SMTPServerOptions, object, string]>([
    ['421 at the greeting', { onConnect: reject(421) }, {}, 'ours'],
    ['554 at the greeting', { onConnect: reject(554) }, {}, 'ours'],
    ['454 at AUTH', { onAuth: reject(454) }, auth, 'ours'],
    ['535 at AUTH: a wrong password throws no mail away', {}, auth, 'ours'],
    ['451 at MAIL FROM', { onMailFrom: reject(451) }, {}, 'ours'],
    ['550 at MAIL FROM: it is about us', { onMailFrom: reject(550) }, {}, 'ours'],
    ['552 at MAIL FROM: too large', { onMailFrom: reject(552) }, {}, 'refused'],
    ['552 5.2.2 at MAIL FROM: our own room', { onMailFrom: reject(552, '5.2.2 full') }, {}, 'ours'],
    ['530 at RCPT TO: who are you', { onRcptTo: reject(530) }, {}, 'ours'],
    ['421 at RCPT TO: the server goes', { onRcptTo: reject(421) }, {}, 'ours'],
    ['450 at RCPT TO', { onRcptTo: reject(450) }, {}, 'retry'],
    ['550 at RCPT TO', { onRcptTo: reject(550) }, {}, 'gone'],
    ['551 at RCPT TO', { onRcptTo: reject(551) }, {}, 'gone'],
    ['553 at RCPT TO', { onRcptTo: reject(553) }, {}, 'gone'],
    ['550 5.1.1 at RCPT TO', { onRcptTo: reject(550, '5.1.1 nobody here') }, {}, 'gone'],
    ['554 5.1.10 at RCPT TO', { onRcptTo: reject(554, '5.1.10 takes no mail') }, {}, 'gone'],
    ['550 5.7.1 at RCPT TO: a policy', { onRcptTo: reject(550, '5.7.1 relaying denied') }, {}, 'refused'],
    ['552 at RCPT TO', { onRcptTo: reject(552) }, {}, 'refused'],
    ['452 after DATA', content(452), {}, 'retry'],
    ['554 after DATA', content(554), {}, 'refused'],
    ['503 after DATA: the session was in disorder, not the mail', content(503), {}, 'ours'],
    ['550 after DATA: the content, not the person', content(550), {}, 'refused'],
    ['552 5.3.4 after DATA: too large', content(552), {}, 'refused'],
  ])('%s', async (_, server, config, kind) => {
    const { port, received } = await mailServer(server)
    const { send } = await sender(port, config)
    const outcome = await send()
    const ours = kind === 'ours' ? { kind: 'retry', ours: true } : { kind }
    expect(outcome).toEqual({ ...ours, why: expect.stringMatching(/\S/) })
    expect(JSON.stringify(outcome)).not.toContain('wrong"')
    expect(received).toEqual([])
  })

  test.each<[string, SMTPServerOptions, object]>([
    ['no STARTTLS is offered: nothing goes in the clear', { disabledCommands: ['STARTTLS'] }, {}],
    ['no AUTH is offered: nothing goes without', { disabledCommands: ['AUTH'] }, { user: 'drift', password: 'right' }],
    ['the certificate is not trusted', {}, { ca: undefined }],
    ['the certificate is of another name', {}, { host: 'localhost.localdomain' }],
    ['nobody listens', {}, { port: 1 }],
  ])('tried again when %s', async (_, server, config) => {
    const { port, received } = await mailServer(server)
    const { send } = await sender(port, config)
    expect(await send()).toMatchObject({ kind: 'retry', ours: true })
    expect(received).toEqual([])
  })

  test('the reason is in the words of the server, on one line, with the place', async () => {
    const { port } = await mailServer({ onRcptTo: reject(550, '5.1.1 nobody is called so here') })
    const { send } = await sender(port)
    expect(await send()).toEqual({ kind: 'gone', why: '550 5.1.1 nobody is called so here (at RCPT TO)' })
  })

  test('one that is refused spoils nothing for the next on the same connection', async () => {
    const { port, received } = await mailServer({
      onRcptTo: ({ address }, _, done) => done(address.startsWith('no') ? refusal(550) : null),
    })
    const { send } = await sender(port, { connections: 1 })
    const outcomes = [await send({ to: 'no@example.net' }), await send(), await send({ to: 'no@example.net' })]
    expect(outcomes.map((outcome) => outcome.kind)).toEqual(['gone', 'delivered', 'gone'])
    expect(received).toHaveLength(1)
  })
})

describe('a server that misbehaves', () => {
  const table: readonly [Parameters<typeof rudeServer>[0], Rudeness][] = [
    ['greeting', 'drop'],
    ['greeting', 'silence'],
    ['greeting', 'drip'],
    ['EHLO', 'drip'],
    ['MAIL', 'drop'],
    ['RCPT', 'silence'],
    ['RCPT', 'drip'],
    ['DATA', 'drop'],
    ['content', 'drop'],
    ['dot', 'drop'],
    ['dot', 'drip'],
  ]

  test.each(table)(
    'at %s: %s, is left in time and tried again; it is ours until it asked for the message',
    async (when, rudeness) => {
      const { port } = await rudeServer(when, rudeness)
      const { send } = await sender(port, { ...plain, timeout: 300 })
      const ours = when === 'content' || when === 'dot' ? {} : { ours: true }
      expect(await send()).toEqual({ kind: 'retry', why: expect.stringMatching(/\S/), ...ours })
    },
  )

  test('after the final dot leaves it open whether the mail was taken: it is sent again under the same id', async () => {
    const { port, seen } = await rudeServer('dot', 'drop')
    const { send } = await sender(port, plain)
    expect(await send()).toMatchObject({ kind: 'retry' })
    expect(await send()).toMatchObject({ kind: 'retry' })
    expect(seen).toHaveLength(2)
    expect(seen[0]).toContain('Message-ID: <delivery-1@example.org>')
    expect(seen[1]).toBe(seen[0])
  })
})
