import type { ChangeKind } from '../../core/model.ts'
import type { PasteList, SetBlock, SetList } from '../../core/set-blocks.ts'
import { mono, sans, signs, tints } from './look.ts'
import { escaped, unlinked } from './markup.ts'

/** The tints of kinds of change serve for urgency too: red now, amber by a day, blue to clean up, grey nothing. */
const tintOf: Readonly<Record<SetBlock['urgency']['kind'], ChangeKind>> = {
  'act-now': 'removed',
  'act-by': 'changed',
  'clean-up': 'moved',
  nothing: 'reworded',
}

/** One endpoint set: what it is, what is to be done, old and new side by side, and its lists. */
export function blockHtml({ heading, fate, urgency, facts, compared, lists }: SetBlock): string {
  const { ink, paper } = tints[tintOf[urgency.kind]]
  const kind = tintOf[urgency.kind]
  const pill = `<span class="b-${kind}" style="display:inline-block;padding:2px 9px;border-radius:11px;background:${paper};${sans(12)};font-weight:600;color:${ink}">${escaped(urgency.text)}</span>`
  const below =
    fate === '' ? '' : ` <span class="soft" style="${sans(13)};font-weight:400;color:#5f6873">(${escaped(fate)})</span>`
  return `<table role="presentation" class="set e-${kind}" width="100%" cellpadding="0" cellspacing="0" style="border:1px solid #dfe3e8;border-left:4px solid ${ink};border-radius:6px"><tr><td style="padding:12px 14px">
<div>${pill}</div><div class="ink" style="${sans(16)};line-height:24px;font-weight:600">${escaped(heading)}${below}</div>
${factRows(facts)}${comparedTable(compared)}${lists.map(listHtml).join('\n')}
</td></tr></table>`
}

/** One line for what a rule is made of, and one for each thing that takes words. */
function factRows(facts: SetBlock['facts']): string {
  const short = facts.filter(({ label }) => shortFacts.includes(label))
  const line = short.map(({ label, text }) => `${label} <b>${escaped(text)}</b>`).join(' &middot; ')
  const lines = facts
    .filter((fact) => !short.includes(fact))
    .map(({ label, text }) => `${escaped(label)}: <span class="ink" style="color:#1c2128">${escaped(text)}</span>`)
  const all = [...(line === '' ? [] : [line]), ...lines].map((text) => `<div>${text}</div>`)
  return `<div class="soft" style="${sans(13)};line-height:19px;color:#5f6873">${all.join('')}</div>`
}

const shortFacts: readonly string[] = ['Service area', 'Category', 'Required', 'Ports']

function comparedTable(compared: SetBlock['compared']): string {
  if (compared.length === 0) return ''
  const cell = (text: string, style: string, css: string): string =>
    `<td class="row ${css}" valign="top" style="padding:5px 10px 5px 0;border-bottom:1px solid #edf0f3;word-break:break-word;${sans(13)};${style}">${text}</td>`
  const head = ['', 'before', 'now'].map((text) => cell(text, 'color:#5f6873', 'soft')).join('')
  const rows = compared.map(
    ({ label, was, is }) =>
      `<tr>${cell(escaped(label), 'white-space:nowrap;color:#5f6873', 'soft')}${cell(escaped(was), '', 'ink')}${cell(`<b>${escaped(is)}</b>`, '', 'ink')}</tr>`,
  )
  return `<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="margin-top:8px"><tr>${head}</tr>${rows.join('')}</table>`
}

function listHtml({ title, kind, count, rows }: SetList): string {
  const more =
    count > rows.length ? [`<div class="soft" style="${remarkStyle}">and ${count - rows.length} more</div>`] : []
  const lines = rows.map(({ address, remarks }) => {
    const notes = remarks.map((text) => `<div class="soft" style="${remarkStyle}">${escaped(text)}</div>`)
    return `<div>${signs[kind]} ${unlinked(address)}</div>${notes.join('')}`
  })
  return `<div class="t-${kind}" style="padding:10px 0 3px 0;${sans(13)};font-weight:600;color:${tints[kind].ink}">${escaped(title)} <span style="font-weight:400">(${count})</span></div><div class="ink" style="${mono};font-size:13px;word-break:break-word">${[...lines, ...more].join('\n')}</div>`
}

const remarkStyle = 'padding:0 0 3px 17px;font:12px/16px Arial,sans-serif;color:#5f6873'

/** One address a line and nothing else in the box: it is marked and copied whole. */
export function pasteHtml({ title, addresses }: PasteList): string {
  return `<div class="ink" style="${sans(14)};font-weight:600;padding-bottom:4px">${escaped(title)}, to paste <span style="font-weight:400">(${addresses.length})</span></div>
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"><tr><td class="box ink" bgcolor="#f3f4f6" style="background:#f3f4f6;border-radius:6px;padding:10px 12px;${mono};font-size:13px;word-break:break-all">${addresses.map(unlinked).join('<br>')}</td></tr></table>`
}
