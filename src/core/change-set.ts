import type { Change, ChangeKind, Occurrence } from './model.ts'
import { changeKinds } from './model.ts'

/** `3 added, 1 removed`; kinds that do not occur are left out. */
export function summary(changes: readonly Pick<Change, 'kind'>[]): string {
  const counted = counts(changes)
  return changeKinds
    .filter((kind) => counted[kind] > 0)
    .map((kind) => `${counted[kind]} ${kind}`)
    .join(', ')
}

export function counts(changes: readonly Pick<Change, 'kind'>[]): Record<ChangeKind, number> {
  const found = { added: 0, removed: 0, changed: 0, moved: 0, reworded: 0 }
  for (const change of changes) found[change.kind] += 1
  return found
}

/** One plain line per change for a commit body or a terminal: sign, address, where it stands, what it needs. */
export function describe(change: Change): string {
  const sign = { added: '+', removed: '-', changed: '~', moved: '>', reworded: '"' }[change.kind]
  const { before, after } = change
  if (change.kind === 'changed' || change.kind === 'moved')
    return `${sign} ${change.address}  (${places(before, change.kind)} -> ${places(after, change.kind)})`
  return `${sign} ${change.address}${brackets(places(after.length > 0 ? after : before, change.kind))}`
}

/** Where an occurrence stands and what it needs: `Session hosts, Azure cloud, TCP 443, line 29`. */
export function placeText(o: Occurrence, withLine = true): string {
  const line = withLine && o.line !== null ? `${o.file === undefined ? '' : `${o.file} `}line ${o.line}` : null
  return [o.section.join(' / '), o.tab, portsText(o), requiredText(o), line].filter((part) => part).join(', ')
}

/** `TCP 80, 443`; ports that carry their own protocol are given as they are; `null` when the list states none. */
export function portsText(o: Pick<Occurrence, 'ports' | 'protocols'>): string | null {
  const ownProtocol = o.ports.some((port) => /^[A-Z]/i.test(String(port)))
  const protocols = ownProtocol ? '' : o.protocols.join('/')
  return `${protocols} ${o.ports.join(', ')}`.trim() || null
}

function requiredText(o: Occurrence): string | null {
  return o.required === null ? null : o.required ? 'required' : 'optional'
}

function places(occurrences: readonly Occurrence[], kind: ChangeKind): string {
  const texts = occurrences.map((o) => placeText(o) || 'no section')
  const shown = texts.slice(0, 3).join('; ') + (texts.length > 3 ? `; ${texts.length - 3} more` : '')
  return shown || (kind === 'changed' || kind === 'moved' ? 'as the other rows' : '')
}

function brackets(text: string): string {
  return text === '' ? '' : `  (${text})`
}
