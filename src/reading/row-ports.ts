import type { Port } from '../core/model.ts'
import { parsePorts, parseProtocols, portsInRemark, statesPorts } from '../core/ports.ts'
import type { Column } from './columns.ts'
import { ownPort } from './said.ts'
import { type Passage, plain, type Segment, segmentsOf } from './segments.ts'
import type { Said } from './sink.ts'
import type { Found } from './tokens.ts'

export type RowPorts = { readonly ports: readonly Port[]; readonly protocols: readonly string[] }

/** Ports and protocols of the columns for them; without such a column, those that another cell of the row states. */
export function rowPorts(row: readonly Passage[], columns: readonly Column[]): RowPorts {
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
export function saidOf(one: Found, segment: Segment, cell: Passage, row: RowPorts): Pick<Said, 'ports' | 'protocols'> {
  const own = ownPort(one)
  if (own.length > 0) return { ports: own, protocols: row.protocols }
  const text = cell.text.text
  const next = segment.found[segment.found.indexOf(one) + 1]
  const beside = portsInRemark(text.slice(one.to, next?.from ?? segment.to))
  if (beside.ports.length > 0) return merged(beside, row)
  const stated = statedIn(segment, cell)
  return stated.ports.length > 0 ? merged(stated, row) : row
}

/** Ports that a part of a cell states for all its addresses, or that stand in a part of their own. */
function statedIn(segment: Segment, cell: Passage): RowPorts {
  if (segment.memo.stated) return segment.memo.stated
  const within = portsInRemark(withoutAddresses(cell.text.text, segment))
  const apart = (): string =>
    segmentsOf(cell, false)
      .filter((part) => part.kind === 'plain')
      .map((part) => part.text)
      .join(' ; ')
  const stated = within.ports.length > 0 ? within : portsInRemark(apart())
  segment.memo.stated = stated
  return stated
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
