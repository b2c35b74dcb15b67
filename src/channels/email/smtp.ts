import type { SendMailOptions } from 'nodemailer'
import type { Outcome } from '../../core/model.ts'
import { oneLine } from '../../core/sheet.ts'
import type { ChannelIo, Envelope, Sender } from '../channel.ts'
import { isAddress, needsUtf8 } from './address.ts'
import { compose } from './compose.ts'
import type { Content } from './content.ts'
import { pacer, unpaced } from './pace.ts'
import { remembered } from './remembered.ts'
import { renderMail } from './render.ts'
import type { EmailConfig } from './schema.ts'
import { mailSize } from './size.ts'
import { attempt, connectionOptions, type Sent, transportOf } from './transport.ts'
import { utf8Question } from './utf8.ts'

/**
 * Sends mail over a pool of SMTP connections, one recipient a message: with several, one that is refused would go unnoticed.
 * A server that drips bytes gets past every time-out of the connection, so each message has one of its own that closes its connection.
 * An answer lost after the final dot is unknown: the message is sent again with the same Message-ID.
 */
export function openSmtp(config: EmailConfig, io: Pick<ChannelIo, 'site'>): Sender {
  const { maxBytes, rate } = config
  const { transport, begun } = transportOf(config)
  const pace = rate === undefined ? unpaced : pacer(1_000 / rate)
  const canReach = reachable(config)
  const contentOf = remembered()

  function sendMail(mail: SendMailOptions): Promise<Sent> {
    return attempt(config.timeout, begun, async (signal) => {
      const { response } = await transport.sendMail({ ...mail, signal })
      return { kind: 'delivered', receipt: oneLine(response).slice(0, 500) }
    })
  }

  return {
    render: (message) => JSON.stringify(renderMail(message, io.site ?? null, maxBytes)),
    send: async (envelope, stillOwed) => {
      const { to, content } = envelope
      if (!isAddress(to)) return { kind: 'refused', why: 'the recipient is not an e-mail address' }
      if (!(await pace.turn())) return { kind: 'retry', why: 'the channel was closed', ours: true }
      const unreachable = await canReach(to)
      if (unreachable !== null) return unreachable
      if (stillOwed?.() === false) return { kind: 'refused', why: 'no longer owed when its turn came' }
      return sendFitting(config, envelope, contentOf(content), sendMail)
    },
    close: async () => {
      pace.end()
      transport.close({ force: true })
    },
  }
}

/** Without its attachments where they make it too large: in the limit of the configuration, or in that of the server. */
async function sendFitting(
  config: EmailConfig,
  envelope: Envelope,
  content: Content,
  sendMail: (mail: SendMailOptions) => Promise<Sent>,
): Promise<Outcome> {
  let outcome = tooLargeFor(config.maxBytes)
  for (const attached of content.attachments.length > 0 ? [true, false] : [false]) {
    if (mailSize(content, attached) > config.maxBytes) continue
    const sent = await sendMail(compose(config, envelope, content, attached))
    outcome = sent.outcome
    if (!sent.tooLarge) break
  }
  return outcome
}

/** Tells what becomes of mail to an address that the server does not understand; `null`: it can be sent. */
function reachable(config: EmailConfig): (to: string) => Promise<Outcome | null> {
  const takesUtf8 = utf8Question(connectionOptions(config))
  return async (to) => {
    if (!needsUtf8(to) && !needsUtf8(config.from.address)) return null
    const asked = await attempt(
      config.timeout,
      () => false,
      async (signal) => ((await takesUtf8(signal)) ? understood : notUtf8(to)),
    )
    return asked.outcome === understood ? null : asked.outcome
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
