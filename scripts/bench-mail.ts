/**
 * How many mails a second go out, from the store and with every attempt recorded, next to nodemailer's bare pool sending the same
 * mails to the same server over as many connections in the same run; then how much memory a change takes with 1,000 and with
 * 100,000 subscribers.
 *
 *     npm run bench:mail [-- --subscribers 10000 --rounds 3 --no-memory]
 *
 * Exit 1 when the median share is below 0.8, or memory grows with the number of subscribers.
 */
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { createTransport } from 'nodemailer'
import { compose } from '../src/channels/email/compose.ts'
import { parseContent } from '../src/channels/email/content.ts'
import { emailSchema } from '../src/channels/email/schema.ts'
import { linkKey, personalLinks } from '../src/subscriptions/links.ts'
import { deliverDue } from '../src/worker/deliver.ts'
import {
  changeSet,
  config,
  connections,
  mailChannels,
  mailServer,
  mailSettings,
  newStore,
  publish,
  silent,
  site,
} from './bench-mail/scene.ts'

const { values } = parseArgs({
  options: {
    subscribers: { type: 'string', default: '10000' },
    rounds: { type: 'string', default: '3' },
    'no-memory': { type: 'boolean', default: false },
  },
})
const count = Number(values.subscribers)

function print(text: string): void {
  process.stdout.write(`${text}\n`)
}

/** Messages a second. */
async function rate(work: () => Promise<void>): Promise<number> {
  const began = performance.now()
  await work()
  return count / ((performance.now() - began) / 1000)
}

/** The bare pool: every mail is there at once, nothing is recorded. */
async function bare(port: number): Promise<number> {
  const settings = emailSchema.parse(mailSettings(port))
  const transport = createTransport({
    pool: true,
    maxConnections: connections,
    host: '127.0.0.1',
    port,
    ignoreTLS: true,
  })
  const channels = mailChannels(port)
  const sender = await channels.sender('mail')
  const content = parseContent(sender?.render({ kind: 'changes', changeSet: changeSet('bare') }) ?? '')
  const key = 'a key for the bench'
  const mails = Array.from({ length: count }, (_, n) => {
    const links = personalLinks(site, key, { id: `_p${n}`, generation: 1, state: 'active', expiresAt: null })
    return compose(settings, { id: `bare-${n}`, to: `p${n}@d${n % 200}.example.net`, createdAt: 0, links }, content)
  })
  const reached = await rate(async () => {
    await Promise.all(mails.map((mail) => transport.sendMail(mail)))
  })
  transport.close()
  await channels.close()
  return reached
}

/** What a worker does with a change that is published to everybody. */
async function ours(port: number): Promise<number> {
  const { store, remove } = newStore(count)
  linkKey(store)
  const channels = mailChannels(port)
  publish(store, 'ours')
  const reached = await rate(async () => {
    const round = await deliverDue({ store, config, channels, now: Date.now, random: Math.random, log: silent })
    const { delivered } = round.channels.get('mail') ?? {}
    if (delivered !== count) throw new Error(`${delivered} of ${count} were delivered`)
  })
  await channels.close()
  remove()
  return reached
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? 0
}

async function speed(port: number): Promise<boolean> {
  const shares: number[] = []
  for (let round = 1; round <= Number(values.rounds); round++) {
    const peer = await bare(port)
    const own = await ours(port)
    shares.push(own / peer)
    print(
      `round ${round}: ${Math.round(own)} mails/s from the store, ${Math.round(peer)} by the bare pool: ${(own / peer).toFixed(2)}`,
    )
  }
  print(`median share: ${median(shares).toFixed(2)} (at least 0.80)`)
  return median(shares) >= 0.8
}

/** MiB at most, of a process that tells so many. */
function memory(subscribers: number, port: number): number {
  const script = join(import.meta.dirname, 'bench-mail', 'memory.ts')
  return Number(execFileSync(process.execPath, [script, String(subscribers), String(port)], { encoding: 'utf8' }))
}

function flat(port: number): boolean {
  const [few, many] = [memory(1_000, port), memory(100_000, port)]
  print(
    `memory at most: ${few} MiB for 1,000 subscribers, ${many} MiB for 100,000: ${(many / few).toFixed(2)} (at most 1.30)`,
  )
  return many / few <= 1.3
}

const server = await mailServer()
const good = [await speed(server.port), values['no-memory'] || flat(server.port)]
server.stop()
process.exitCode = good.every(Boolean) ? 0 : 1
