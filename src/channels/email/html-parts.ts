import type { ChangeKind } from '../../core/model.ts'
import type { Group, Row, Sheet } from '../../core/sheet.ts'
import type { Piece } from './content.ts'
import { mono, sans, signs, tints } from './look.ts'
import { escaped, link, unlinked } from './markup.ts'
import type { MailPart } from './page.ts'
import { blockHtml, pasteHtml } from './service-html.ts'
import { comparison } from './text.ts'

/** A part of a mail as a row of its outer table. */
export function partHtml(part: MailPart): readonly Piece[] {
  switch (part.kind) {
    case 'source':
      return [row(26, sourceHtml(part))]
    case 'step':
      return [row(part.several ? 18 : 10, stepHtml(part))]
    case 'sheet':
      return [row(16, sheetHtml(part.sheet))]
    case 'block':
      return [row(14, blockHtml(part.block))]
    case 'paste':
      return [row(18, pasteHtml(part.list))]
    case 'taken-back':
      return [row(16, takenBackHtml(part))]
    case 'lines':
      return [row(10, linesHtml(part))]
    case 'note':
      return [row(14, `<div class="ink" style="${sans(14)};line-height:21px">${escaped(part.text)}</div>`)]
    case 'button':
      return [buttonHtml(part)]
  }
}

function row(above: number, html: string): string {
  return `<tr><td class="in" style="padding:${above}px 24px 0 24px">${html}</td></tr>\n`
}

type Part<K extends MailPart['kind']> = Extract<MailPart, { readonly kind: K }>

/** A rule above it, so that lists are told apart when one scrolls. */
function sourceHtml({ title, href, lead }: Part<'source'>): string {
  const name =
    href === null
      ? escaped(title)
      : `<a class="ink" href="${escaped(href)}" style="color:#1c2128;text-decoration:underline">${escaped(title)}</a>`
  return `<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"><tr><td class="rule" style="border-top:2px solid #b6bfc9;padding-top:12px"><h2 class="ink" style="margin:0;${sans(18)};line-height:24px;font-weight:600">${name}</h2><div class="ink" style="${sans(14)};line-height:20px;padding-top:2px">${escaped(lead)}</div></td></tr></table>`
}

function stepHtml({ text, href, several }: Part<'step'>): string {
  const more = href === null ? '' : ` &middot; ${link(href, 'this change')}`
  const look = several
    ? `class="ink" style="${sans(14)};font-weight:600`
    : `class="soft" style="${sans(13)};color:#5f6873`
  return `<div ${look};line-height:20px">${escaped(text)}<span style="font-weight:400">${more}</span></div>`
}

function linesHtml({ title, lines }: Part<'lines'>): string {
  const items = lines.map(
    (line) =>
      `<tr><td class="soft" valign="top" width="16" style="${sans(14)};line-height:22px;color:#5f6873">&bull;</td><td class="ink" style="word-break:break-word;${sans(14)};line-height:22px">${escaped(line)}</td></tr>`,
  )
  return `<div class="ink" style="${sans(14)};font-weight:600;padding-bottom:4px">${escaped(title)}</div><table role="presentation" cellpadding="0" cellspacing="0" border="0">${items.join('')}</table>`
}

/** Word takes its padding from `mso-padding-alt` and shows no round corners; all others make the whole area a link. */
function buttonHtml({ slot, text }: Part<'button'>): Piece {
  const before = `<tr><td class="in" style="padding:22px 24px 4px 24px"><table role="presentation" cellpadding="0" cellspacing="0" border="0"><tr><td bgcolor="#0b5cad" style="background:#0b5cad;border-radius:6px;mso-padding-alt:12px 22px"><a href="`
  const after = `" style="display:inline-block;padding:12px 22px;${sans(16)};font-weight:600;color:#ffffff;text-decoration:none">${escaped(text)}</a></td></tr></table></td></tr>\n`
  return { when: 'links', yes: [before, { slot }, after], no: [] }
}

function takenBackHtml({ count, rows }: Part<'taken-back'>): string {
  const lines = rows.map(({ address, text }) => lineHtml('reworded', '=', address, [escaped(text)]))
  return `${kindHeading('reworded', 'Taken back', count)}<div class="soft" style="${sans(13)};line-height:19px;color:#5f6873;padding-bottom:5px">Came and went, or went and came back: as it was before.</div>${table(lines)}`
}

function sheetHtml({ kind, count, groups }: Sheet): string {
  const heading = `${kind.charAt(0).toUpperCase()}${kind.slice(1)}`
  return `${kindHeading(kind, heading, count)}\n${groups.map((group) => groupHtml(kind, group)).join('\n')}`
}

function kindHeading(kind: ChangeKind, text: string, count: number): string {
  return `<h3 class="t-${kind}" style="margin:0 0 2px 0;${sans(16)};font-weight:600;color:${tints[kind].ink}">${text} <span style="font-weight:400">(${count})</span></h3>`
}

function groupHtml(kind: ChangeKind, { heading, tab, rows }: Group): string {
  const tabText =
    tab === null ? '' : ` <span class="soft" style="font-weight:400;color:#5f6873">&middot; ${escaped(tab)}</span>`
  const title = `${escaped(heading)}${tabText}`
  const above =
    title === '' ? '' : `<div class="ink" style="padding:10px 0 5px 0;${sans(13)};font-weight:600">${title}</div>`
  return `${above}${table(rows.map((one) => rowHtml(kind, one)))}`
}

function table(rows: readonly string[]): string {
  return `<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0">${rows.join('\n')}</table>`
}

function rowHtml(kind: ChangeKind, one: Row): string {
  const said =
    one.facts.length > 0
      ? [escaped(one.facts.join(' · '))]
      : comparison(one).map(({ label, text }) => `${label} <b>${escaped(text)}</b>`)
  return lineHtml(kind, signs[kind], one.address, said)
}

/** Sign and address in cells of their own: Word knows no padding of blocks, by which a long address would be indented. */
function lineHtml(kind: ChangeKind, sign: string, address: string, said: readonly string[]): string {
  const { ink } = tints[kind]
  const below = said.map((text) => `<div class="soft" style="${sans(12)};line-height:18px;color:#5f6873">${text}</div>`)
  return `<tr><td class="t-${kind} e-${kind}" width="26" valign="top" style="width:17px;padding:6px 0 6px 9px;border-left:3px solid ${ink};${mono};color:${ink}">${sign}</td><td class="row" style="padding:6px 0;border-bottom:1px solid #edf0f3"><div class="ink" style="${mono};word-break:break-word">${unlinked(address)}</div>${below.join('')}</td></tr>`
}
