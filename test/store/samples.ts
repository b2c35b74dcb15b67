import type { Alert, ChangeSet, Fault, Message } from '../../src/core/model.ts'
import type { Body } from '../../src/sources/kind.ts'
import type { NewDelivery } from '../../src/store/store.ts'

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
