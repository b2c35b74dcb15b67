import { portsInRemark } from '../core/ports.ts'
import { isElsewhere, isGone, requiredIn } from './context.ts'
import { ownPort } from './prose.ts'
import { leadingRun, readPassage, segmentsOf } from './segments.ts'
import { type Context, type Sink, take } from './sink.ts'
import { saysGone } from './words.ts'

const scriptLine =
  /[{};$]|^\s*(?:curl|wget|get|post|put|invoke-|test-|set-|new-|az |netsh|nslookup|ping|tnc|telnet|openssl|sudo|apt|yum|dnf|rpm|docker|kubectl|helm|git|import|export|for |if |foreach|while|echo|cd |\.\\|\.\/|#!|\w+\s*=\s)|--\w|\|\s*\w|<\/?[a-z]+[^<>]*>.*<\//i

/** A fenced block is read only when it is the list itself: most of its lines begin with an address and none is a script's. */
export function readFence(value: string, line: number, context: Context, sink: Sink): void {
  const passage = readPassage(value.replaceAll('`', ' '), line)
  if (passage.found.length === 0 || isGone(context) || isElsewhere(context)) return
  const lines = segmentsOf(passage, true)
  const listed = lines.filter((one) => one.kind === 'pure' || (one.kind === 'leads' && !scriptLine.test(one.text)))
  const scripts = lines.filter((one) => scriptLine.test(one.text.replace(/https?:\/\/\S+/g, '')) && one.kind !== 'pure')
  if (listed.length === 0 || scripts.length > 0 || listed.length * 2 < lines.length) return
  if (listed.length === 1 && listed[0]?.found.length === 1 && looksLikeTest(listed[0].text)) return
  for (const one of listed) {
    if (saysGone(one.text)) continue
    const remark = portsInRemark(one.text.slice((one.found[0]?.to ?? one.from) - one.from))
    for (const found of leadingRun(one, passage.text.text)) {
      const own = ownPort(found)
      const ports = own.length > 0 ? own : remark.ports
      take(sink, passage, found, context, {
        ports,
        protocols: remark.protocols,
        service: null,
        required: requiredIn(context),
      })
    }
  }
}

/** One URL with a path alone in a fence is something to open or to copy, not a list. */
function looksLikeTest(text: string): boolean {
  return /^\s*https?:\/\/[^\s/]+\/\S+/i.test(text)
}
