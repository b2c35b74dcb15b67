import { join } from 'node:path'
import type { Channels } from '../../src/channels/open.ts'
import type { Config } from '../../src/config/config.ts'
import { openStore } from '../../src/store/open.ts'
import type { Store } from '../../src/store/store.ts'
import { reportChannels } from '../../src/worker/channel-trouble.ts'
import { check } from '../../src/worker/cycle.ts'
import { deliverDue } from '../../src/worker/deliver.ts'
import { gather } from '../../src/worker/gather.ts'
import type { Installation } from '../../src/worker/installation.ts'
import { readdress } from '../../src/worker/subscribers.ts'
import { newLedger } from './ledger.ts'
import { mortal } from './life.ts'
import { newOutside, type Outside } from './outside.ts'
import { kindOf, sources } from './pages.ts'
import { channelsTo } from './receivers.ts'

/** An installation with a real store in a file, whose processes come and go. */
export type World = Outside & {
  readonly config: Config
  /** The store as people and operators reach it: they do not die. */
  readonly store: () => Store
  /** What was looked at and not committed, or committed and not published, in words. */
  readonly forgotten: () => readonly string[]
  /** One cycle over all sources, or over one of them. */
  readonly check: (only: string | null) => Promise<void>
  /** One round of deliveries. */
  readonly deliver: () => Promise<void>
  /** Works off what comes due up to a time, as the worker does, and leaves the clock there. */
  readonly until: (end: number) => Promise<void>
  readonly restart: () => void
  readonly close: () => void
}

type Process = Installation & { readonly channels: Channels }

/** Each is one transaction. */
const storeWrites: ReadonlySet<string> = new Set([
  ...['publish', 'owe', 'alert', 'gathered', 'gatheredAll', 'putOff', 'attemptedAll', 'keepRendering', 'postpone'],
  ...['readdress', 'expire', 'unsettle', 'dealtWith', 'verified', 'failed', 'hold', 'release', 'setSetting'],
])

export function newWorld(config: Config, dir: string, count: (what: string) => void): World {
  const outside = newOutside(count)
  const { life, clock } = outside
  const { forgotten, reckon } = newLedger(outside)
  const path = join(dir, 'store.sqlite')
  let store = openStore(path)
  let at = started(config, store, outside)

  /** What the process does, until it is done or dead. */
  async function living(work: () => Promise<unknown>): Promise<void> {
    try {
      await work()
    } catch (error) {
      if (!life.isDead()) throw error
    }
    reckon(store)
  }

  return Object.assign(outside, {
    ...{ config, forgotten },
    store: () => store,
    check: (only: string | null) =>
      living(() =>
        check(
          at,
          sources.filter(({ id }) => only === null || id === only),
          true,
        ),
      ),
    deliver: () => living(() => round(at)),
    until: (end: number) =>
      living(async () => {
        if (!(await rounds(at, outside, end))) outside.wrong.push('it does not come to rest')
        clock.now = Math.max(clock.now, end)
      }),
    restart: () => {
      life.beginAgain()
      store.close()
      store = openStore(path)
      at = started(config, store, outside)
    },
    close: () => {
      life.end()
      store.close()
    },
  })
}

/** A new process on what the last one left. */
function started(config: Config, store: Store, outside: Outside): Process {
  const { life, log, pages, clock } = outside
  const process: Process = {
    ...{ config, store: mortal(store, life, storeWrites), snapshots: mortal(log, life, new Set(['commit'])) },
    http: { get: () => Promise.reject(new Error('nobody is asked')), close: async () => {} },
    kindOf: () => kindOf(pages),
    now: () => clock.now,
    log: { info: () => {}, warn: () => {} },
    channels: channelsTo(outside),
  }
  readdress(process)
  return process
}

async function round(at: Process): Promise<void> {
  await gather(at)
  at.store.expire(at.now())
  reportChannels(at, await deliverDue({ ...at, random: () => 0.5 }))
}

const mostRounds = 2_000
const never = Number.POSITIVE_INFINITY

/** Whether it came to rest. */
async function rounds(at: Process, { clock }: Outside, end: number): Promise<boolean> {
  for (let n = 0; n < mostRounds; n++) {
    await round(at)
    const next = Math.min(at.store.nextDue() ?? never, at.store.nextKept() ?? never)
    if (next > end) return true
    clock.now = Math.max(clock.now, next)
  }
  return false
}
