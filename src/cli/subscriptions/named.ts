import { shownAddress } from '../../channels/shown.ts'
import type { Config } from '../../config/config.ts'
import { nearness } from '../../config/suggest.ts'
import type { Fault } from '../../core/model.ts'
import type { Wishes } from '../../core/wishes.ts'
import type { Store } from '../../store/store.ts'
import type { Halt, WithStanding } from '../../store/subscription.ts'
import { isStored } from '../../worker/subscribers.ts'
import { CommandFault } from '../fault.ts'

export type Known = { readonly config: Config; readonly store: Store }

/** A subscription of the configuration or (`stored`) of the store, by what deliveries call it. */
export type Named = {
  readonly name: string
  readonly channel: string
  readonly to: string
  readonly wishes: Wishes
  readonly halt: Halt | null
  readonly stored: WithStanding | null
}

/** By id or, of the configuration, by name. An unknown one is a fault that says which are near, or have this address. */
export function named(known: Known, name: string): Named {
  const found = find(known, name)
  if (found === null) throw new CommandFault(unknown(known, name))
  return found
}

/** `null` when there is none. */
export function find(known: Known, name: string): Named | null {
  const stored = isStored(name) ? known.store.subscription(name) : null
  if (stored !== null) return ofStore(stored)
  return configuredOnes(known).find((one) => one.name === name) ?? null
}

export function unknown(known: Known, name: string): Fault {
  return {
    code: 'unknown-subscription',
    place: isAddress(name) ? shownAddress(name) : name,
    why: 'No subscription has this id or name.',
    next: suggestion(known, name),
  }
}

export function ofStore(stored: WithStanding): Named {
  const { id, channel, to, wishes, halt } = stored
  return { name: id, channel, to, wishes, halt, stored }
}

export function configuredOnes({ config, store }: Known): readonly Named[] {
  const halts = store.configuredHalts()
  return config.subscriptions.map(({ name, channel, to, ...wishes }) => {
    return { name, channel, to, wishes, halt: halts.get(name) ?? null, stored: null }
  })
}

function isAddress(text: string): boolean {
  return text.includes('@') || text.includes('://')
}

/** So many are named; whoever has more must look himself. */
const most = 5

function suggestion(known: Known, name: string): string {
  const same = isAddress(name) ? ofAddress(known, name) : labelled(known, name)
  const what = isAddress(name) ? 'have this address' : 'are called so'
  if (same.length > 0) return `Name it by its id; these ${what}: ${same.join(', ')}`
  const near = nearNames(known, name)
  return near.length > 0 ? `Did you mean ${near.join(', or ')}?` : 'See: endpoint-drift subscriptions list'
}

function ofAddress({ config, store }: Known, to: string): readonly string[] {
  const configured = config.subscriptions.filter((one) => one.to === to).map(({ name }) => name)
  return [...configured, ...store.subscriptions({ to, limit: most }).map(({ id }) => id)]
}

function labelled(known: Known, name: string): readonly string[] {
  const found: string[] = []
  for (const one of everybody(known)) if (one.label === name && found.push(one.name) === most) break
  return found
}

type Candidate = { readonly name: string; readonly label: string | null }

function* everybody({ config, store }: Known): Generator<Candidate> {
  for (const { name } of config.subscriptions) yield { name, label: null }
  for (const { id, label } of store.eachSubscription()) yield { name: id, label }
}

/** The nearest few, with at most a third of the letters wrong. Looks at all of them, one by one. */
function nearNames(known: Known, name: string): readonly string[] {
  let best: { readonly text: string; readonly far: number }[] = []
  for (const one of everybody(known)) {
    const far = Math.min(...[one.name, one.label ?? ''].map((text) => nearness(name, text) ?? Number.POSITIVE_INFINITY))
    if (far === Number.POSITIVE_INFINITY) continue
    best = [...best, { text: one.label === null ? one.name : `${one.name} (${one.label})`, far }]
      .sort((a, b) => a.far - b.far)
      .slice(0, most)
  }
  return best.map(({ text }) => text)
}
