import { type Passage, segmentsOf } from './segments.ts'
import type { Found } from './tokens.ts'

/**
 * What a column holds. `addresses`: every address in it counts, also those in sentences. `never`: examples, further
 * reading, process names. `text`: anything else; a cell that is nothing but addresses still counts.
 */
export type Role = 'addresses' | 'ports' | 'protocols' | 'service' | 'required' | 'state' | 'never' | 'text'

const headers: readonly (readonly [Role, RegExp])[] = [
  [
    'service',
    /\b(?:descriptions?|purpose|function|used for|usage|notes?|comments?|details|justification|remarks?|reason|explanation|beschreibung|zweck|descripci[oó]n|prop[oó]sito)\b|\bwhat\b|\bwhy\b|说明|用途|説明|목적/i,
  ],
  ['addresses', /\b(?:urls?|uris?|fqdns?|host ?names?|dns names?|domains?|domain names?)\b/i],
  ['ports', /\bports?\b|\bpuertos?\b|\bportas?\b|端口|ポート|포트/i],
  ['protocols', /\bprotocols?\b|\bprotokolle?\b|\bprotocolos?\b|\bprotocoles?\b|协议|プロトコル|프로토콜/i],
  [
    'addresses',
    /\b(?:endpoints?|hosts?|address(?:es)?|destinations?|servers?|ips?|ip ranges?|subnets?|cidrs?|endpunkte?|adressen?|adresses?|direcci[oó]n(?:es)?|destinos?)\b|地址|アドレス|주소|终结点|エンドポイント/i,
  ],
  ['state', /\b(?:status|state|change|action)\b/i],
  ['required', /\b(?:required|optional|mandatory|necessity)\b\s*\??/i],
  [
    'service',
    /\b(?:services?|features?|products?|components?|scenarios?|areas?|categor(?:y|ies)|applications?|apps?|workloads?|roles?|dienste?|servicios?|fonctionnalit[eé]s?)\b|服务|サービス/i,
  ],
]

const exampleHeader = /\b(?:examples?|samples?|beispiele?|ejemplos?|exemples?)\b/i
const readingHeader =
  /\b(?:documentation|learn more|(?:more|further) (?:info|information|reading|details)|references?|see also)\b/i
const otherThings = /\b(?:process(?:es)?|commands?|cmdlets?|scripts?|syntax|e-?mail|versions?|registry|file ?names?)\b/i
const addressNoun =
  /\b(?:urls?|uris?|fqdns?|endpoints?|host ?names?|hosts?|domains?|domain names?|dns names?|address(?:es)?|destinations?)\b/i

/** Examples, further reading and names of other things; `Endpoint (version 2)` is headed by its noun all the same. */
function isNeverHeader(header: string): boolean {
  if (exampleHeader.test(header) || readingHeader.test(header)) return true
  return otherThings.test(header) && !addressNoun.test(header.replace(/\be-?mail address(?:es)?\b/gi, ' '))
}

const labelOfTag = /\b(?:service|fqdn|network) tags?\b|\btags?\b/i
/** `Destination port`, `Server port` are ports; `URL and port`, `FQDN:port` are addresses. */
const portOfSomething =
  /\b(?:destination|outbound|inbound|source|server|remote|local|client|tcp|udp|ip|network|host)\s+ports?\b/i

export function roleOfHeader(header: string): Role {
  if (header.trim() === '') return 'text'
  if (labelOfTag.test(header)) return 'text'
  if (isNeverHeader(header)) return 'never'
  if (portOfSomething.test(header)) return 'ports'
  return headers.find(([, pattern]) => pattern.test(header))?.[0] ?? 'text'
}

export type Column = { readonly role: Role; readonly header: string }

/** Roles of the columns of a table, by their headers and, where those say nothing, by what the cells hold. */
export function columnsOf(headers: readonly string[], rows: readonly (readonly Passage[])[]): readonly Column[] {
  const width = Math.max(headers.length, ...rows.slice(0, 5000).map((row) => row.length), 0)
  const columns = Array.from({ length: width }, (_, at) => {
    const header = headers[at] ?? ''
    const cells = rows.flatMap((row) => (row[at] && row[at].text.text.trim() !== '' ? [row[at]] : []))
    return { header, role: roleByContent(roleOfHeader(header), cells), cells }
  })
  const listed = columns.some((column) => column.role === 'addresses')
  return columns.map(({ header, role, cells }) => ({
    header,
    role: role === 'never' && !listed ? roleOfReading(header, cells) : role,
  }))
}

/** Further reading is links and pages; where no other column lists hosts, a column of nothing else is the list. */
function roleOfReading(header: string, cells: readonly Passage[]): Role {
  if (exampleHeader.test(header) || !readingHeader.test(header)) return 'never'
  const hosts = cells.every((cell) => cell.found.every((one) => one.value.type !== 'url' && one.link === null))
  return hosts && roleByContent('text', cells) === 'addresses' ? 'addresses' : 'never'
}

function roleByContent(named: Role, cells: readonly Passage[]): Role {
  if (named === 'never' || cells.length === 0) return named
  const brands = named === 'service'
  const listing = cells.filter((cell) => listsAddresses(cell) && (!brands || cell.found.every(isPlainlyMeant))).length
  if (listing * 2 >= cells.length) return 'addresses'
  if (named === 'ports' || named === 'addresses' || named === 'protocols' || named === 'required') return named
  if (cells.every((cell) => statesOnlyPorts(cell.text.text))) return 'ports'
  if (cells.every((cell) => protocolCell.test(cell.text.text.trim()))) return 'protocols'
  return named
}

/** Not a brand like Outlook.com in a column of product names. */
export function isPlainlyMeant(one: Found): boolean {
  return one.code || one.value.type !== 'fqdn' || one.value.scheme !== null || one.value.host.split('.').length > 2
}

/** Whether most parts of a cell are addresses or begin with one. */
export function listsAddresses(cell: Passage): boolean {
  if (cell.found.length === 0) return false
  const parts = segmentsOf(cell, false)
  const listing = parts.filter((part) => part.kind === 'pure' || part.kind === 'leads').length
  return listing * 2 >= parts.filter((part) => /[\p{L}\p{N}]/u.test(part.text)).length
}

const protocolCell =
  /^(?:(?:tcp|udp|https?|tls|ssl|icmp|quic|any)(?:\s?v?\d(?:\.\d)?)?[\s,/\\&+]*(?:and|or)?[\s,/\\&+]*)+$/i
const wellKnown = new Set(
  '20 21 22 25 53 67 68 69 80 88 110 123 135 137 138 139 143 161 162 389 443 445 464 465 500 514 587 636 993 995 1433 1434 1688 3268 3269 3389 3478 4500 5060 5061 5223 5228 5229 5230 5671 5672 5985 5986 7680 8080 8443 8530 8531 8883 9093 9354'.split(
    ' ',
  ),
)

/** Cells of numbers are ports where they are ports that everyone knows or stand beside a protocol; ids and versions are not. */
function statesOnlyPorts(text: string): boolean {
  if (!/\d/.test(text) || !/^(?:[\s\d,;/\\&+:()–-]|tcp|udp|https?|tls|ports?|and|or|to|any|\u241e)+$/i.test(text))
    return false
  return /\b(?:tcp|udp)\b/i.test(text) || (text.match(/\d+/g) ?? []).every((number) => wellKnown.has(number))
}
