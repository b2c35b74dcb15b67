import type {
  BlockContent,
  Blockquote,
  DefinitionContent,
  Heading,
  List,
  ListItem,
  Paragraph,
  RootContent,
  Table,
} from 'mdast'
import { readFence } from './fence.ts'
import { type Row, rowsOfHtml, tableMark } from './html-table.ts'
import { pipeRows } from './pipes.ts'
import { readItem, readParagraph } from './prose.ts'
import { rowsOfTable } from './rows.ts'
import { plain, readPassage } from './segments.ts'
import type { Context, Sink } from './sink.ts'
import { readTable } from './table.ts'

type Block = RootContent | BlockContent | DefinitionContent
type HtmlLines = Parameters<typeof rowsOfHtml>[0]

/** Where the walk stands: headings above, tab, the introduction in force. */
type Walk = {
  title: string
  trail: readonly { readonly depth: number; readonly text: string }[]
  tab: string | null
  /** Headings above the tabs, which each tab begins with again. */
  tabTrail: Walk['trail']
  lead: string
  /** Rows of the last table, to which a stray run of piped lines belongs. */
  lastTable: readonly Row[]
  readonly source: string
  readonly htmlTables: readonly HtmlLines[]
  readonly footnotes: boolean
  readonly sink: Sink
}

/** Walks the blocks of a page in order and reads those that can hold endpoints. */
export function readBlocks(
  blocks: readonly Block[],
  page: { readonly source: string; readonly title: string; readonly htmlTables: readonly HtmlLines[] },
  sink: Sink,
): void {
  const walk: Walk = {
    ...page,
    trail: [],
    tab: null,
    tabTrail: [],
    lead: '',
    lastTable: [],
    footnotes: footnote.test(page.source),
    sink,
  }
  for (const block of blocks) readBlock(block, walk, [])
}

/** A line that explains a star: `\\* only for hybrids`, or `*Only for hybrids` without a closing star. */
const footnote =
  /^[ \t>]*(?:\\\*[ \t]?(?=[A-Za-z(])(?!\S*\.\S)|\*(?=[A-Za-z(])(?!\S*\.\S)(?![^\n]*\*)|<sup>\\?\*<\/sup>)/m

function contextOf(walk: Walk, leads: readonly string[]): Context {
  const section = walk.trail.map((heading) => heading.text)
  const { title, tab, footnotes } = walk
  return { title, section, tab, footnotes, leads: [...leads, walk.lead].filter((lead) => lead !== '') }
}

function readBlock(block: Block, walk: Walk, leads: readonly string[]): void {
  if (block.type !== 'paragraph' && block.type !== 'table') walk.lastTable = []
  if (block.type === 'heading') enterHeading(block, walk)
  else if (block.type === 'thematicBreak') leaveTab(walk)
  else if (block.type === 'paragraph') readProse(block, walk, leads)
  else if (block.type === 'table') readGfmTable(block, walk, leads)
  else if (block.type === 'list') readList(block, walk, leads)
  else if (block.type === 'code') readFence(block.value, startLine(block) + 1, contextOf(walk, leads), walk.sink)
  else if (block.type === 'blockquote') readQuote(block, walk, leads)
}

/** What a note says does not introduce the blocks behind it. */
function readQuote(block: Blockquote, walk: Walk, leads: readonly string[]): void {
  const lead = walk.lead
  for (const child of block.children) readBlock(child, walk, leads)
  walk.lead = lead
}

function startLine(block: Block): number {
  return block.position?.start.line ?? 1
}

/** With inline constructs off, children are text and breaks: the source without its container's prefixes. */
export function rawOf(node: Heading | Paragraph): string {
  return node.children.map((child) => ('value' in child ? child.value : '\n')).join('')
}

const tabMarker = /^\[(.+)\]\(#tab\/[^)]*\)$/s

function enterHeading(heading: Heading, walk: Walk): void {
  const raw = rawOf(heading).trim()
  const marker = tabMarker.exec(raw)
  walk.lead = ''
  if (marker?.[1] !== undefined) {
    if (walk.tab === null) walk.tabTrail = walk.trail
    walk.trail = walk.tabTrail
    walk.tab = plain(readPassage(marker[1], 0))
    return
  }
  const text = plain(readPassage(raw, 0))
  if (heading.depth <= 2) walk.tab = null
  if (heading.depth === 1 && walk.title === '') walk.title = text
  walk.trail = [...walk.trail.filter((above) => above.depth < heading.depth), { depth: heading.depth, text }].filter(
    (above) => above.depth > 1 && above.text !== '',
  )
}

function leaveTab(walk: Walk): void {
  if (walk.tab === null) return
  walk.trail = walk.tabTrail
  walk.tab = null
  walk.lead = ''
}

function readProse(paragraph: Paragraph, walk: Walk, leads: readonly string[], asItem = false): void {
  const raw = rawOf(paragraph)
  const context = contextOf(walk, leads)
  const html = tableMark.exec(raw.trim())
  if (html) {
    readTable(rowsOfHtml(walk.htmlTables[Number(html[1])] ?? []), context, walk.sink)
    return
  }
  const line = startLine(paragraph)
  const piped = pipeRows(raw, line, walk.lastTable)
  if (piped) {
    const before = readPassage(piped.before, line)
    if (piped.before.trim() !== '') readParagraph(before, context, walk.sink)
    if (piped.before.trim() !== '') walk.lead = plain(before)
    readTable(piped.rows, contextOf(walk, leads), walk.sink)
    return
  }
  walk.lastTable = []
  const passage = readPassage(raw, line)
  if (asItem) readItem(passage, context, walk.sink)
  else readParagraph(passage, context, walk.sink)
  const text = plain(passage)
  if (!asItem && text !== '' && !isBare(text)) walk.lead = text
}

/** A paragraph of nothing but an address introduces nothing. */
function isBare(text: string): boolean {
  return !/\s/.test(text)
}

function readGfmTable(table: Table, walk: Walk, leads: readonly string[]): void {
  const rows = rowsOfTable(table, walk.source)
  walk.lastTable = rows
  readTable(rows, contextOf(walk, leads), walk.sink)
}

function readList(list: List, walk: Walk, leads: readonly string[]): void {
  for (const item of list.children) readListItem(item, walk, leads)
}

/** The words of an item introduce the lists nested in it. */
function readListItem(item: ListItem, walk: Walk, leads: readonly string[]): void {
  const outer = walk.lead
  const [first, ...rest] = item.children
  let inner = leads
  if (first?.type === 'paragraph') {
    readProse(first, walk, leads, true)
    inner = [...leads, outer].filter((lead) => lead !== '')
    walk.lead = plain(readPassage(rawOf(first), 0))
  } else if (first) readBlock(first, walk, leads)
  for (const child of rest) readBlock(child, walk, inner)
  walk.lead = outer
}
