import type { Readable } from 'node:stream'
import { getCACertificates } from 'node:tls'
import { createTransport, type SendMailOptions } from 'nodemailer'
import type { Outcome } from '../../core/model.ts'
import { oneLine } from '../../core/sheet.ts'
import type { ChannelIo, Envelope, Sender } from '../channel.ts'
import { isAddress, needsUtf8 } from './address.ts'
import { classifyFailure, isTooLarge, type SmtpFailure } from './classify.ts'
import { compose } from './compose.ts'
import type { Content } from './content.ts'
import { pacer, unpaced } from './pace.ts'
import { remembered } from './remembered.ts'
import { renderMail } from './render.ts'
import type { EmailConfig } from './schema.ts'
import { mailSize } from './size.ts'
import { utf8Question } from './utf8.ts'

const defaultPorts = { starttls: 587, tls: 465, none: 25 } as const

function connectionOptions(config: EmailConfig) {
  const { host, security, user, password, ca, timeout } = config
  const step = Math.min(timeout, 30_000)
  return {
    host,
    port: config.port ?? defaultPorts[security],
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    ...(user !== undefined && password !== undefined && { auth: { user, pass: password } }),
    // Without it mail goes out unauthenticated where the server does not offer AUTH.
    forceAuth: user !== undefined,
    tls: {
      rejectUnauthorized: true,
      minVersion: 'TLSv1.2',
      ...(ca !== undefined && { ca: [...getCACertificates('default'), ca] }),
    },
    dnsTimeout: step,
    connectionTimeout: step,
    greetingTimeout: step,
    socketTimeout: step,
    socketCloseTimeout: 1_000,
  } as const
}

function transportOf(config: EmailConfig) {
  const transport = createTransport({
    pool: true,
    maxConnections: config.connections,
    // Retries live in one place, the store.
    maxRequeues: 0,
    idleTimeout: 20_000,
    ...connectionOptions(config),
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  const streams = new WeakMap<object, Readable>()
  // The message is read only when the server asked for it, and so after it took the recipient: no error says how far it came.
  transport.use('stream', ({ data, message }, done) => {
    const made = message.createReadStream.bind(message)
    message.createReadStream = (...options) => {
      const stream = made(...options)
      if (data.signal) streams.set(data.signal, stream)
      return stream
    }
    done()
  })
  return { transport, begun: (signal: AbortSignal) => streams.get(signal)?.readableDidRead === true }
}

function failureOf(error: unknown, begun: boolean): SmtpFailure {
  if (!(error instanceof Error)) return { message: String(error), begun }
  const field = (name: string): unknown => (name in error ? Reflect.get(error, name) : undefined)
  const text = (value: unknown) => (typeof value === 'string' ? value : undefined)
  const code = field('responseCode')
  return {
    message: error.message,
    responseCode: typeof code === 'number' ? code : undefined,
    response: text(field('response')),
    command: text(field('command')),
    code: text(field('code')),
    begun,
  }
}

function bounded(outcome: Outcome): Outcome {
  return 'why' in outcome ? { ...outcome, why: oneLine(outcome.why).slice(0, 500) } : outcome
}

type Sent = { readonly outcome: Outcome; readonly tooLarge: boolean }

/**
 * Sends mail over a pool of SMTP connections, one recipient a message: with several, one that is refused would go unnoticed.
 * A server that drips bytes gets past every time-out of the connection, so each message has one of its own that closes its connection.
 * An answer lost after the final dot is unknown: the message is sent again with the same Message-ID.
 */
export function openSmtp(config: EmailConfig, io: Pick<ChannelIo, 'site'>): Sender {
  const { timeout, maxBytes, rate, from } = config
  const { transport, begun } = transportOf(config)
  const pace = rate === undefined ? unpaced : pacer(1_000 / rate)
  const takesUtf8 = utf8Question(connectionOptions(config))
  const contentOf = remembered()

  async function attempt(work: (signal: AbortSignal) => Promise<Outcome>): Promise<Sent> {
    const signal = AbortSignal.timeout(timeout)
    try {
      return { outcome: await work(signal), tooLarge: false }
    } catch (error) {
      const failure = failureOf(error, begun(signal))
      const message = failure.code === 'EABORT' ? `no end after ${timeout / 1_000} s` : failure.message
      return { outcome: bounded(classifyFailure({ ...failure, message })), tooLarge: isTooLarge(failure) }
    }
  }

  function sendMail(mail: SendMailOptions): Promise<Sent> {
    return attempt(async (signal) => {
      const { response } = await transport.sendMail({ ...mail, signal })
      return { kind: 'delivered', receipt: oneLine(response).slice(0, 500) }
    })
  }

  /** Without its attachments where they make it too large: in the limit of the configuration, or in that of the server. */
  async function sendFitting(envelope: Envelope, content: Content): Promise<Outcome> {
    const sizes = [true, false].filter((attached) => attached === false || content.attachments.length > 0)
    let outcome = tooLargeFor(maxBytes)
    for (const attached of sizes) {
      if (mailSize(content, attached) > maxBytes) continue
      const sent = await sendMail(compose(config, envelope, content, attached))
      outcome = sent.outcome
      if (!sent.tooLarge) break
    }
    return outcome
  }

  return {
    render: (message) => JSON.stringify(renderMail(message, io.site ?? null, maxBytes)),
    send: async (envelope) => {
      const { to, content } = envelope
      if (!isAddress(to)) return { kind: 'refused', why: 'the recipient is not an e-mail address' }
      if (!(await pace.turn())) return { kind: 'retry', why: 'the channel was closed', ours: true }
      if (needsUtf8(to) || needsUtf8(from.address)) {
        const asked = await attempt(async (signal) => ((await takesUtf8(signal)) ? understood : notUtf8(to)))
        if (asked.outcome !== understood) return asked.outcome
      }
      return sendFitting(envelope, contentOf(content))
    },
    close: async () => {
      pace.end()
      transport.close({ force: true })
    },
  }
}

const understood: Outcome = { kind: 'delivered', receipt: 'SMTPUTF8' }

/** When it is the sender's address that cannot be written, it is for the operator to give another one. */
function notUtf8(to: string): Outcome {
  const why = 'the mail server does not offer SMTPUTF8 (RFC 6531), which'
  return needsUtf8(to)
    ? { kind: 'refused', why: `${why} an address with such letters before the @ needs` }
    : { kind: 'retry', why: `${why} the address in \`from\` needs`, ours: true }
}

function tooLargeFor(maxBytes: number): Outcome {
  return { kind: 'refused', why: `the mail is larger than maxBytes (${maxBytes}), even without attachments` }
}
