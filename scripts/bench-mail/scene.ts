import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { email } from '../../src/channels/email/index.ts'
import { type Channels, openChannels } from '../../src/channels/open.ts'
import type { ChangeSet } from '../../src/core/model.ts'
import { atOnce } from '../../src/core/wishes.ts'
import { openStore } from '../../src/store/open.ts'
import type { Store } from '../../src/store/store.ts'
import type { Subscription } from '../../src/store/subscription.ts'
import { owedFor } from '../../src/worker/owed.ts'

export const connections = 5
export const site = 'https://drift.example.org'

/** The configuration of a program that sends by this server, and serves pages: mails carry personal links. */
export const config = {
  subscriptions: [],
  web: { listen: { host: null, port: 0 }, publicUrl: site, proxies: [] },
}

/** A mail server in a process of its own, and what ends it. */
export async function mailServer(): Promise<{ readonly port: number; readonly stop: () => void }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'server.ts')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const port = await new Promise<number>((resolve, reject) => {
    child.once('error', reject)
    child.stdout.once('data', (text: Buffer) => resolve(Number(text.toString())))
  })
  return { port, stop: () => child.stdin.end() }
}

export function mailSettings(port: number): object {
  return { from: 'Drift <drift@example.org>', host: '127.0.0.1', port, security: 'none', connections }
}

export function mailChannels(port: number): Channels {
  const means = { now: Date.now, userAgent: 'bench', site }
  return openChannels(
    [email],
    [{ name: 'mail', kind: 'email', settings: email.schema.parse(mailSettings(port)) }],
    means,
  )
}

/** A change of an ordinary size: twenty addresses came, five went. */
export function changeSet(id: string): ChangeSet {
  const occurrence = {
    line: 7,
    section: ['Session hosts'],
    tab: null,
    ports: [443],
    protocols: ['TCP'],
    service: 'Agent',
    required: true,
  }
  const change = (kind: 'added' | 'removed', n: number) => ({
    ...{ kind, address: `${kind}-${n}.${id}.skyhost.net`, type: 'fqdn' as const },
    before: kind === 'removed' ? [occurrence] : [],
    after: kind === 'added' ? [occurrence] : [],
  })
  return {
    id,
    source: { id: 'desktop', title: 'Cloud desktop', page: 'https://learn.example.com/desktop' },
    ...{ commit: `c-${id}`, previousCommit: null, seenAt: '2026-03-02T08:17:40.000Z', pageDate: null },
    changes: [
      ...Array.from({ length: 20 }, (_, n) => change('added', n)),
      ...Array.from({ length: 5 }, (_, n) => change('removed', n)),
    ],
  }
}

function* people(count: number): Generator<Subscription> {
  for (let n = 0; n < count; n++)
    yield {
      ...{ id: `_p${n}`, channel: 'mail', to: `p${n}@d${n % 200}.example.net`, label: null, origin: 'operator' },
      wishes: { filter: { sources: [], kinds: ['added', 'removed'], addresses: [] }, reminders: [], timing: atOnce },
      ...{ state: 'active', secrets: [], generation: 1, createdAt: 0, changedAt: 0, confirmedAt: 0, expiresAt: null },
    }
}

/** A store on the disk with so many subscribers, and what takes it away again. */
export function newStore(count: number): { readonly store: Store; readonly remove: () => void } {
  const dir = mkdtempSync(join(tmpdir(), 'bench-mail-'))
  const store = openStore(join(dir, 'store.sqlite'))
  store.subscribe(people(count), [], Date.now())
  const remove = (): void => {
    store.close()
    rmSync(dir, { recursive: true, force: true })
  }
  return { store, remove }
}

/** Publishes a change to everybody. */
export function publish(store: Store, id: string): void {
  const set = changeSet(id)
  const at = { store, config, now: Date.now }
  store.publish({ source: 'desktop', commit: set.commit, snapshot: id }, set, owedFor(at, set), Date.now())
}

export const silent = { info: () => undefined, warn: () => undefined }
