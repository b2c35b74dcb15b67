import type { ChangeKind } from '../../core/model.ts'
import type { Group, Row, Sheet } from '../../core/sheet.ts'
import { darkStyle, mono, sans, signs, tints, tones } from './look.ts'
import { escaped, unlinked } from './markup.ts'
import type { Fact, MailPage } from './page.ts'
import { blockHtml, pasteHtml } from './service-html.ts'
import { comparison } from './text.ts'

/**
 * A mail page as HTML: tables and inline styles for Outlook, a style sheet only for dark mode, no image and no script.
 * Every text passes `escaped` on its way in.
 */
export function mailHtml(page: MailPage): string {
  const tone = tones[page.tone]
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark">
<meta name="format-detection" content="telephone=no,date=no,address=no,email=no,url=no">
<title>${escaped(page.subject)}</title><style>${darkStyle}</style></head>
<body class="bg" style="margin:0;padding:0;background:#f3f4f6;-webkit-text-size-adjust:100%">
<div style="display:none;max-height:0;overflow:hidden;mso-hide:all">${escaped(page.lead)}</div>
<table role="presentation" class="bg" width="100%" cellpadding="0" cellspacing="0" border="0" bgcolor="#f3f4f6"><tr><td align="center" style="padding:24px 12px">
<!--[if mso]><table role="presentation" width="640" cellpadding="0" cellspacing="0" border="0"><tr><td><![endif]-->
<table role="presentation" class="card" width="100%" cellpadding="0" cellspacing="0" border="0" bgcolor="#ffffff" style="max-width:640px;background:#ffffff;border:1px solid #dfe3e8;border-top:4px solid ${tone};border-radius:8px">
<tr><td style="padding:24px 24px 8px 24px">${head(page)}</td></tr>
<tr><td style="padding:4px 24px 8px 24px">${factTable(page.facts)}</td></tr>
${page.sheets.map((sheet) => `<tr><td style="padding:16px 24px 0 24px">${sheetHtml(sheet)}</td></tr>`).join('\n')}
${(page.blocks ?? []).map((block) => `<tr><td style="padding:14px 24px 0 24px">${blockHtml(block)}</td></tr>`).join('\n')}
${(page.paste ?? []).map((list) => `<tr><td style="padding:18px 24px 0 24px">${pasteHtml(list)}</td></tr>`).join('\n')}
${page.left > 0 ? `<tr><td class="ink" style="padding:16px 24px 0 24px;${sans(14)}">and ${page.left} more: the attached <b>changes.csv</b> holds all of them.</td></tr>` : ''}
<tr><td class="soft" style="padding:20px 24px 20px 24px;${sans(12)};color:#5f6873">${escaped(page.footer)}</td></tr>
</table>
<!--[if mso]></td></tr></table><![endif]-->
</td></tr></table></body></html>
`
}

function head({ title, lead, sheets, tone }: MailPage): string {
  const badges = sheets.map(({ kind, count }) => badge(kind, `${count} ${kind}`)).join(' ')
  const below =
    tone === 'changes' && badges !== '' ? badges : `<span class="ink" style="${sans(15)}">${escaped(lead)}</span>`
  return `<div class="soft" style="${sans(12)};color:#5f6873;letter-spacing:.04em">endpoint-drift</div>
<h1 class="ink" style="margin:4px 0 10px 0;${sans(22)};line-height:28px;font-weight:600">${escaped(title)}</h1>
<div style="padding-bottom:8px">${below}</div>`
}

function badge(kind: ChangeKind, text: string): string {
  const { ink, paper } = tints[kind]
  return `<span class="b-${kind}" style="display:inline-block;padding:3px 10px;margin:0 4px 6px 0;border-radius:12px;background:${paper};${sans(13)};font-weight:600;color:${ink}">${escaped(text)}</span>`
}

function factTable(facts: readonly Fact[]): string {
  const rows = facts.map(
    ({ label, text, href }) =>
      `<tr><td class="soft" valign="top" style="padding:3px 16px 3px 0;white-space:nowrap;${sans(13)};color:#5f6873">${escaped(label)}</td><td class="ink" style="padding:3px 0;word-break:break-word;${sans(13)}">${href ? link(href, text) : escaped(text)}</td></tr>`,
  )
  return `<table role="presentation" cellpadding="0" cellspacing="0" border="0">${rows.join('')}</table>`
}

function link(href: string, text: string): string {
  return `<a class="link" href="${escaped(href)}" style="color:#0b5cad">${escaped(text)}</a>`
}

function sheetHtml({ kind, count, groups }: Sheet): string {
  const heading = `${kind.charAt(0).toUpperCase()}${kind.slice(1)}`
  return `<h2 class="t-${kind}" style="margin:0 0 2px 0;${sans(16)};font-weight:600;color:${tints[kind].ink}">${heading} <span style="font-weight:400">(${count})</span></h2>
${groups.map((group) => groupHtml(kind, group)).join('\n')}`
}

function groupHtml(kind: ChangeKind, { heading, tab, rows }: Group): string {
  const tabText =
    tab === null ? '' : ` <span class="soft" style="font-weight:400;color:#5f6873">&middot; ${escaped(tab)}</span>`
  const title = `${escaped(heading)}${tabText}`
  const above =
    title === '' ? '' : `<div class="ink" style="padding:10px 0 5px 0;${sans(13)};font-weight:600">${title}</div>`
  return `${above}<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="border-left:3px solid ${tints[kind].ink}">${rows.map((row) => rowHtml(kind, row)).join('\n')}</table>`
}

function rowHtml(kind: ChangeKind, row: Row): string {
  const lines =
    row.facts.length > 0
      ? [escaped(row.facts.join(' · '))]
      : comparison(row).map(({ label, text }) => `${label} <b>${escaped(text)}</b>`)
  const below = lines.map(
    (line) => `<div class="soft" style="padding-left:17px;${sans(12)};line-height:18px;color:#5f6873">${line}</div>`,
  )
  return `<tr><td class="row" style="padding:6px 0 6px 9px;border-bottom:1px solid #edf0f3"><div class="ink" style="${mono};word-break:break-word;padding-left:17px;text-indent:-17px"><span class="t-${kind}" style="color:${tints[kind].ink}">${signs[kind]}</span> ${unlinked(row.address)}</div>${below.join('')}</td></tr>`
}
