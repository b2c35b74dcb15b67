import type { Alert, ChangeSet, Fault, Message } from '../../src/core/model.ts'
import { atOnce } from '../../src/core/wishes.ts'
import type { Body } from '../../src/sources/kind.ts'
import type { NewDelivery, Owed } from '../../src/store/store.ts'
import type { Halt, Subscription } from '../../src/store/subscription.ts'

/** 2026-03-02 08:00 UTC. */
export const monday = Date.UTC(2026, 2, 2, 8)

export function changeSet(id: string, source = 'printers', seenAt = monday): ChangeSet {
  return {
    id,
    source: { id: source, title: 'Cloud printers', page: 'https://docs.example.org/printers' },
    commit: `c-${id}`,
    previousCommit: null,
    seenAt: new Date(seenAt).toISOString(),
    pageDate: null,
    changes: [{ kind: 'added', address: `${id}.example.net`, type: 'fqdn', before: [], after: [] }],
  }
}

export function message(id: string): Message {
  return { kind: 'changes', changeSet: changeSet(id) }
}

export function delivery(id: string, over: Partial<NewDelivery> = {}): NewDelivery {
  return { id, subscription: 'team', channel: 'mail', to: 'team@example.org', message: message(id), ...over }
}

export function fault(code: string): Fault {
  return { code, place: 'printers', why: 'the page is gone', next: 'Look where it went.' }
}

export function alert(id: string, code: string, state: Alert['state'] = 'begins'): Alert {
  const at = new Date(monday).toISOString()
  return { id, state, fault: fault(code), since: at, at }
}

export function body(...texts: readonly string[]): Body {
  const [first = '', ...others] = texts
  const encoder = new TextEncoder()
  const page = {
    url: 'https://docs.example.org/p.md',
    path: null,
    bytes: encoder.encode(first),
    contentType: 'text/plain',
    revision: '"e1"',
  }
  const includes = others.map((text, index) => ({
    url: `https://docs.example.org/i${index}.md`,
    path: `i${index}.md`,
    bytes: encoder.encode(text),
    contentType: null,
    revision: null,
  }))
  return { parts: [page, ...includes] }
}

/** An active subscription of the store at an address of its own. */
export function subscription(id: string, over: Partial<Subscription> = {}): Subscription {
  return {
    id,
    channel: 'mail',
    to: `${id.slice(1)}@example.org`,
    label: null,
    origin: 'person',
    state: 'active',
    wishes: { filter: { sources: [], kinds: ['added'], addresses: [] }, reminders: [], timing: atOnce },
    secrets: [],
    generation: 1,
    createdAt: monday,
    changedAt: monday,
    confirmedAt: monday,
    expiresAt: null,
    ...over,
  }
}

/** Owed to a subscription of the store, at its address. */
export function owedTo(subscription: string, id: string, over: Partial<NewDelivery> = {}): NewDelivery {
  return delivery(id, { subscription, to: `${subscription.slice(1)}@example.org`, ...over })
}

export function kept(delivery: NewDelivery, notBefore: number | null): Owed {
  return { ...delivery, kept: true, notBefore }
}

export function halt(kind: Halt['kind'], at: number, why = `${kind} for a reason`): Halt {
  return { kind, by: kind === 'paused' ? 'person' : 'receiver', why, at }
}
