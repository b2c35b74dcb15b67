import { type PortsAndProtocols, parseProtocols, portsInRemark } from '../core/ports.ts'
import { requiredIn } from './context.ts'
import { leadingRun, type Passage, type Segment, sentencesOf } from './segments.ts'
import type { Context, Said } from './sink.ts'
import type { Found } from './tokens.ts'

/** `Port 5671 is no longer required.` */
const portGone = /[^.]{0,200}\bno longer\b[^.]{0,200}/gi

/** Ports and the remark that stand beside one address of a segment. */
export function saidAt(segment: Segment, passage: Passage, one: Found, context: Context): Said {
  const text = passage.text.text
  const at = segment.found.indexOf(one)
  const next = segment.found[at + 1]
  const behind = text.slice(one.to, next?.from ?? segment.to).replace(portGone, ' ')
  const own = ownPort(one)
  const remark = own.length > 0 ? { ports: own, protocols: parseProtocols('') } : portsInRemark(behind)
  const joined = (): PortsAndProtocols =>
    isJoined(text, segment, at)
      ? portsInRemark(text.slice(segment.found.at(-1)?.to ?? 0, segment.to).replace(portGone, ' '))
      : portsInRemark('')
  const shared =
    [() => remark, joined, () => portsBefore(segment, passage, one)]
      .map((said) => said())
      .find((said) => said.ports.length > 0) ?? remark
  return {
    ports: shared.ports,
    protocols: shared.protocols,
    service: remarkOf(segment, text),
    required: requiredHere(segment, context),
  }
}

/** `Allow TCP traffic on port 443 to ...`: what the sentence, or the label, says before its first address. */
function portsBefore(segment: Segment, passage: Passage, one: Found): PortsAndProtocols {
  if (segment.kind !== 'sentence' && segment.kind !== 'labelled') return portsInRemark('')
  const { text } = passage.text
  const range = sentencesOf(text).find((sentence) => one.from < sentence.to) ?? segment
  const first = segment.found.find((found) => found.from >= range.from) ?? one
  return portsInRemark(text.slice(Math.max(segment.from, range.from), first.from).replace(portGone, ' '))
}

function requiredHere(segment: Segment, context: Context): boolean | null {
  return /\(\s*optional\b|\boptional\)|[-–:]\s*optional\b/i.test(segment.text) ? false : requiredIn(context)
}

/** Whether only commas and the like stand between this address and all that follow in its segment. */
function isJoined(text: string, segment: Segment, at: number): boolean {
  const known = segment.memo.joined
  if (known !== undefined) return at >= known
  let from = segment.found.length - 1
  while (from > 0) {
    const gap = text.slice(segment.found[from - 1]?.to ?? 0, segment.found[from]?.from ?? 0)
    if (!/^[\s,;/`'"&]*(?:and|or)?[\s,;/`'"&]*$/.test(gap)) break
    from -= 1
  }
  segment.memo.joined = from
  return at >= from
}

export function ownPort(one: Found): readonly (number | string)[] {
  const port = one.value.port
  return port === null ? [] : [port.includes('-') ? port : Number(port)]
}

/** What the item says its addresses are for: the words behind them, or the label before. */
function remarkOf(segment: Segment, text: string): string | null {
  const words =
    segment.kind === 'labelled'
      ? text.slice(segment.from, segment.found[0]?.from ?? segment.from)
      : segment.kind === 'leads'
        ? text.slice(leadingRun(segment, text).at(-1)?.to ?? segment.to, segment.to)
        : ''
  const trimmed = words.replace(/\s+/g, ' ').replace(/^[^\p{L}\p{N}(]+|[\s:：.,–-]+$/gu, '')
  return trimmed === '' ? null : trimmed
}
