import { html } from 'hono/html'
import type { Freshness } from '../../core/freshness.ts'
import { type Lookup, lookUp } from '../../core/lookup.ts'
import type { Entry } from '../../core/model.ts'
import { cleaned, oneLine } from '../../core/sheet.ts'
import type { Page } from '../look/layout.ts'
import { addressOf, type Html, linkOf, occurrenceOf, plural } from '../look/parts.ts'
import type { Links } from '../site.ts'
import type { Holding } from '../snapshot.ts'

/** What the last snapshot of a source holds; with a question, whether a host is in it and by which entry. */
export function sourcePage(one: Freshness, holding: Holding | null, question: string, { to }: Links): Page {
  const path = `/sources/${one.source}`
  const title = cleaned(one.title)
  const found = holding !== null && question !== '' ? lookUp(holding.entries, question) : null
  return {
    title,
    at: 'status',
    feed: { path: `${path}/feed`, title },
    main: html`<p class="above"><a href="${to('/status')}">Status</a></p><h1>${title}</h1>
<p class="lead">${one.text.charAt(0).toUpperCase()}${one.text.slice(1)}.</p>
<dl class="facts"><div><dt>List</dt><dd>${linkOf(one.page, one.page)}</dd></div>
${holding !== null && html`<div><dt>Commit</dt><dd><code>${oneLine(holding.commit ?? 'HEAD')}</code></dd></div>`}
<div><dt>Changes</dt><dd><a href="${to(`/changes?source=${one.source}`)}">All that were told</a> · <a href="${to(`${path}/feed.atom`)}">Atom</a> · <a href="${to(`${path}/feed.json`)}">JSON Feed</a></dd></div></dl>
${holding === null ? html`<p>Nothing has been read of this list yet.</p>` : html`${searchForm(to(path), question)}${found === null ? everything(holding.entries) : html`${verdictOf(found, question)}${matches(found)}`}`}`,
  }
}

export function searchForm(action: string, question: string): Html {
  return html`<form class="search" action="${action}" method="get" role="search"><label for="q">Is this host or address listed?</label>
<div class="field"><input id="q" name="q" type="search" value="${question}" maxlength="300" autocapitalize="none" autocomplete="off" spellcheck="false" placeholder="login.example.com"><button type="submit">Look up</button></div></form>`
}

function everything(entries: readonly Entry[]): Html {
  return html`<section aria-labelledby="entries"><h2 id="entries">${plural(entries.length, 'entry', 'entries')}</h2>${entryList(entries)}</section>`
}

/** One sentence: listed, let through by another entry, or not at all. */
export function verdictOf({ address, listed, covering, containing }: Lookup, question: string): Html {
  const asked = html`<code>${address ?? oneLine(question)}</code>`
  if (address === null)
    return html`<p class="verdict quiet">“${oneLine(question)}” is no host or address. ${plural(containing.length, 'entry holds', 'entries hold')} these words.</p>`
  const by = covering.slice(0, 3).map((entry, i) => html`${i > 0 && ', '}<code>${oneLine(entry.address)}</code>`)
  if (listed.length > 0)
    return html`<p class="verdict good">${asked} is listed${covering.length > 0 && html`, and let through by ${by} as well`}.</p>`
  if (covering.length > 0)
    return html`<p class="verdict good">${asked} is not listed by itself; it is let through by ${by}.</p>`
  return html`<p class="verdict quiet">${asked} is not on this list, and no entry of it lets it through.</p>`
}

function matches({ listed, covering, within, containing }: Lookup): Html {
  const parts = [
    ['Listed', listed],
    ['Let through by', covering],
    ['Part of what was asked for', within],
    ['With these words', containing],
  ] as const
  return html`${parts.map(([title, entries], i) => entries.length > 0 && html`<section aria-labelledby="m${i}"><h2 id="m${i}">${title} <span class="count">${entries.length}</span></h2>${entryList(entries)}</section>`)}`
}

function entryList(entries: readonly Entry[]): Html {
  return html`<ul class="entries">${entries.map(
    ({ address, occurrences }) =>
      html`<li><div class="what">${addressOf(address)}</div><div class="where">${occurrences.map(occurrenceOf)}</div></li>`,
  )}</ul>`
}
