import type { Port } from './model.ts'

export type PortsAndProtocols = { readonly ports: readonly Port[]; readonly protocols: readonly string[] }

const protocolWord =
  /\b(TLS|SSL)\s?v?\s?(\d(?:\.\d)?)\b|\b(TCP|UDP|HTTPS|HTTP|TLS|SSL|QUIC|ICMP|AMQPS|AMQP|MQTTS|MQTT|SSH|RDP|SMTPS|SMTP|DNS|NTP|WSS|LDAPS|LDAP|SMB|FTPS|FTP|IKE|ESP|GRE|TDS|SNMP|RPC|STUN|TURN|S?RTP)\b/gi
/** Digits with thousands separators (`50,000`) or plain, with a range, not inside an address or a version. */
const portNumber =
  /(?<![\w.,-])(\d{1,2},\d{3}|\d{1,5})(?:\s?(?:-|–|to)\s?(\d{1,2},\d{3}|\d{1,5}))?(?![\w]|[.,-]\d|\.\d|%)/g

/** Protocols named in a text, each once, in order: `TLS v1.2` is written `TLSv1.2`. */
export function parseProtocols(text: string): readonly string[] {
  const found = new Set<string>()
  for (const word of text.replace(/\\/g, ' ').matchAll(protocolWord)) {
    const [, layer, version, plain] = word
    found.add(plain ? plain.toUpperCase() : `${layer?.toUpperCase()}v${version}`)
  }
  return [...found]
}

/**
 * Reads a cell that holds ports: `443`, `5223 and 443`, `TCP: 80, 443`, `50,000-59,999`, `UDP 3478-3481`.
 *
 * @param text plain text of the cell
 * @returns each port once, in order; a range as `"50000-59999"`; protocols named beside them
 */
export function parsePorts(text: string): PortsAndProtocols {
  const ports: Port[] = []
  const bare = text.replace(protocolVersion, ' ').replace(/\(\d{1,3}\)/g, (mark) => (portLike(mark) ? mark : ' '))
  for (const [, low = '', high] of splitJoined(bare).matchAll(portNumber)) {
    const from = portValue(low)
    const to = high === undefined ? null : portValue(high)
    if (from === null || (high !== undefined && to === null)) continue
    const port = to === null ? from : `${from}-${to}`
    if (!ports.includes(port)) ports.push(port)
  }
  return { ports, protocols: parseProtocols(text) }
}

const protocolVersion = /\b(?:TLS|SSL|IPv?|HTTP)\s?v?\/?\s?\d(?:\.\d)?\b(?!\d)/gi

function portLike(mark: string): boolean {
  return /\((?:\d{2,3})\)/.test(mark)
}

/** `80,443` is two ports, `50,000` one; `TCP443` and `TCP/443` hold a port. */
function splitJoined(text: string): string {
  return text
    .replace(/(?<!\d)(\d{1,5}),(?=\d{1,5}(?!\d))/g, (whole, low: string, at: number) =>
      isThousands(low, text.slice(at + whole.length)) ? whole : `${low}, `,
    )
    .replace(/\b(TCP|UDP)[-_]?(?=\d)/gi, '$1 ')
    .replace(/(\d)(?=(?:TCP|UDP)\b)/gi, '$1 ')
}

function isThousands(low: string, behind: string): boolean {
  return (
    low.length <= 2 &&
    /^\d{3}(?!\d)/.test(behind) &&
    Number(low) >= 1 &&
    !/^(443|389|445|636|123|135|500|993|995|587|080)/.test(behind)
  )
}

function portValue(digits: string): number | null {
  const value = Number(digits.replace(',', ''))
  return value >= 1 && value <= 65535 ? value : null
}

const statement =
  /\b(?:TCP|UDP|HTTPS?)\s*(?:\/\s*(?:TCP|UDP|HTTPS?)\s*)?(?:outbound\s+|inbound\s+)?(?:ports?\s*)?[:=(]?\s*\d|\bports?\b[^.\d]{0,24}\d|\d\s*[(/]?\s*(?:TCP|UDP)\b|\bHTTPS?\s*\/\s*\d/i

/** Whether a piece of running text states ports, and not just any number. */
export function statesPorts(text: string): boolean {
  return statement.test(text)
}

/**
 * Ports that a remark beside a host states: `(TCP 443)`, `on TCP ports 80 & 443`, `(443 & 5671 outbound)`.
 * Numbers count only next to a protocol or the word port, or alone in brackets.
 */
export function portsInRemark(text: string): PortsAndProtocols {
  if (!/\d/.test(text)) return { ports: [], protocols: [] }
  const found: Port[] = []
  const protocols: string[] = []
  const pattern =
    /\((?=[^()]{0,60}\))(?:\s|(?:TCP|UDP|HTTPS?|ports?|outbound|inbound|and|or|[&,/:–-])|\d{2,5})+\)|(?:\b(?:TCP|UDP|HTTPS?|ports?)\b[\s:=/(]*)+(?:(?:outbound|inbound|numbers?|on|over)[\s:]*)*(?:(?:\d{1,2},\d{3}(?!\d)|\d{1,5})(?:\s?[-–]\s?(?:\d{1,2},\d{3}(?!\d)|\d{1,5}))?(?:\s*(?:[,;&/]|and|or)\s*(?=\d))?)+(?:\s*\(?(?:TCP|UDP)\b)?|\b\d{2,5}\s*[(/]?\s*(?:TCP|UDP)\b|\b\d{2,5}\s+(?:outbound|inbound)\b/gi
  for (const [piece] of text.matchAll(pattern)) {
    const read = parsePorts(piece)
    for (const port of read.ports) if (!found.includes(port)) found.push(port)
    if (read.ports.length > 0) for (const p of read.protocols) if (!protocols.includes(p)) protocols.push(p)
  }
  return { ports: found, protocols }
}
