import { parsePorts, portsInRemark } from '../core/ports.ts'
import { elsewhereOf, isGone, requiredIn } from './context.ts'
import { remarkSaysGone } from './gone.ts'
import { ownPort } from './said.ts'
import { leadingRun, type Passage, readPassage, type Segment, segmentsOf } from './segments.ts'
import { type Context, type Sink, take } from './sink.ts'
import { asksForAccess, introduces, lastSentence, namesEndpoints } from './words.ts'

const scriptLine =
  /[{}]|\$[\w({]|;\s*$|=>|&&|^\s*(?:curl|wget|get|post|put|invoke-|test-|set-|new-|add-|az |netsh|nslookup|ping|tnc|telnet|openssl|sudo|apt|yum|dnf|rpm|docker|kubectl|helm|git|import|export|for |if |foreach|while|echo|cd |\.\\|\.\/|#!|\w+\s*=\s)|\s--\w|\|\s*(?:sh|bash|iex|grep|jq|awk|sed|tee|sort|select|where|out-|format-|foreach|%|\?)|<\/?[a-z]+[^<>]*>.*<\//i
/** What follows an address at the head of a line when the line is code and not the address with a remark. */
const codeBehind = /[{}]|\$\(|=>|&&|\|\s*(?:sh|bash|iex|grep|jq|select|where|out-)\b|;\s*$/i
const commentLine = /^\s*(?:#(?!!)|\/\/|;|--\s|rem\b)/i

/** A fenced block is read only when it is the list itself: most of its lines begin with an address and none is a script's. */
export function readFence(value: string, line: number, context: Context, sink: Sink): void {
  if (isGone(context) || elsewhereOf(context) === 'away') return
  if (/^\s*[[{]/.test(value)) readJson(value, line, context, sink)
  else readLines(value, line, context, sink)
}

function readLines(value: string, line: number, context: Context, sink: Sink): void {
  const passage = readPassage(value.replaceAll('`', ' '), line)
  if (passage.found.length === 0) return
  const lines = segmentsOf(passage, true).filter((one) => !isRegionName(one) && !isComment(one))
  const listed = lines.filter((one) => one.kind === 'pure' || (one.kind === 'leads' && !isCode(passage, one)))
  const scripts = lines.filter(
    (one) => !listed.includes(one) && scriptLine.test(one.text.replace(/https?:\/\/\S+/g, '')),
  )
  if (listed.length === 0 || scripts.length > 0 || listed.length * 2 < lines.length) return
  const alone = listed.length === 1 && listed[0]?.found.length === 1 && looksLikeTest(listed[0].text)
  if (alone && !asksForAccess(lastSentence(context.leads.at(-1) ?? ''))) return
  for (const one of listed) if (!remarkSaysGone(one.text)) takeLine(passage, one, context, sink)
}

/** `North Europe`, `Germany West Central (public)`: a label between addresses. */
function isRegionName(segment: Segment): boolean {
  return segment.kind === 'plain' && /^\s*[#/*-]*\s*[\p{L}\d][\p{L}\d ()/-]{0,60}:?\s*$/u.test(segment.text)
}

/** A remark on a line of its own says nothing of what the block is. */
function isComment(segment: Segment): boolean {
  return segment.kind !== 'pure' && segment.kind !== 'leads' && commentLine.test(segment.text)
}

function isCode(passage: Passage, segment: Segment): boolean {
  const last = leadingRun(segment, passage.text.text).at(-1)
  return codeBehind.test(passage.text.text.slice(last?.to ?? segment.from, segment.to))
}

function takeLine(passage: Passage, one: Segment, context: Context, sink: Sink): void {
  const remark = portsInRemark(one.text.slice((one.found[0]?.to ?? one.from) - one.from))
  for (const found of leadingRun(one, passage.text.text)) {
    const own = ownPort(found)
    const ports = own.length > 0 ? own : remark.ports
    const said = { ports, protocols: remark.protocols, service: null, required: requiredIn(context) }
    take(sink, passage, found, context, said)
  }
}

/** One URL with a path alone in a fence is something to open or to copy, not a list. */
function looksLikeTest(text: string): boolean {
  return /^\s*https?:\/\/[^\s/]+\/\S+/i.test(text)
}

const addressKey =
  /["“](?:urls?|uris?|fqdns?|hosts?|host ?names?|endpoints?|domains?|address(?:es)?|destinations?)["”]\s*:/gi
const otherKey = /^[^"“]*["“](?:examples?|notes?|docs?|documentation|links?|references?|descriptions?)["”]\s*:/i

/**
 * JSON is a list where the words above introduce it as one, or where its keys and the heading both speak of addresses;
 * then each value that is an address counts.
 */
function readJson(value: string, line: number, context: Context, sink: Sink): void {
  const before = context.leads.at(-1) ?? ''
  const introduced = namesEndpoints(before) && (introduces(lastSentence(before)) || introduces(before))
  const keyed = (value.match(addressKey)?.length ?? 0) > 1 && namesEndpoints(context.section.at(-1) ?? '')
  if (!introduced && !keyed) return
  const lines = value.split('\n')
  lines.forEach((text, at) => {
    if (otherKey.test(text)) return
    const written = /^[^"“]*(?:["“][^"“”]{1,40}["”]\s*:\s*)?["“]([^"“”]+)["”]/.exec(text)?.[1] ?? ''
    const passage = readPassage(written, line + at)
    const [segment] = segmentsOf(passage, true)
    if (segment?.kind !== 'pure' && segment?.kind !== 'leads') return
    const beside = /"ports?"\s*:\s*"?([^"}]*)/i.exec(untilObjectEnds(lines, at))?.[1] ?? ''
    for (const found of leadingRun(segment, passage.text.text)) {
      take(sink, passage, found, context, { ...parsePorts(beside), service: null, required: requiredIn(context) })
    }
  })
}

function untilObjectEnds(lines: readonly string[], from: number): string {
  return /^[^}]*/.exec(lines.slice(from, from + 12).join('\n'))?.[0] ?? ''
}
