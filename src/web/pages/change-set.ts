import { html } from 'hono/html'
import { counts } from '../../core/change-set.ts'
import type { Change, ChangeKind, ChangeSet, Occurrence } from '../../core/model.ts'
import { changeKinds } from '../../core/model.ts'
import { pasteBlocks, setBlocks } from '../../core/set-blocks.ts'
import { cleaned, oneLine } from '../../core/sheet.ts'
import type { Page } from '../look/layout.ts'
import { addressOf, countBadges, type Html, headline, linkOf, occurrenceOf, signs, timeOf } from '../look/parts.ts'
import type { Links } from '../site.ts'
import { setBlocksOf } from './set-blocks.ts'

const headings: Readonly<Record<ChangeKind, readonly [title: string, meaning: string]>> = {
  added: ['Added', 'New on the list: allow these.'],
  removed: ['Removed', 'Gone from the list: these may be closed.'],
  changed: ['Changed', 'Other ports, protocols or terms than before.'],
  moved: ['Moved', 'Listed in another section, tab or set; nothing else about them changed.'],
  reworded: ['Reworded', 'Only the words beside them changed.'],
}

/** The one permanent page of a change set: what a person needs to act on it, and lists to copy. */
export function changeSetPage(changeSet: ChangeSet, { to }: Links): Page {
  const { id, source, seenAt, changes, service } = changeSet
  const blocks = setBlocks(changeSet)
  const title = cleaned(source.title)
  const kinds = changeKinds.filter((kind) => changes.some((change) => change.kind === kind))
  return {
    title: `${title}: ${headline(changeSet)}`,
    at: 'changes',
    feed: { path: `/sources/${source.id}/feed`, title },
    main: html`<p class="above"><a href="${to('/changes')}">Changes</a></p><h1>${title}</h1>
<p>${countBadges(counts(changes))} <span class="soft">seen ${timeOf(seenAt)}</span></p>${service !== undefined && html`<p class="lead">${headline(changeSet)}</p>`}${facts(changeSet, to)}
${blocks.length > 0 ? setBlocksOf(blocks) : kinds.map((kind) => kindSection(kind, changes))}${copyLists(changes)}
<p class="links"><a href="${to(`/changes/${id}.json`)}">This change as JSON</a> <a href="${to(`/sources/${source.id}`)}">What the list holds now</a></p>`,
  }
}

function facts({ id, source, pageDate, commit, previousCommit, service }: ChangeSet, to: Links['to']): Html {
  return html`<dl class="facts"><div><dt>List</dt><dd>${linkOf(source.page, source.page)}</dd></div>
${pageDate !== null && html`<div><dt>Date on the page</dt><dd>${cleaned(pageDate)}</dd></div>`}
${service?.instance && html`<div><dt>Instance</dt><dd>${cleaned(service.instance)}</dd></div>`}
${service?.version && html`<div><dt>Version</dt><dd>${cleaned(service.version)}${service.previousVersion && html` <span class="soft">before: ${cleaned(service.previousVersion)}</span>`}</dd></div>`}
<div><dt>Commit</dt><dd><code>${oneLine(commit)}</code></dd></div>
${previousCommit !== null && html`<div><dt>Before</dt><dd><code>${oneLine(previousCommit)}</code></dd></div>`}
<div><dt>Permanent link</dt><dd><a href="${to(`/changes/${id}`)}">${id}</a></dd></div></dl>`
}

function kindSection(kind: ChangeKind, changes: readonly Change[]): Html {
  const [title, meaning] = headings[kind]
  const same = changes.filter((change) => change.kind === kind)
  return html`<section aria-labelledby="${kind}" class="kind ${kind}"><h2 id="${kind}">${title} <span class="count">${same.length}</span></h2>
<p class="soft">${meaning}</p><ul class="entries">${same.map(changeRow)}</ul></section>`
}

function changeRow({ kind, address, before, after }: Change): Html {
  const compares = kind !== 'added' && kind !== 'removed'
  const places = compares
    ? html`${side('was', before)}${side('now', after)}`
    : html`${(kind === 'added' ? after : before).map(occurrenceOf)}`
  return html`<li><div class="what"><span class="sign" aria-hidden="true">${signs[kind]}</span> ${addressOf(address)}</div><div class="where">${places}</div></li>`
}

function side(label: 'was' | 'now', occurrences: readonly Occurrence[]): Html | false {
  if (occurrences.length === 0) return false
  return html`<div class="side"><span class="label">${label}</span><div>${occurrences.map(occurrenceOf)}</div></div>`
}

function copyLists(changes: readonly Change[]): Html | false {
  const lists = pasteBlocks(changes)
  if (lists.length === 0) return false
  return html`<section aria-labelledby="copy"><h2 id="copy">To copy</h2><div class="copy">${lists.map(
    ({ title, addresses }, i) => html`<div><label for="copy-${i}">${title} (${addresses.length})</label>
<textarea id="copy-${i}" readonly spellcheck="false" rows="${Math.min(12, Math.max(3, addresses.length))}">
${addresses.map(oneLine).join('\n')}</textarea></div>`,
  )}</div></section>`
}
