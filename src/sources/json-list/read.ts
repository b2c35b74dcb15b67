import type { Complaint, Entry, Occurrence, Reading } from '../../core/model.ts'
import { byAddress } from '../../core/snapshot.ts'
import type { BodyFault } from '../json.ts'
import { type ListAddress, readAddress } from './address.ts'
import type { JsonListConfig } from './config.ts'
import type { Document } from './document.ts'
import { labelOf, type Odd, plainText, portsOf, protocolsOf, requiredOf, sectionOf, shown } from './fields.ts'
import { type Places, placesOf } from './places.ts'
import { evaluateText, type Row, selectRows } from './rows.ts'

export type ListRead = { readonly kind: 'reading'; readonly reading: Reading } | BodyFault

/**
 * The reading of a document by the expressions of a source: one occurrence for each address of each record, cited by the line
 * on which its string stands. Faults: `no-rows`, `no-addresses`, `not-strings`, `expression-failed`.
 */
export function readList(source: JsonListConfig, document: Extract<Document, { kind: 'document' }>): ListRead {
  try {
    return readWhole(source, document)
  } catch (error) {
    // A few hundred kilobytes of brackets are JSON and exhaust the stack of whoever walks down into them.
    if (!(error instanceof RangeError)) throw error
    return { kind: 'fault', code: 'too-deep', why: 'the document is nested too deeply to be read' }
  }
}

function readWhole(source: JsonListConfig, document: Extract<Document, { kind: 'document' }>): ListRead {
  const selected = selectRows(source, document.value)
  if (selected.kind === 'fault') return selected
  const places = placesOf(document.text, document.value)
  const gathered: Gathered = { found: new Map(), complaints: [], known: new Map() }
  for (const row of selected.rows) readRow(row, places, gathered)
  const { found, complaints } = gathered
  if (found.size === 0) return noneOf(source, complaints)
  const entries = [...found.values()].sort(byAddress)
  const date = source.date === undefined ? null : evaluateText('date', source.date, document.value)
  if (date?.kind === 'fault') return date
  return { kind: 'reading', reading: { title: null, date: plainText(date?.value), entries, complaints } }
}

type Gathered = {
  readonly found: Map<string, Entry & { readonly occurrences: Occurrence[] }>
  readonly complaints: Complaint[]
  /** By the string as listed: lists repeat themselves under many names. */
  readonly known: Map<string, ListAddress>
}

function readRow(row: Row, places: Places, { found, complaints, known }: Gathered): void {
  const { terms, odd } = termsOf(row)
  const at = places.lineOfRecord(row.record)
  for (const one of odd) complaints.push({ line: at, ...one })
  if (row.strings.length === 0)
    complaints.push({ line: at, text: shown(row.record), reason: '`addresses` gives nothing for this record' })
  const lines = places.linesOf(row)
  for (const [i, text] of row.strings.entries()) {
    const line = lines[i] ?? at
    const read = known.get(text) ?? readAddress(text)
    known.set(text, read)
    const reason = read.kind === 'not' ? read.reason : read.odd
    if (reason !== null) complaints.push({ line, text: shown(text), reason })
    if (read.kind === 'not') continue
    const { address, type } = read
    const occurrence = { ...terms, line, ports: portsWith(terms.ports, read) }
    const entry = found.get(address)
    if (entry === undefined) found.set(address, { address, type, occurrences: [occurrence] })
    else entry.occurrences.push(occurrence)
  }
}

/** A port behind the host is the address's own, and what the record says is of all its addresses. */
function portsWith(
  ports: Occurrence['ports'],
  { port }: Extract<ListAddress, { kind: 'address' }>,
): Occurrence['ports'] {
  return port === null ? ports : [port]
}

function termsOf({ values, labels }: Row): { readonly terms: Omit<Occurrence, 'line'>; readonly odd: readonly Odd[] } {
  const ports = portsOf(values.ports)
  const protocols = protocolsOf(values.protocols)
  const section = sectionOf(values.section)
  const required = requiredOf(values.required)
  const named = Object.entries(labels).flatMap(([name, value]) => {
    const text = labelOf(value)
    return text === null ? [] : [[name, text] as const]
  })
  const terms = {
    section: section.value,
    tab: null,
    ports: ports.value.ports,
    protocols: [...new Set([...protocols.value, ...ports.value.protocols])],
    service: labelOf(values.service),
    required: required.value,
    ...(named.length > 0 && { labels: Object.fromEntries(named) }),
  }
  return { terms, odd: [...ports.odd, ...protocols.odd, ...section.odd, ...required.odd] }
}

function noneOf({ addresses }: JsonListConfig, complaints: readonly Complaint[]): BodyFault {
  const first = complaints.find(({ text }) => text !== '')
  const came = first === undefined ? '' : `; line ${first.line} gives ${JSON.stringify(first.text)}: ${first.reason}`
  return { kind: 'fault', code: 'no-addresses', why: `\`addresses: ${addresses}\` yields no address${came}` }
}
