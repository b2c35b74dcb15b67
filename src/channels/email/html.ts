import { type Piece, written } from './content.ts'
import { partHtml } from './html-parts.ts'
import { sans, sheetStyle, tints, tones } from './look.ts'
import { escaped, link } from './markup.ts'
import type { Fact, MailPage } from './page.ts'
import { restPieces } from './rest.ts'

/**
 * A mail page as HTML: tables and inline styles for Outlook, a style sheet only for dark mode and phones, no image and no script.
 * Every text passes `escaped` on its way in.
 */
export function mailHtml(page: MailPage): readonly Piece[] {
  const rest = page.rest === null ? [] : restRow(page.rest)
  return written`${top(page)}
<tr><td class="in" style="padding:24px 24px 8px 24px">${head(page)}</td></tr>
<tr><td class="in" style="padding:4px 24px 8px 24px">${factTable(page.facts)}</td></tr>
${page.parts.flatMap(partHtml)}${rest}
<tr><td class="in soft" style="padding:20px 24px 20px 24px;${sans(12)};line-height:18px;color:#5f6873">${escaped(page.footer)}${page.subscribed ? personal : ''}</td></tr>
</table>
<!--[if mso]></td></tr></table><![endif]-->
</td></tr></table></body></html>
`
}

function top(page: MailPage): string {
  const tone = tones[page.tone]
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark">
<meta name="format-detection" content="telephone=no,date=no,address=no,email=no,url=no">
<title>${escaped(page.subject)}</title><style>${sheetStyle}</style></head>
<body class="bg" style="margin:0;padding:0;background:#f3f4f6;-webkit-text-size-adjust:100%">
<div style="display:none;max-height:0;overflow:hidden;mso-hide:all">${escaped(page.lead)}</div>
<table role="presentation" class="bg" width="100%" cellpadding="0" cellspacing="0" border="0" bgcolor="#f3f4f6"><tr><td class="out" align="center" style="padding:24px 12px">
<!--[if mso]><table role="presentation" width="640" cellpadding="0" cellspacing="0" border="0"><tr><td><![endif]-->
<table role="presentation" class="card" width="100%" cellpadding="0" cellspacing="0" border="0" bgcolor="#ffffff" style="max-width:640px;background:#ffffff;border:1px solid #dfe3e8;border-top:4px solid ${tone};border-radius:8px">`
}

function head({ title, lead, badges }: MailPage): string {
  const below =
    badges.length > 0
      ? badges.map(badge).join(' ')
      : `<span class="ink" style="${sans(15)};line-height:22px">${escaped(lead)}</span>`
  return `<div class="soft" style="${sans(12)};color:#5f6873;letter-spacing:.04em">endpoint-drift</div>
<h1 class="ink" style="margin:4px 0 10px 0;${sans(22)};line-height:28px;font-weight:600">${escaped(title)}</h1>
<div style="padding-bottom:8px">${below}</div>`
}

function badge({ kind, count }: MailPage['badges'][number]): string {
  const { ink, paper } = tints[kind]
  return `<span class="b-${kind}" style="display:inline-block;padding:3px 10px;margin:0 4px 6px 0;border-radius:12px;background:${paper};${sans(13)};font-weight:600;color:${ink}">${count} ${kind}</span>`
}

function factTable(facts: readonly Fact[]): string {
  const rows = facts.map(
    ({ label, text, href }) =>
      `<tr><td class="soft" valign="top" style="padding:3px 16px 3px 0;white-space:nowrap;${sans(13)};color:#5f6873">${escaped(label)}</td><td class="ink" style="padding:3px 0;word-break:break-word;${sans(13)}">${href ? link(href, text) : escaped(text)}</td></tr>`,
  )
  return `<table role="presentation" cellpadding="0" cellspacing="0" border="0">${rows.join('')}</table>`
}

function restRow(rest: NonNullable<MailPage['rest']>): readonly Piece[] {
  const words = restPieces(rest, (url) => link(url, url))
  return written`<tr><td class="in ink" style="padding:16px 24px 0 24px;word-break:break-word;${sans(14)}">${words}</td></tr>`
}

const personal: Piece = {
  when: 'links',
  yes: [
    '<br><br><a class="link" style="color:#0b5cad" href="',
    { slot: 'manage' },
    '">Change what you get</a> &nbsp;&middot;&nbsp; <a class="link" style="color:#0b5cad" href="',
    { slot: 'leave' },
    '">Leave</a>',
  ],
  no: [],
}
