import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import PostalMime from 'postal-mime'
import { SMTPServer } from 'smtp-server'
import { Webhook } from 'standardwebhooks'
import type { Arrival, Hook } from './arrivals.ts'
import { listen } from './listen.ts'

/** A mail server and a webhook receiver on loopback. What they accept is on the list before they say so, and lies in the folder. */
export type Receivers = {
  readonly smtpPort: number
  readonly hookUrl: string
  readonly arrivals: readonly Arrival[]
  /** What came and was not as it should be: a signature that does not verify. */
  readonly refused: readonly string[]
  /** `true`: the webhook receiver answers 503 and takes nothing. */
  readonly setDown: (down: boolean) => void
  readonly close: () => Promise<void>
}

/** @param secret `whsec_...`, by which webhooks are verified */
export async function openReceivers(folder: string, secret: string): Promise<Receivers> {
  const arrivals: Arrival[] = []
  const refused: string[] = []
  let down = false
  const smtp = new SMTPServer({
    disabledCommands: ['STARTTLS', 'AUTH'],
    onData: (stream, { envelope }, done) => {
      const to = envelope.rcptTo.map(({ address }) => address).join(', ')
      buffer(stream)
        .then((raw) => takeMail(folder, to, raw, arrivals))
        .then(() => done(), done)
    },
  })
  smtp.on('error', () => {})
  const hooks = createServer((request, response) => {
    buffer(request).then(
      (raw) => {
        if (down) return void response.writeHead(503).end('closed for today')
        const fault = takeHook(folder, secret, raw.toString(), request.headers, arrivals)
        if (fault !== null) refused.push(fault)
        response.writeHead(fault === null ? 204 : 401).end()
      },
      () => {},
    )
  })
  mkdirSync(join(folder, 'mails'), { recursive: true })
  mkdirSync(join(folder, 'webhooks'), { recursive: true })
  const [mailServer, hookServer] = [await listen(smtp), await listen(hooks)]
  return {
    smtpPort: mailServer.port,
    hookUrl: `http://127.0.0.1:${hookServer.port}/automation`,
    arrivals,
    refused,
    setDown: (now) => {
      down = now
    },
    close: async () => {
      await Promise.all([mailServer.close(), hookServer.close()])
    },
  }
}

async function takeMail(folder: string, to: string, raw: Buffer, arrivals: Arrival[]): Promise<void> {
  const mail = await PostalMime.parse(raw)
  const subject = mail.subject ?? ''
  const path = join(folder, 'mails', `${number(arrivals)}-${slug(`${to.replace(/@.*/, '')} ${subject}`)}`)
  writeFileSync(`${path}.eml`, raw)
  writeFileSync(`${path}.html`, mail.html ?? '')
  arrivals.push({ via: 'mail', to, id: mail.messageId ?? '', subject, text: mail.text ?? '' })
}

/** What is wrong with the webhook, `null` when nothing is. */
function takeHook(
  folder: string,
  secret: string,
  body: string,
  headers: IncomingHttpHeaders,
  arrivals: Arrival[],
): string | null {
  const { 'webhook-id': id = '', 'webhook-timestamp': timestamp = '', 'webhook-signature': signature = '' } = headers
  const signed = {
    'webhook-id': String(id),
    'webhook-timestamp': String(timestamp),
    'webhook-signature': String(signature),
  }
  try {
    const hook = parseHook(String(id), new Webhook(secret).verify(body, signed))
    const path = join(folder, 'webhooks', `${number(arrivals)}-${slug(hook.source)}.json`)
    writeFileSync(path, `${JSON.stringify(JSON.parse(body), null, 2)}\n`)
    arrivals.push(hook)
    return null
  } catch (error) {
    return `a webhook was refused: ${error instanceof Error ? error.message : String(error)}`
  }
}

type ChangesBody = {
  readonly data: Pick<Hook, 'added' | 'removed' | 'counts'> & { readonly source: { readonly id: string } }
}

function parseHook(id: string, body: unknown): Hook {
  const { data } = body as ChangesBody
  const { source, counts, added, removed } = data
  return { via: 'webhook', to: 'automation', id, source: source.id, counts, added, removed }
}

function number(arrivals: readonly Arrival[]): string {
  return String(arrivals.length + 1).padStart(2, '0')
}

function slug(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 60)
}
