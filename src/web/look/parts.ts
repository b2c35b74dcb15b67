import { html } from 'hono/html'
import { portsText, summary } from '../../core/change-set.ts'
import type { ChangeKind, ChangeSet, Occurrence } from '../../core/model.ts'
import { changeKinds } from '../../core/model.ts'
import { serviceSummary } from '../../core/service-words.ts'
import { cleaned, oneLine } from '../../core/sheet.ts'

/** Markup whose every text was escaped on its way in. */
export type Html = ReturnType<typeof html>

const timeForm = new Intl.DateTimeFormat('en-GB', {
  ...{ day: 'numeric', month: 'long', year: 'numeric', hour: '2-digit', minute: '2-digit', timeZone: 'UTC' },
})

/** `3 May 2026 at 08:17 UTC`, readable by programs too. Milliseconds, or ISO 8601. */
export function timeOf(when: number | string): Html {
  const ms = typeof when === 'number' ? when : Date.parse(when)
  return html`<time datetime="${new Date(ms).toISOString()}">${timeForm.format(ms)} UTC</time>`
}

/** Told apart by sign and word as well as by colour. */
export const signs: Readonly<Record<ChangeKind, string>> = {
  added: '+',
  removed: '−',
  changed: '~',
  moved: '›',
  reworded: '“',
}

export function countBadges(counts: Readonly<Record<ChangeKind, number>>): Html {
  const kinds = changeKinds.filter((kind) => counts[kind] > 0)
  return html`<span class="badges">${kinds.map((kind) => html`<span class="badge ${kind}">${counts[kind]} ${kind}</span> `)}</span>`
}

/** `3 added, 1 removed`; where the list has endpoint sets, what is to be done about it. */
export function headline(changeSet: Pick<ChangeSet, 'changes' | 'service'>): string {
  return changeSet.service === undefined ? summary(changeSet.changes) : serviceSummary(changeSet)
}

/** An address of a list; nobody means to visit it, so it is no link. */
export function addressOf(text: string): Html {
  return html`<code class="address">${oneLine(text)}</code>`
}

/** Where an occurrence stands, what a firewall needs of it, and what it is for. */
export function occurrenceOf(o: Occurrence): Html {
  const place = [o.section.map(cleaned).join(' / '), o.tab === null ? '' : cleaned(o.tab)].filter(Boolean).join(' · ')
  const required = o.required === null ? null : o.required ? 'required' : 'optional'
  const line = o.line === null ? null : `${o.file === undefined ? '' : `${oneLine(o.file)}, `}line ${o.line}`
  const terms = [portsText(o), required, ...Object.entries(o.labels ?? {}).map(([name, value]) => `${name} ${value}`)]
  const told = terms.flatMap((term) => (term ? [cleaned(term)] : []))
  return html`<div class="occurrence">${place && html`<span class="place">${place}</span>`}
${told.length > 0 && html`<span class="terms">${told.join(' · ')}</span>`}
${line && html`<span class="line">${line}</span>`}
${o.service && html`<span class="service">${cleaned(o.service)}</span>`}</div>`
}

/** Only what can be followed safely becomes a link. */
export function linkOf(url: string, text: string): Html {
  const shown = cleaned(text)
  return /^https?:\/\//i.test(url) ? html`<a href="${url}" rel="noreferrer">${shown}</a>` : html`${shown}`
}

/** A sentence that was written for a terminal: begins with a capital, and what stands between backticks is code. */
export function prose(text: string): Html {
  const [first = '', ...rest] = oneLine(text).split('`')
  const parts = [first.charAt(0).toUpperCase() + first.slice(1), ...rest]
  return html`${parts.map((part, i) => (i % 2 === 1 ? html`<code>${part}</code>` : part))}`
}

/** `1 address`, `2 addresses`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`
}
