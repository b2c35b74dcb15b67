import { isExampleHost } from '../core/address.ts'
import { type Column, columnsOf, isPlainlyMeant, listsAddresses } from './columns.ts'
import { isGone, requiredIn } from './context.ts'
import type { Row } from './html-table.ts'
import { rowPorts, saidOf } from './row-ports.ts'
import { askedFor, isSaidGone, type Passage, plain, readPassage, segmentsOf } from './segments.ts'
import { type Context, complain, type Said, type Sink, take } from './sink.ts'
import type { Found, Odd } from './tokens.ts'
import { asksForAccess, namesEndpoints, requiredBy } from './words.ts'

type ReadRow = readonly Passage[]

/** Reads a table: which columns hold addresses, and for each address what its row says of it. */
export function readTable(source: readonly Row[], context: Context, sink: Sink): void {
  const rows = source.map((row) => row.map((cell) => readPassage(cell.raw, cell.line)))
  if (!rows.some((row) => row.some((cell) => cell.found.length + cell.odd.length > 0)) || isGone(context)) return
  const { header, body } = splitHeader(rows, source)
  const columns = columnsOf(header, body)
  const setting = { columns, context, required: requiredIn(context) }
  let service: string | null = null
  const before = sink.sightings.length + sink.complaints.length
  for (const row of body) {
    const own = serviceOf(row, columns)
    service = own.text ?? (own.continues ? service : null)
    readRow(row, service, setting, sink)
  }
  if (sink.sightings.length + sink.complaints.length === before) complainEmpty(body, columns, sink)
}

/** The header is the first row that holds words; a table whose first row is data has none. */
function splitHeader(
  rows: readonly ReadRow[],
  source: readonly Row[],
): { header: readonly string[]; body: readonly ReadRow[] } {
  const filled = rows.findIndex((row) => row.some((cell) => cell.text.text.trim() !== ''))
  const first = rows[filled]
  if (!first) return { header: [], body: [] }
  const marked = source[filled]?.some((cell) => cell.heads) ?? false
  const isData =
    !marked &&
    first.some((cell) => listsAddresses(cell) && segmentsOf(cell, false).every((part) => part.kind === 'pure'))
  if (isData) return { header: [], body: rows.slice(filled) }
  return { header: first.map((cell) => plain(cell)), body: rows.slice(filled + 1) }
}

/** The text that says what a row is for; an empty cell at the head of a row continues the row above. */
function serviceOf(
  row: ReadRow,
  columns: readonly Column[],
): { readonly text: string | null; readonly continues: boolean } {
  const at = columns.findIndex((column) => column.role === 'service')
  const cell = row[at]
  if (at < 0) return { text: null, continues: false }
  const text = cell ? plain(cell) : ''
  const continues = row.slice(0, at + 1).every((one) => plain(one) === '')
  return text === '' ? { text: null, continues } : { text, continues: false }
}

type RowSetting = { readonly columns: readonly Column[]; readonly context: Context; readonly required: boolean | null }

function readRow(row: ReadRow, service: string | null, setting: RowSetting, sink: Sink): void {
  const { columns, context } = setting
  if (rowIsGone(row, columns)) return
  row.forEach((cell, at) => {
    if (columns[at]?.role === 'addresses') for (const odd of notUnderstood(cell)) complain(sink, cell, odd)
  })
  if (row.every((cell) => cell.found.length + cell.odd.length === 0)) return
  const ports = rowPorts(row, columns)
  const required = rowRequired(row, columns) ?? setting.required
  row.forEach((cell, at) => {
    const role = columns[at]?.role ?? 'text'
    if (role === 'never') return
    const accepted = acceptedIn(cell, role, row, columns)
    for (const segment of segmentsOf(cell, false)) {
      for (const one of segment.found) {
        if (!accepted.has(one)) continue
        const said = saidOf(one, segment, cell, ports)
        take(sink, cell, one, context, { ...said, service, required })
      }
    }
    if (role === 'addresses')
      for (const odd of cell.odd) readOdd(cell, odd, context, { ...ports, service, required }, sink)
  })
}

