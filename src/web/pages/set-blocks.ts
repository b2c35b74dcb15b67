import { html } from 'hono/html'
import type { SetBlock, SetList } from '../../core/set-blocks.ts'
import { addressOf, type Html, signs } from '../look/parts.ts'

/** Red now, amber by a day, blue to clean up, grey nothing. */
const tints: Readonly<Record<SetBlock['urgency']['kind'], string>> = {
  'act-now': 'bad',
  'act-by': 'warn',
  'clean-up': 'calm',
  nothing: 'quiet',
}

/** The change of an endpoint web service set by set: what is to be done, what the set is, what changed of it, its addresses. */
export function setBlocksOf(blocks: readonly SetBlock[]): Html {
  return html`<section aria-labelledby="sets"><h2 id="sets">Set by set, the most urgent first</h2><p class="soft">Days count from when it was seen.</p><ul class="cards">${blocks.map(block)}</ul></section>`
}

function block({ heading, fate, urgency, facts, compared, lists }: SetBlock): Html {
  const tint = tints[urgency.kind]
  return html`<li class="card ${tint}"><div class="top"><h3>${heading}${fate !== '' && html` <span class="count">(${fate})</span>`}</h3><span class="badge ${tint}">${urgency.text}</span></div>
<dl class="facts">${facts.map(({ label, text }) => html`<div><dt>${label}</dt><dd>${text}</dd></div>`)}</dl>
${compared.length > 0 && html`<table><thead><tr><th scope="col">Of the set</th><th scope="col">before</th><th scope="col">now</th></tr></thead><tbody>${compared.map(({ label, was, is }) => html`<tr><th scope="row">${label}</th><td>${was}</td><td>${is}</td></tr>`)}</tbody></table>`}
${lists.map(list)}</li>`
}

function list({ title, kind, count, rows }: SetList): Html {
  return html`<div class="kind ${kind}"><h4>${title} <span class="count">${count}</span></h4><ul class="preview">${rows.map(
    ({ address, remarks }) =>
      html`<li><span class="sign" aria-hidden="true">${signs[kind]}</span><div>${addressOf(address)}${remarks.map((remark) => html`<div class="soft">${remark}</div>`)}</div></li>`,
  )}</ul></div>`
}
