import { html } from 'hono/html'
import { counts } from '../../core/change-set.ts'
import type { ChangeSet } from '../../core/model.ts'
import { cleaned } from '../../core/sheet.ts'
import type { Published } from '../../store/store.ts'
import type { Page } from '../look/layout.ts'
import { addressOf, countBadges, type Html, headline, signs, timeOf } from '../look/parts.ts'
import type { Links } from '../site.ts'

export type ChangesView = {
  readonly rows: readonly Published[]
  /** The source that the page is narrowed to. */
  readonly source: { readonly id: string; readonly title: string } | null
  /** Whether it begins with the newest. */
  readonly first: boolean
  /** The id of the last row, when older ones follow. */
  readonly older: string | null
  readonly sources: readonly { readonly id: string; readonly title: string }[]
}

export const changesOnPage = 25
const shownOfEach = 6

/** Every change set that was published, newest first. */
export function changesPage({ rows, source, first, older, sources }: ChangesView, { to }: Links): Page {
  const narrowed = source === null ? '' : `source=${source.id}&`
  const title = source === null ? 'Changes' : `Changes of ${cleaned(source.title)}`
  const all = source === null ? '/changes' : `/changes?source=${source.id}`
  return {
    title,
    at: 'changes',
    ...(source !== null && { feed: { path: `/sources/${source.id}/feed`, title: cleaned(source.title) } }),
    main: html`<h1>${title}</h1>
<nav class="chips" aria-label="Lists"><a href="${to('/changes')}"${source === null && html` aria-current="page"`}>All lists</a>
${sources.map((one) => html`<a href="${to(`/changes?source=${one.id}`)}"${one.id === source?.id && html` aria-current="page"`}>${cleaned(one.title)}</a> `)}</nav>
${rows.length === 0 ? none(first) : html`<ol class="cards">${rows.map((row) => card(row.changeSet, to))}</ol>`}
<nav class="pages" aria-label="Pages">${!first && html`<a href="${to(all)}">Newest</a>`} ${older !== null && html`<a href="${to(`/changes?${narrowed}before=${older}`)}" rel="next">Older</a>`}</nav>`,
  }
}

function none(first: boolean): Html {
  const why = first
    ? 'Nothing has changed since watching began. The first reading of a list is where it begins, and no change.'
    : 'There is nothing older.'
  return html`<p class="lead">${why}</p>`
}

function card(changeSet: ChangeSet, to: Links['to']): Html {
  const { id, source, seenAt, changes, service } = changeSet
  const left = changes.length - shownOfEach
  return html`<li class="card"><div class="top"><h2><a href="${to(`/changes/${id}`)}">${cleaned(source.title)}</a></h2>${countBadges(counts(changes))}</div>
<p class="soft">Seen ${timeOf(seenAt)}</p>${service !== undefined && html`<p>${headline(changeSet)}</p>`}
<ul class="preview">${changes.slice(0, shownOfEach).map(({ kind, address }) => html`<li class="${kind}"><span class="sign" aria-hidden="true">${signs[kind]}</span><span class="hidden">${kind}</span> ${addressOf(address)}</li>`)}</ul>
${left > 0 && html`<p class="soft">and ${left} more</p>`}</li>`
}
