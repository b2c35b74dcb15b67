import type { Readable } from 'node:stream'
import { getCACertificates } from 'node:tls'
import { createTransport } from 'nodemailer'
import type { Outcome } from '../../core/model.ts'
import { oneLine } from '../../core/sheet.ts'
import { timeOut } from '../../net/time-out.ts'
import { classifyFailure, isTooLarge, type SmtpFailure } from './classify.ts'
import type { EmailConfig } from './schema.ts'

const defaultPorts = { starttls: 587, tls: 465, none: 25 } as const

/** How to reach the server. */
export function connectionOptions(config: EmailConfig) {
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

/** A pool of connections, and how far the message with a signal came: whether the server asked for the message itself. */
export function transportOf(config: EmailConfig) {
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

export type Sent = { readonly outcome: Outcome; readonly tooLarge: boolean }

/** Runs a piece of work with the server for at most `timeout` milliseconds, and classifies how it failed. */
export async function attempt(
  timeout: number,
  begun: (signal: AbortSignal) => boolean,
  work: (signal: AbortSignal) => Promise<Outcome>,
): Promise<Sent> {
  const { signal, clear } = timeOut(timeout)
  try {
    return { outcome: await work(signal), tooLarge: false }
  } catch (error) {
    const failure = failureOf(error, begun(signal))
    const message = failure.code === 'EABORT' ? `no end after ${timeout / 1_000} s` : failure.message
    return { outcome: bounded(classifyFailure({ ...failure, message })), tooLarge: isTooLarge(failure) }
  } finally {
    clear()
  }
}
