import type { Port } from '../core/model.ts'
import { parsePorts, parseProtocols, portsInRemark, statesPorts } from '../core/ports.ts'
import { type Column, columnsOf, listsAddresses } from './columns.ts'
import { isGone, requiredIn } from './context.ts'
import type { Row } from './html-table.ts'
import { ownPort } from './prose.ts'
import { askedFor, type Passage, readPassage, type Segment, segmentsOf } from './segments.ts'
import { type Context, complain, type Said, type Sink, take } from './sink.ts'
import type { Found } from './tokens.ts'
import { asksForAccess, namesEndpoints, requiredBy, saysGone } from './words.ts'

type ReadRow = readonly Passage[]

/** Reads a table: which columns hold addresses, and for each address what its row says of it. */
export function readTable(source: readonly Row[], context: Context, sink: Sink): void {
  const rows = source.map((row) => row.map((cell) => readPassage(cell.raw, cell.line)))
  if (!rows.some((row) => row.some((cell) => cell.found.length + cell.odd.length > 0)) || isGone(context)) return
  const { header, body } = splitHeader(rows, source)
  const columns = columnsOf(header, body)
  let service: string | null = null
  const before = sink.sightings.length
  for (const row of body) {
    const own = serviceOf(row, columns)
    service = own.text ?? (own.continues ? service : null)
    readRow(row, columns, service, context, sink)
  }
  if (sink.sightings.length === before) complainEmpty(body, columns, sink)
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

export function plain(cell: Passage): string {
  return cell.text.text
    .replace(/\u241e/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
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

function readRow(row: ReadRow, columns: readonly Column[], service: string | null, context: Context, sink: Sink): void {
  if (row.every((cell) => cell.found.length + cell.odd.length === 0) || rowIsGone(row, columns)) return
  const ports = rowPorts(row, columns)
  const required = rowRequired(row, columns) ?? requiredIn(context)
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
    if (role === 'addresses') for (const odd of cell.odd) complain(sink, cell, odd)
  })
}

/** Addresses of a cell that count, by the role of its column. */
function acceptedIn(cell: Passage, role: Column['role'], row: ReadRow, columns: readonly Column[]): ReadonlySet<Found> {
  const accepted = new Set<Found>()
  const others = row.some((one, at) => one !== cell && columns[at]?.role === 'addresses' && one.found.length > 0)
  let led = false
  for (const segment of segmentsOf(cell, false)) {
    if (segment.kind === 'plain' && segment.text.trim() !== '') led = leadsToList(segment.text)
    if (saysGone(segment.text)) continue
    const listed = segment.kind === 'pure' || (led && segment.kind !== 'sentence')
    for (const one of segment.found) {
      const counts = role === 'addresses' || (listed && (!others || isPlainlyMeant(one)))
      if (counts && one.link !== 'part') accepted.add(one)
    }
  }
  if (role !== 'addresses') for (const one of askedFor(cell)) accepted.add(one)
  return accepted
}

/** `Make sure that these URLs are accessible:` and then one part of the cell for each. */
function leadsToList(text: string): boolean {
  return /[:：]\W*$/.test(text) && (asksForAccess(text) || namesEndpoints(text))
}

/** Not a brand like Outlook.com in a column of product names. */
function isPlainlyMeant(one: Found): boolean {
  return one.code || one.value.type !== 'fqdn' || one.value.scheme !== null || one.value.host.split('.').length > 2
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

type RowPorts = { readonly ports: readonly Port[]; readonly protocols: readonly string[] }

/** Ports and protocols of the columns for them; without such a column, those that another cell of the row states. */
function rowPorts(row: ReadRow, columns: readonly Column[]): RowPorts {
  const ports = new Set<Port>()
  const protocols = new Set<string>()
  for (const [at, cell] of row.entries()) {
    const column = columns[at]
    const text = plain(cell)
    if (column?.role === 'ports') {
      const read = parsePorts(text)
      for (const port of read.ports) ports.add(port)
      for (const protocol of [...read.protocols, ...parseProtocols(column.header)])
        if (text !== '') protocols.add(protocol)
    } else if (column?.role === 'protocols') {
      for (const protocol of parseProtocols(text)) protocols.add(protocol)
      for (const port of portsInRemark(text).ports) ports.add(port)
    }
  }
  if (ports.size > 0 || columns.some((column) => column.role === 'ports'))
    return { ports: [...ports], protocols: [...protocols] }
  for (const cell of row) {
    if (cell.found.length > 0 || !statesPorts(plain(cell))) continue
    const read = portsInRemark(plain(cell))
    for (const port of read.ports) ports.add(port)
    for (const protocol of read.protocols) protocols.add(protocol)
  }
  return { ports: [...ports], protocols: [...protocols] }
}

/** Ports written at the host itself come before those that its cell states, and those before the row's. */
function saidOf(one: Found, segment: Segment, cell: Passage, row: RowPorts): Pick<Said, 'ports' | 'protocols'> {
  const own = ownPort(one)
  if (own.length > 0) return { ports: own, protocols: row.protocols }
  const text = cell.text.text
  const next = segment.found[segment.found.indexOf(one) + 1]
  const beside = portsInRemark(text.slice(one.to, next?.from ?? segment.to))
  if (beside.ports.length > 0) return merged(beside, row)
  const within = portsInRemark(withoutAddresses(text, segment))
  if (within.ports.length > 0) return merged(within, row)
  const apart = segmentsOf(cell, false)
    .filter((part) => part.kind === 'plain')
    .map((part) => part.text)
  const stated = portsInRemark(apart.join(' ; '))
  return stated.ports.length > 0 ? merged(stated, row) : row
}

function merged(beside: RowPorts, row: RowPorts): RowPorts {
  return { ports: beside.ports, protocols: [...new Set([...beside.protocols, ...row.protocols])] }
}

function withoutAddresses(text: string, segment: Segment): string {
  let out = ''
  let at = segment.from
  for (const one of segment.found) {
    out += `${text.slice(at, one.from)} `
    at = one.to
  }
  return out + text.slice(at, segment.to)
}

/** A column that is headed as one of hosts and holds dotted words, and yet gave nothing. */
function complainEmpty(body: readonly ReadRow[], columns: readonly Column[], sink: Sink): void {
  for (const [at, column] of columns.entries()) {
    if (column.role !== 'addresses') continue
    const cell = body.map((row) => row[at]).find((one) => one && /\w\.\w|:\/\//.test(one.text.text))
    if (!cell) continue
    sink.complaints.push({
      line: cell.line,
      text: plain(cell).slice(0, 200),
      reason: `no address was understood in the column "${column.header}"`,
    })
    return
  }
}
