import type { Complaint } from '../core/model.ts'
import { type Bare, withoutComments } from './comments.ts'
import { includesIn, resolveInclude } from './include.ts'
import { frontMatterEnd, isFenceLine, nextFence } from './line-blocks.ts'

/** Where a line of the prepared text comes from. `inlined`: lines of files whose text an inline include put into it. */
export type Origin = {
  readonly line: number
  readonly file: string | null
  readonly source: string
  readonly inlined?: readonly Origin[]
}

export type PreparedLine = { readonly text: string; readonly origin: Origin; readonly fenced: boolean }

export type Include = (path: string, from: string | null) => string | null

type State = {
  readonly out: PreparedLine[]
  readonly complaints: Complaint[]
  readonly include: Include | undefined
}

const deepestInclude = 8
const mostLines = 400_000

/** Lines of a page without comments and directives, with its includes in their places. */
export function prepareLines(
  text: string,
  include: Include | undefined,
): { readonly lines: readonly PreparedLine[]; readonly complaints: readonly Complaint[] } {
  const state: State = { out: [], complaints: [], include }
  addFile(state, text, null, [], { first: '', rest: '' })
  return { lines: state.out, complaints: state.complaints }
}

type Indent = { readonly first: string; readonly rest: string }

/** What is open at a line of a file: a fence, a comment, a row that a comment cut in two. */
type Cursor = {
  readonly file: string | null
  readonly stack: readonly string[]
  readonly indent: Indent
  fence: string | null
  inComment: boolean
  carried: PreparedLine | null
  firstLine: boolean
}

function addFile(state: State, text: string, file: string | null, stack: readonly string[], indent: Indent): void {
  const lines = text.replace(/^\ufeff/, '').split(/\r\n|\n|\r/)
  const start = frontMatterEnd(lines)
  if (file === null) addFrontMatter(state, lines.slice(0, start))
  const lastClose = lines.findLastIndex((line) => line.includes('-->'))
  const cursor: Cursor = { file, stack, indent, fence: null, inComment: false, carried: null, firstLine: true }
  for (let i = start; i < lines.length && state.out.length < mostLines; i++) {
    const source = lines[i] ?? ''
    const origin: Origin = { line: i + 1, file, source }
    cursor.fence = nextFence(cursor.fence, cursor.inComment ? '' : source)
    const prefix = cursor.firstLine ? indent.first : indent.rest
    if (cursor.fence !== null || isFenceLine(source, cursor.inComment)) {
      push(state, prefix + source, origin, true)
      cursor.firstLine = false
      continue
    }
    const bare = withoutComments(source, cursor.inComment, i >= lastClose)
    if (bare.endless) complainEndless(state, origin, lines.slice(i))
    addBare(state, cursor, bare, origin, prefix)
  }
}

/** The front matter of the page itself; the Markdown parser wants it on the first line. */
function addFrontMatter(state: State, lines: readonly string[]): void {
  const first = lines.findIndex((line) => line.trim() !== '')
  lines.forEach((source, i) => {
    if (i >= first) push(state, source, { line: i + 1, file: null, source }, true)
  })
}

function addBare(state: State, cursor: Cursor, bare: Bare, origin: Origin, prefix: string): void {
  const { carried, inComment: wasInComment } = cursor
  cursor.inComment = bare.open
  const content = carried && wasInComment ? bare.text.trimStart() : bare.text
  if (carried && wasInComment && !bare.open && content !== '') {
    replaceLast(state, carried, content, origin)
    cursor.carried = null
    return
  }
  if (!bare.open) cursor.carried = null
  if (bare.changed && content.trim() === '') {
    if (!inTable(state)) push(state, prefix.trimEnd(), origin, false)
    return
  }
  addLine(state, prefix + withoutDirective(content), origin, cursor.file, cursor.stack)
  cursor.firstLine = false
  if (bare.open && !wasInComment) cursor.carried = state.out.at(-1) ?? null
}

