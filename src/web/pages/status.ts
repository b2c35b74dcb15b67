import { html } from 'hono/html'
import { ago } from '../../core/ago.ts'
import type { Freshness } from '../../core/freshness.ts'
import { cleaned, oneLine } from '../../core/sheet.ts'
import { isStale, type OpenTrouble, type Status } from '../../worker/status.ts'
import type { Page } from '../look/layout.ts'
import { type Html, linkOf, plural, prose, timeOf } from '../look/parts.ts'
import type { Links } from '../site.ts'

type Frame = {
  readonly links: Links
  readonly now: number
  readonly totals: ReadonlyMap<string, { readonly count: number }>
}

/** Every source and how far it can be relied on, then what is history; trouble first, with its next step. */
export function statusPage({ sources, trouble }: Status, frame: Frame): Page {
  const watched = sources.filter(({ state }) => state !== 'retired')
  // A held reading is told with its list.
  const open = trouble.filter(({ code }) => code !== 'held')
  const retired = sources.filter(({ state }) => state === 'retired')
  return {
    title: 'Status',
    at: 'status',
    main: html`<h1>Status</h1>${verdict(watched, open)}
<section aria-labelledby="watched"><h2 id="watched">Watched lists</h2><ul class="cards pair">${watched.map((one) => card(one, frame))}</ul></section>
${open.length > 0 && html`<section aria-labelledby="trouble"><h2 id="trouble">Open trouble</h2><ul class="cards">${open.map((one) => troubleCard(one, frame))}</ul></section>`}
${retired.length > 0 && html`<section aria-labelledby="retired"><h2 id="retired">History</h2><p class="soft">Not watched any more. What was last read stays.</p><ul class="cards pair">${retired.map((one) => card(one, frame))}</ul></section>`}`,
  }
}

function verdict(watched: readonly Freshness[], trouble: readonly OpenTrouble[]): Html {
  const stale = watched.filter(isStale).length
  const held = watched.filter((one) => one.held !== null).length
  const said = [
    stale > 0 && `${stale} of ${plural(watched.length, 'list')} not verified in time`,
    held > 0 && `${plural(held, 'reading')} held for a person to look at`,
    stale + held === 0 && trouble.length > 0 && 'every list is verified, but there is trouble',
  ].filter(Boolean)
  const tone = stale > 0 ? 'bad' : said.length > 0 ? 'warn' : 'good'
  const well = `${watched.length === 1 ? 'The list is' : `All ${watched.length} lists are`} verified, and nothing is open.`
  const see = trouble.length > 0 && html` <a href="#trouble">What to do</a>`
  return html`<p class="verdict ${tone}">${said.length > 0 ? sentence(said.join(', ')) : well}${see}</p>`
}

const badges: Readonly<Record<Freshness['state'], string>> = {
  fresh: 'good',
  stale: 'bad',
  held: 'warn',
  retired: 'quiet',
  'never checked': 'bad',
}

function card(one: Freshness, frame: Frame): Html {
  const { to } = frame.links
  const count = frame.totals.get(one.source)?.count ?? 0
  const page = `/sources/${one.source}`
  return html`<li class="card ${badges[one.state]}"><div class="top"><h3><a href="${to(page)}">${cleaned(one.title)}</a></h3>
<span class="badge ${badges[one.state]}">${one.state}</span></div>
<p>${sentence(one.text)}</p>${one.state !== 'retired' && failures(one, frame)}${heldNote(one)}
<p class="links">${linkOf(one.page, 'The list itself')} <a href="${to(page)}">What it holds</a>
${count > 0 && html`<a href="${to(`/changes?source=${one.source}`)}">${plural(count, 'change')}</a>`} <a href="${to(`${page}/feed.atom`)}">Feed</a></p></li>`
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
}

function failures({ failures: count, notBefore }: Freshness, { now }: Frame): Html | false {
  if (count === 0) return false
  const next = notBefore === null || notBefore <= now ? 'at the next check' : ago(notBefore, now)
  return html`<p class="failing">${plural(count, 'check')} failed in a row; asked again ${next}.</p>`
}

function heldNote({ source, held }: Freshness): Html | false {
  if (held === null) return false
  return html`<div class="note"><p>A new reading is held since ${timeOf(held.since)}; the last good one stays, and nobody was told.</p>
<ul>${held.reasons.map((reason) => html`<li>${cleaned(reason)}</li>`)}</ul>
<p>Next: look at the list. If the change is real, run <code>endpoint-drift accept ${source}</code>.</p></div>`
}

function troubleCard({ place, why, next, code, since }: OpenTrouble, { now }: Frame): Html {
  return html`<li class="card bad"><div class="top"><h3>${oneLine(place)}</h3><span class="badge bad">${code}</span></div>
<p>${prose(why)}</p><p><strong>Next:</strong> ${prose(next)}</p><p class="soft">Since ${timeOf(since)}, ${ago(since, now)}</p></li>`
}
