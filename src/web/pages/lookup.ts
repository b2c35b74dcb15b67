import { html } from 'hono/html'
import { lookUp } from '../../core/lookup.ts'
import { cleaned } from '../../core/sheet.ts'
import type { Page } from '../look/layout.ts'
import type { Html } from '../look/parts.ts'
import type { Links } from '../site.ts'
import type { Holding } from '../snapshot.ts'
import { searchForm, verdictOf } from './source.ts'

type Held = { readonly id: string; readonly title: string; readonly holding: Holding | null }

/** One question to every list that is watched. */
export function lookupPage(sources: readonly Held[], question: string, { to }: Links): Page {
  const lead =
    'Asks every watched list whether a host, an address or a range is listed, or let through by a wildcard or a range.'
  return {
    title: 'Look up',
    at: 'lookup',
    main: html`<h1>Look up</h1><p class="lead">${lead}</p>${searchForm(to('/lookup'), question)}
${question !== '' && html`<ul class="cards">${sources.map((source) => answer(source, question, to))}</ul>`}`,
  }
}

function answer({ id, title, holding }: Held, question: string, to: Links['to']): Html {
  const more = to(`/sources/${id}?q=${encodeURIComponent(question)}`)
  const said =
    holding === null
      ? html`<p class="verdict quiet">Nothing has been read of this list yet.</p>`
      : verdictOf(lookUp(holding.entries, question), question)
  return html`<li class="card"><div class="top"><h2><a href="${more}">${cleaned(title)}</a></h2></div>${said}</li>`
}
