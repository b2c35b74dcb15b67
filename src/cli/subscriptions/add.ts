import { shownAddress } from '../../channels/shown.ts'
import type { Config } from '../../config/config.ts'
import { didYouMean } from '../../config/suggest.ts'
import type { Fault } from '../../core/model.ts'
import type { Wishes } from '../../core/wishes.ts'
import type { Store } from '../../store/store.ts'
import type { Subscription, WithStanding } from '../../store/subscription.ts'
import { CommandFault } from '../fault.ts'
import { openTheStore, readConfig } from '../open.ts'
import type { Globals } from '../options.ts'
import { out } from '../print.ts'
import { asked } from './asked.ts'
import { ownSecret, recipientFaults, storedAddress, vouched } from './recipient.ts'
import { byOption, checkedWishes, type WishOptions, wishesText, writtenOptions } from './wishes.ts'

export type AddOptions = WishOptions & {
  readonly channel: string
  readonly to: string
  readonly label?: string
  readonly ownSecret?: boolean
  readonly ask?: boolean
}

type Wanted = { readonly channel: string; readonly to: string; readonly wishes: Wishes; readonly label: string | null }

/** Subscribes an address. The operator vouches for it, so it is active at once; with `ask` it is asked, and waits. */
export async function add(globals: Globals, options: AddOptions): Promise<number> {
  const config = await readConfig(globals)
  const wanted = checked(config, options)
  const store = openTheStore(config)
  try {
    const there = sameSubscription(store, wanted)
    if (there?.state === 'active') say(there, 'is there already; nothing was changed')
    else record({ config, store }, wanted, there, options)
    return 0
  } finally {
    store.close()
  }
}

function record(
  { config, store }: { readonly config: Config; readonly store: Store },
  wanted: Wanted,
  pending: WithStanding | null,
  { ask, ownSecret: own }: AddOptions,
): void {
  const now = Date.now()
  if (ask) {
    say(asked({ config, store }, wanted, pending, now), 'was asked to confirm, and waits for it')
    return
  }
  const secrets = own ? [ownSecret()] : (pending?.secrets ?? [])
  const before = pending === null ? {} : of(pending)
  const subscription = vouched(wanted, { ...before, label: wanted.label, secrets }, now)
  store.subscribe([subscription], [], now)
  say(subscription, 'is subscribed')
  if (own) out(`secret  ${secrets[0]}\n  Next: give it to the receiver now; it is not shown again`)
}

/** What stays of one that waited to be confirmed. */
function of({ id, generation, createdAt }: Subscription): Partial<Subscription> {
  return { id, generation, createdAt }
}

function say({ id, channel, to }: Subscription, what: string): void {
  out(`${id}  ${channel}:${shownAddress(to)} ${what}`)
}

/** Every fault of the options at once. */
function checked(config: Config, options: AddOptions): Wanted {
  const { channel, label = null } = options
  const to = storedAddress(config, channel, options.to)
  const wishes = checkedWishes(config, writtenOptions(options), byOption)
  const faults = [
    ...recipientFaults(config, channel, to, byOption),
    ...kindFaults(config, options),
    ...(wishes.kind === 'faults' ? wishes.faults : []),
  ]
  if (faults.length > 0 || wishes.kind === 'faults') throw new CommandFault(...faults)
  return { channel, to, wishes: wishes.value, label }
}

/** Only mail is asked by mail, and only webhooks are signed. */
function kindFaults({ channels }: Config, { channel, ask, ownSecret: own }: AddOptions): Fault[] {
  const kind = channels.find((one) => one.name === channel)?.kind
  const wrong = [
    ...(ask && kind !== 'email' ? [{ option: '--ask', needs: 'email' }] : []),
    ...(own && kind !== 'webhook' ? [{ option: '--own-secret', needs: 'webhook' }] : []),
  ]
  if (kind === undefined) return []
  return wrong.map(({ option, needs }) => {
    const fitting = channels.filter((one) => one.kind === needs).map((one) => one.name)
    return {
      code: 'bad-argument',
      place: option,
      why: `channel "${channel}" is of kind ${kind}, and this is only for channels of kind ${needs}`,
      next: fitting.length > 0 ? didYouMean(channel, fitting, 'channel') : `leave ${option} out`,
    }
  })
}

/** One that gets the same at the same address; an active one before others. */
export function sameSubscription(store: Store, { channel, to, wishes }: Omit<Wanted, 'label'>): WithStanding | null {
  const text = wishesText(wishes)
  const same = store
    .subscriptions({ channel, to, limit: 1_000 })
    .filter((one) => one.to === to && wishesText(one.wishes) === text)
  return same.find(({ state }) => state === 'active') ?? same[0] ?? null
}