function push(state: State, text: string, origin: Origin, fenced: boolean): void {
  state.out.push({ text, origin, fenced })
}

/** A comment that begins and ends inside two rows leaves one row; what stands behind it keeps its own line. */
function replaceLast(state: State, carried: PreparedLine, rest: string, end: Origin): void {
  if (state.out.at(-1) !== carried) return
  const inlined = [...(carried.origin.inlined ?? []), end]
  state.out[state.out.length - 1] = {
    ...carried,
    text: `${carried.text} ${rest}`,
    origin: { ...carried.origin, inlined },
  }
}

/** A comment on its own line between rows must not end the table. */
function inTable(state: State): boolean {
  return /\|/.test(state.out.at(-1)?.text ?? '')
}

function complainEndless(state: State, origin: Origin, hidden: readonly string[]): void {
  if (!hidden.some((line) => /[a-z0-9]\.[a-z]{2,}/i.test(line))) return
  state.complaints.push({
    ...place(origin),
    text: origin.source.trim().slice(0, 200),
    reason: 'a comment begins here and never ends: the rest of the file is hidden',
  })
}

function place(origin: Origin): { readonly line: number; readonly file?: string } {
  return origin.file === null ? { line: origin.line } : { line: origin.line, file: origin.file }
}

/** Monikers, zones and layout blocks say for whom the lines between them are, not what they hold. */
function withoutDirective(line: string): string {
  return /^[\s>]*:::/.test(line) ? (/^[\s>]*/.exec(line)?.[0] ?? '') : line
}

const blockPrefix = /^((?:[ \t]*>)*[ \t]*)((?:[-*+]|\d{1,9}[.)])[ \t]+)?$/

function addLine(state: State, text: string, origin: Origin, file: string | null, stack: readonly string[]): void {
  const sites = state.include ? includesIn(text) : []
  const [site] = sites
  const lead = blockPrefix.exec(text.slice(0, site?.from ?? 0))
  const alone = sites.length === 1 && site && lead && /^[\s.]*$/.test(text.slice(site.to))
  if (alone) {
    const body = textOf(state, site.path, origin, file, stack)
    const first = text.slice(0, site.from)
    const rest = (lead[1] ?? '') + ' '.repeat((lead[2] ?? '').length)
    if (body) addFile(state, body.text, body.path, [...stack, body.path], { first, rest })
    else push(state, first.trimEnd(), origin, false)
    return
  }
  if (sites.length === 0) push(state, text, origin, false)
  else addInline(state, text, origin, file, stack)
}

/** An include inside a line is put there as one line; the lines it came from are remembered. */
function addInline(state: State, text: string, origin: Origin, file: string | null, stack: readonly string[]): void {
  const inlined: Origin[] = []
  let out = ''
  let at = 0
  for (const site of includesIn(text)) {
    const body = textOf(state, site.path, origin, file, stack)
    const nested: State = { ...state, out: [] }
    if (body) addFile(nested, body.text, body.path, [...stack, body.path], { first: '', rest: '' })
    inlined.push(...nested.out.flatMap((line) => [line.origin, ...(line.origin.inlined ?? [])]))
    const words = nested.out.map((line) => line.text.trim()).filter((line) => line !== '')
    out += text.slice(at, site.from) + words.join(' ')
    at = site.to
  }
  push(state, out + text.slice(at), { ...origin, inlined }, false)
}

function textOf(
  state: State,
  written: string,
  origin: Origin,
  file: string | null,
  stack: readonly string[],
): { readonly text: string; readonly path: string } | null {
  const path = resolveInclude(written, file)
  const refuse = (reason: string): null => {
    state.complaints.push({ ...place(origin), text: written, reason })
    return null
  }
  if (stack.includes(path)) return refuse('the included file includes itself')
  if (stack.length >= deepestInclude) return refuse(`includes are nested deeper than ${deepestInclude}`)
  const text = state.include?.(path, file) ?? null
  return text === null ? refuse('the included file is not at hand') : { text, path }
}
