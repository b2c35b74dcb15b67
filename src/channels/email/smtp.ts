import { getCACertificates } from 'node:tls'
import { createTransport } from 'nodemailer'
import type { Outcome } from '../../core/model.ts'
import { oneLine } from '../../core/sheet.ts'
import type { Envelope, Sender } from '../channel.ts'
import { classifyFailure, type SmtpFailure } from './classify.ts'
import { compose } from './compose.ts'
import { type EmailConfig, isAddress } from './schema.ts'

const defaultPorts = { starttls: 587, tls: 465, none: 25 } as const

function transportOf(config: EmailConfig) {
  const { host, security, user, password, ca, timeout } = config
  const step = Math.min(timeout, 30_000)
  return createTransport({
    pool: true,
    maxConnections: config.connections,
    // Retries live in one place, the store.
    maxRequeues: 0,
    idleTimeout: 20_000,
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
    disableFileAccess: true,
    disableUrlAccess: true,
  })
}

function failureOf(error: unknown): SmtpFailure {
  if (!(error instanceof Error)) return { message: String(error) }
  const field = (name: string): unknown => (name in error ? Reflect.get(error, name) : undefined)
  const text = (value: unknown) => (typeof value === 'string' ? value : undefined)
  const code = field('responseCode')
  return {
    message: error.message,
    responseCode: typeof code === 'number' ? code : undefined,
    response: text(field('response')),
    command: text(field('command')),
    code: text(field('code')),
  }
}

function bounded<T extends Outcome>(outcome: T): T {
  return 'why' in outcome ? { ...outcome, why: oneLine(outcome.why).slice(0, 500) } : outcome
}

/**
 * Sends mail over a pool of SMTP connections, one recipient a message: with several, one that is refused would go unnoticed.
 * A server that drips bytes gets past every time-out of the connection, so each message has one of its own that closes its connection.
 * An answer lost after the final dot is unknown: the message is sent again with the same Message-ID.
 */
export function openSmtp(config: EmailConfig): Sender {
  const transport = transportOf(config)
  return {
    send: async (envelope: Envelope) => {
      if (!isAddress(envelope.to)) return { kind: 'refused', why: 'the recipient is not an e-mail address' }
      try {
        const mail = compose(config, envelope)
        const info = await transport.sendMail({ ...mail, signal: AbortSignal.timeout(config.timeout) })
        return { kind: 'delivered', receipt: oneLine(info.response).slice(0, 500) }
      } catch (error) {
        const failure = failureOf(error)
        const why = failure.code === 'EABORT' ? `no end after ${config.timeout / 1000} s` : failure.message
        return bounded(classifyFailure({ ...failure, message: why }))
      }
    },
    close: async () => transport.close({ force: true }),
  }
}
