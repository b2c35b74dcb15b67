import type { Complaint } from '../core/model.ts'
import { includesIn, resolveInclude } from './include.ts'

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

function addFile(state: State, text: string, file: string | null, stack: readonly string[], indent: Indent): void {
  const lines = text.replace(/^\ufeff/, '').split(/\r\n|\n|\r/)
  const start = frontMatterEnd(lines)
  const lastClose = lines.findLastIndex((line) => line.includes('-->'))
  let fence: string | null = null
  let inComment = false
  let carried: PreparedLine | null = null
  if (file === null)
    for (let i = 0; i < start; i++) push(state, lines[i] ?? '', { line: i + 1, file, source: lines[i] ?? '' }, true)
  let firstLine = true
  for (let i = start; i < lines.length && state.out.length < mostLines; i++) {
    const source = lines[i] ?? ''
    const origin: Origin = { line: i + 1, file, source }
    fence = nextFence(fence, inComment ? '' : source)
    const prefix = firstLine ? indent.first : indent.rest
    if (fence !== null || isFenceLine(source, inComment)) {
      push(state, prefix + source, origin, true)
      firstLine = false
      continue
    }
    const bare = withoutComments(source, inComment, i >= lastClose)
    const wasInComment = inComment
    inComment = bare.open
    if (bare.endless) complainEndless(state, origin, lines.slice(i))
    const content: string = carried && wasInComment ? bare.text.trimStart() : bare.text
    if (carried && wasInComment && !inComment && content !== '') {
      replaceLast(state, carried, content)
      carried = null
      continue
    }
    if (!inComment) carried = null
    if (bare.changed && content.trim() === '') {
      if (!inTable(state)) push(state, prefix.trimEnd(), origin, false)
      continue
    }
    addLine(state, prefix + withoutDirective(content), origin, file, stack)
    firstLine = false
    if (inComment && !wasInComment) carried = state.out.at(-1) ?? null
  }
}

function push(state: State, text: string, origin: Origin, fenced: boolean): void {
  state.out.push({ text, origin, fenced })
}

/** A comment that begins and ends inside two rows leaves one row. */
function replaceLast(state: State, carried: PreparedLine, rest: string): void {
  if (state.out.at(-1) !== carried) return
  state.out[state.out.length - 1] = { ...carried, text: carried.text + rest }
}

/** A comment on its own line between rows must not end the table. */
function inTable(state: State): boolean {
  return /\|/.test(state.out.at(-1)?.text ?? '')
}

/** Front matter is between two `---` lines, the first of which is the first line that is not empty. */
function frontMatterEnd(lines: readonly string[]): number {
  const first = lines.findIndex((line) => line.trim() !== '')
  if (first < 0 || !/^---\s*$/.test(lines[first] ?? '')) return 0
  for (let i = first + 1; i < Math.min(lines.length, first + 400); i++) {
    if (/^(?:---|\.\.\.)\s*$/.test(lines[i] ?? '')) return i + 1
    if (/^#{1,6} \S/.test(lines[i] ?? '') && /^\s*$/.test(lines[i - 1] ?? '') && /^\s*$/.test(lines[i + 1] ?? ''))
      return 0
  }
  return 0
}

const fenceLine = /^(?:[\s>]|[-*+]\s|\d+[.)]\s)*(`{3,}(?=[^`]*$)|~{3,})/

/** The open fence after a line: its characters, or null. */
function nextFence(fence: string | null, line: string): string | null {
  const match = fenceLine.exec(line)
  if (!match?.[1]) return fence
  if (fence === null) return match[1]
  const closes =
    match[1][0] === fence[0] && match[1].length >= fence.length && line.trim().replace(/^[>\s]*/, '') === match[1]
  return closes ? null : fence
}

function isFenceLine(line: string, inComment: boolean): boolean {
  return !inComment && fenceLine.test(line)
}

type Bare = { readonly text: string; readonly open: boolean; readonly changed: boolean; readonly endless: boolean }

/** A line without its comments. A comment that is never closed hides the rest of the file only if it begins a line. */
function withoutComments(line: string, inComment: boolean, endless: boolean): Bare {
  if (!inComment && !line.includes('<!--')) return { text: line, open: false, changed: false, endless: false }
  let text = ''
  let at = 0
  let open = inComment
  while (at < line.length) {
    if (open) {
      const close = line.indexOf('-->', at)
      if (close < 0) return { text, open, changed: true, endless: false }
      at = close + 3
      open = false
      continue
    }
    const start = line.indexOf('<!--', at)
    if (start < 0 || isInTicks(line, start))
      return { text: text + line.slice(at), open, changed: text !== '' || at > 0, endless: false }
    text += line.slice(at, start)
    const empty = /^<!--(?:-?>)/.exec(line.slice(start, start + 6))
    const closed = line.indexOf('-->', start + 4) >= 0
    if (!closed && endless && text.trim() !== '')
      return { text: text + line.slice(start), open: false, changed: true, endless: false }
    at = start + (empty ? empty[0].length : 4)
    open = !empty
    if (!closed && !empty && endless) return { text, open: true, changed: true, endless: true }
  }
  return { text, open, changed: true, endless: false }
}

function isInTicks(line: string, at: number): boolean {
  return (line.slice(0, at).match(/`/g)?.length ?? 0) % 2 === 1 && line.indexOf('`', at) > 0
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
