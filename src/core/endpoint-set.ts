/** The words of the Microsoft 365 endpoint web service as types: sets of addresses that share ports and meaning. Pure. */

/** Ports from `from` to `to`, both included. */
export type PortSpan = { readonly from: number; readonly to: number }

/**
 * One endpoint set as the service publishes it, with spelling taken out of the ports. `id` is unique within an instance only.
 * `urls` and `ips` are sets in one spelling (lower case, IPv6 as in RFC 5952): their order means nothing.
 */
export type EndpointSet = {
  readonly id: number
  /** `Common`, `Exchange`, `SharePoint`, `Skype` (which is Teams), `MEM` (which is Intune), or a word that is new. */
  readonly area: string
  /** Shown to people, renamed at will: never a key and never a change. */
  readonly displayName: string | null
  readonly urls: readonly string[]
  readonly ips: readonly string[]
  readonly tcp: readonly PortSpan[]
  readonly udp: readonly PortSpan[]
  readonly expressRoute: boolean
  /** `Optimize`, `Allow`, `Default`, or a word that is new. */
  readonly category: string
  readonly required: boolean
  /** What breaks without an optional set; may hold Markdown. */
  readonly notes: string | null
  /** Attributes that this version does not know, kept as text: strings as they are, everything else as JSON with sorted keys. */
  readonly more: Readonly<Record<string, string>>
}

const port = /^\s*(\d{1,5})\s*(?:-\s*(\d{1,5})\s*)?$/

function parseSpan(text: string): PortSpan | null {
  const match = port.exec(text)
  if (match === null) return null
  const from = Number(match[1])
  const to = Number(match[2] ?? match[1])
  return from >= 1 && from <= to && to <= 65_535 ? { from, to } : null
}

/**
 * The canonical form of a set of ports: ascending spans that neither overlap nor touch.
 */
export function canonicalSpans(spans: readonly PortSpan[]): readonly PortSpan[] {
  const out: PortSpan[] = []
  for (const span of spans.toSorted((a, b) => a.from - b.from)) {
    const last = out.at(-1)
    if (last !== undefined && span.from <= last.to + 1)
      out[out.length - 1] = { ...last, to: Math.max(last.to, span.to) }
    else out.push(span)
  }
  return out
}

/** The ports of `a` that are not in `b`. */
export function spansWithout(a: readonly PortSpan[], b: readonly PortSpan[]): readonly PortSpan[] {
  let rest = [...canonicalSpans(a)]
  for (const cut of b)
    rest = rest.flatMap(({ from, to }) => {
      if (cut.to < from || cut.from > to) return [{ from, to }]
      return [
        { from, to: cut.from - 1 },
        { from: cut.to + 1, to },
      ].filter((span) => span.from <= span.to)
    })
  return rest
}

/**
 * Reads a port list as the service writes it: `80,443`, `443,80`, `143, 587`, `5061,50000-59999`.
 * Returns canonical spans, or `null` when any piece is not a port from 1 to 65535 or a rising range of them.
 */
export function parsePortList(text: string): readonly PortSpan[] | null {
  const spans: PortSpan[] = []
  for (const piece of text.split(',')) {
    const span = parseSpan(piece)
    if (span === null) return null
    spans.push(span)
  }
  return canonicalSpans(spans)
}

function spanText({ from, to }: PortSpan): string {
  return from === to ? `${from}` : `${from}-${to}`
}

/** The ports of a set with their protocol, TCP before UDP and ascending: `TCP 80`, `TCP 443`, `UDP 3478-3481`. */
export function portTexts(set: Pick<EndpointSet, 'tcp' | 'udp'>): readonly string[] {
  return [...set.tcp.map((span) => `TCP ${spanText(span)}`), ...set.udp.map((span) => `UDP ${spanText(span)}`)]
}
