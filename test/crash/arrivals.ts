import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Email } from 'postal-mime'
import type { Message } from '../../src/core/model.ts'

/** One message that came to a receiver. */
export type Arrival = {
  readonly id: string
  /** The bytes of a webhook; text and markup of a mail. */
  readonly content: string
  /** `+host` and `-host` for what it tells. */
  readonly facts: readonly string[]
  /** The same for the steps of what came and went, which it tells as one. One of them may be owed with the next digest only. */
  readonly back: readonly string[]
  /** It is as long as such a message may be, and says that this is not all. */
  readonly cut: boolean
  /** Whether the receiver said that it has it. */
  readonly taken: boolean
}

/** Webhook receivers on loopback, by the path of their URL; each answers 204 unless told otherwise. */
export type Receivers = {
  readonly url: (name: string) => string
  readonly arrivals: (name: string) => readonly Arrival[]
  /** Status codes by name. */
  readonly answers: Map<string, number>
  readonly close: () => Promise<void>
}

export async function newReceivers(): Promise<Receivers> {
  const came = new Map<string, Arrival[]>()
  const answers = new Map<string, number>()
  const server = createServer((request, response) => {
    const name = (request.url ?? '').slice(1)
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const content = Buffer.concat(chunks).toString()
      const status = answers.get(name) ?? 204
      const id = String(request.headers['webhook-id'])
      came.set(name, [...(came.get(name) ?? []), { id, content, ...saidByHook(content), taken: status < 300 }])
      response.writeHead(status).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: (name) => `http://127.0.0.1:${port}/${name}`,
    arrivals: (name) => came.get(name) ?? [],
    answers,
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

type Told = { readonly added?: readonly string[]; readonly removed?: readonly string[] }
type TakenBack = { readonly address: string; readonly steps: readonly { readonly kind: string }[] }
type Source = { readonly changeSets: readonly Told[]; readonly takenBack: readonly TakenBack[] }

type Said = Pick<Arrival, 'facts' | 'back'>

function saidByHook(content: string): Said & Pick<Arrival, 'cut'> {
  const { data }: { data: Told & { sources?: readonly Source[]; truncated?: boolean } } = JSON.parse(content)
  const { sources = [], truncated = false } = data
  const steps = sources.flatMap(({ takenBack }) =>
    takenBack.flatMap((one) => one.steps.map((step) => ({ ...one, ...step }))),
  )
  return {
    facts: [...factsOf(data), ...sources.flatMap(({ changeSets }) => changeSets.flatMap(factsOf))],
    back: steps.map(({ kind, address }) => `${signs[kind] ?? kind}${address}`),
    cut: truncated,
  }
}

const signs: Readonly<Record<string, string>> = { added: '+', removed: '-' }

function factsOf({ added = [], removed = [] }: Told): string[] {
  return [...added.map((host) => `+${host}`), ...removed.map((host) => `-${host}`)]
}

/** What a mail tells, read as its reader does: a sign before each address, and what came and went in words. */
export function arrivalOfMail({ messageId = '', text = '', html = '' }: Email): Arrival {
  const plain = [...text.matchAll(/^ {2}([+-]) (\S+)/gm)].map(([, sign, host]) => `${sign}${host}`)
  const back = [...text.matchAll(/^ {2}= (\S+)\s+(.*)$/gm)].flatMap(([, host, story = '']) =>
    [...story.matchAll(/\b(added|removed)\b/g)].map(([, kind = '']) => `${signs[kind]}${host}`),
  )
  const cut = /^\.\.\. and \d+ more/m.test(text)
  const id = messageId.replace(/^<|@.*$/g, '')
  return { id, content: `${text}\n${html}`, facts: plain, back, cut, taken: true }
}

/** What the store says that a message told: for those that are cut. */
export function saidInStore(message: Message): Said {
  const factOf = ({ kind, address }: { readonly kind: string; readonly address: string }) =>
    `${signs[kind] ?? kind}${address}`
  if (message.kind === 'changes') return { facts: message.changeSet.changes.map(factOf), back: [] }
  const sources = message.kind === 'digest' ? message.digest.sources : []
  return {
    facts: sources.flatMap(({ changeSets }) => changeSets.flatMap(({ changes }) => changes.map(factOf))),
    back: sources.flatMap(({ takenBack }) =>
      takenBack.flatMap(({ address, steps }) => steps.map(({ kind }) => factOf({ kind, address }))),
    ),
  }
}