/** A host of unknown suffix that is all there is in its part of a column of addresses is meant, and yet worth a word. */
function readOdd(cell: Passage, odd: Odd, context: Context, said: Said, sink: Sink): void {
  const alone = segmentsOf(cell, false).some(
    (part) => part.text.trim().replace(/^https?:\/\//, '') === odd.text.replace(/^https?:\/\//, ''),
  )
  if (!alone || !odd.value) {
    complain(sink, cell, odd)
    return
  }
  const found: Found = {
    value: odd.value,
    from: odd.from,
    to: odd.from + odd.text.length,
    code: false,
    link: null,
    command: false,
  }
  take(sink, cell, found, context, said)
  complain(sink, cell, { ...odd, reason: `${odd.reason}: listed as written` })
}

const nearHost = /^[^\p{L}\p{N}*]*((?:[\w*-]+\.)+[a-z][\w*-]+|[a-z\d]+(?:-[a-z\d]+)+-(?:com|net|org))[.*]*\s*$/u

/** Parts of a cell of hosts that look like one and were read as none: a host cut by a break, or with its dots lost. */
function notUnderstood(cell: Passage): readonly Odd[] {
  return segmentsOf(cell, false).flatMap((part) => {
    const text = part.kind === 'plain' && part.text.length < 300 ? nearHost.exec(part.text)?.[1] : undefined
    if (text === undefined || cell.odd.some((odd) => odd.from >= part.from && odd.from < part.to)) return []
    return [{ text, from: part.from, reason: 'stands where an address is expected, and is none' }]
  })
}

/** Addresses of a cell that count, by the role of its column. */
function acceptedIn(cell: Passage, role: Column['role'], row: ReadRow, columns: readonly Column[]): ReadonlySet<Found> {
  const accepted = new Set<Found>()
  const others = row.some((one, at) => one !== cell && columns[at]?.role === 'addresses' && one.found.length > 0)
  let led = false
  for (const segment of segmentsOf(cell, false)) {
    if (segment.kind === 'plain' && segment.text.trim() !== '') led = leadsToList(segment.text)
    const listed = segment.kind === 'pure' || (led && segment.kind !== 'sentence')
    for (const one of segment.found) {
      const counts = role === 'addresses' || (listed && (!others || isPlainlyMeant(one)))
      if (counts && one.link !== 'part' && !isSaidGone(cell, one)) accepted.add(one)
    }
  }
  if (role !== 'addresses') for (const one of askedFor(cell)) accepted.add(one)
  return accepted
}

/** `Make sure that these URLs are accessible:` and then one part of the cell for each. */
function leadsToList(text: string): boolean {
  return /[:：]\W*$/.test(text) && (asksForAccess(text) || namesEndpoints(text))
}

function rowIsGone(row: ReadRow, columns: readonly Column[]): boolean {
  return row.some((cell, at) => {
    const text = plain(cell)
    if (/^\W*(?:removed|retired|no longer (?:required|needed|used)|obsolete|decommissioned)\W*$/i.test(text))
      return true
    return columns[at]?.role === 'state' && /^(?:removed?|delete[d]?|retired)\b/i.test(text)
  })
}

function rowRequired(row: ReadRow, columns: readonly Column[]): boolean | null {
  for (const [at, cell] of row.entries()) {
    const text = plain(cell)
    const column = columns[at]
    if (column?.role === 'required') {
      const optional = /optional/i.test(column.header) && !/required|mandatory/i.test(column.header)
      if (/^(?:yes|y|true|✓|✔|✅|x)\b/i.test(text) || /^[✓✔✅]/u.test(text)) return !optional
      if (/^(?:no|n|false|❌|✗)\b/i.test(text)) return optional
      return requiredBy(text)
    }
    const named = /^\W*(?:(?:optimize|allow|default)\W+)?(optional|required)\b/i.exec(text)?.[1]
    if (named !== undefined && cell.found.length === 0) return named.toLowerCase() === 'required'
  }
  return null
}

function isExample(cell: Passage): boolean {
  return cell.found.length > 0 && cell.found.every((one) => isExampleHost(one.value.host))
}

/** A column that is headed as one of hosts and holds dotted words, and yet gave nothing. */
function complainEmpty(body: readonly ReadRow[], columns: readonly Column[], sink: Sink): void {
  for (const [at, column] of columns.entries()) {
    if (column.role !== 'addresses') continue
    const cell = body.map((row) => row[at]).find((one) => one && /\w\.\w|:\/\//.test(one.text.text) && !isExample(one))
    if (!cell) continue
    sink.complaints.push({
      line: cell.line,
      text: plain(cell).slice(0, 200),
      reason: `no address was understood in the column "${column.header}"`,
    })
    return
  }
}
