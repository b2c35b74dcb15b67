import { isPlainlyMeant } from './columns.ts'
import { elsewhereOf, isAboutEndpoints, isGone } from './context.ts'
import { isElsewhereTalk } from './elsewhere.ts'
import { saidAt } from './said.ts'
import { askedFor, isSaidGone, leadingRun, type Passage, type Segment, segmentsOf } from './segments.ts'
import { type Context, complain, type Sink, take } from './sink.ts'
import type { Found } from './tokens.ts'
import { asksForAccess, introduces, lastSentence, namesEndpoints, speaksOfEndpoints } from './words.ts'

/** Reads the text of a list item: an address at its head or behind its label, or a sentence that asks for access. */
export function readItem(passage: Passage, context: Context, sink: Sink): void {
  readText(passage, context, sink, itemTakes)
}

/** Reads a paragraph: bare addresses, a label and addresses, or a sentence that asks for access. */
export function readParagraph(passage: Passage, context: Context, sink: Sink): void {
  readText(passage, context, sink, paragraphTakes)
}

/** Further reading is given by pages; a host alone is none. */
function isBareHost(one: Found): boolean {
  return one.value.type !== 'url' && one.link === null
}

type Takes = (segment: Segment, passage: Passage, context: Context) => readonly Found[]

function readText(passage: Passage, context: Context, sink: Sink, takes: Takes): void {
  if (passage.found.length === 0 && passage.odd.length === 0) return
  if (isGone(context)) return
  const accepted = new Set<Found>(askedFor(passage))
  const lines = segmentsOf(passage, true)
  const split = lines.length > 1 && lines.slice(1).some((line) => line.kind === 'pure' || line.kind === 'leads')
  const segments = split ? lines : segmentsOf(passage, false)
  const elsewhere = elsewhereOf(context)
  for (const segment of segments) {
    if (elsewhere !== 'away') {
      for (const one of takes(segment, passage, context)) if (!elsewhere || isBareHost(one)) accepted.add(one)
    }
    for (const one of segment.found) {
      if (accepted.has(one) && one.link !== 'part' && !isSaidGone(passage, one))
        take(sink, passage, one, context, saidAt(segment, passage, one, context))
    }
  }
  if (accepted.size > 0 || passage.found.length === 0)
    complainInLists(passage, segments, sink, elsewhere !== null, takes === itemTakes)
}

function itemTakes(segment: Segment, passage: Passage, context: Context): readonly Found[] {
  const meant = (one: Found): boolean => !isBrand(one, passage) || asksInList(context)
  if (segment.kind === 'pure') return segment.found.filter(meant)
  if (segment.kind === 'leads') return leadingRun(segment, passage.text.text).filter(meant)
  if (segment.kind === 'plain') return []
  const before = passage.text.text.slice(segment.from, segment.found[0]?.from ?? segment.from)
  if (isElsewhereTalk(before) || isStep(before) || !isAboutEndpoints(context)) return []
  const asks = asksInList(context)
  if (segment.kind === 'labelled') {
    const titled = context.leads.length === 0 && namesEndpoints(context.title)
    return segment.found.filter((one) => asks || titled || namesEndpoints(before) || isPlainHost(one, before))
  }
  return asks || namesNext.test(before) ? segment.found.filter((one) => closesItem(one, segment, passage)) : []
}

/** `Graph endpoint https://...` */
const namesNext = /\b(?:endpoint|url|uri|fqdn|host ?name|host|domain|address)s?\s*[:(=]?\W*$/i

/** `SSL.com` in a list of companies: a name of two parts, with a capital. */
function isBrand(one: Found, passage: Passage): boolean {
  return !isPlainlyMeant(one) && /[A-Z]/.test(passage.text.text.slice(one.from, one.to))
}

/** `Label: host`, as against a label and a page to read or a value to set. */
function isPlainHost(one: Found, label: string): boolean {
  const { type, scheme } = one.value
  return (
    (one.code && !/[-–—]\W*$/.test(label)) ||
    type === 'wildcard' ||
    (type !== 'url' && scheme === null && one.link === null)
  )
}

const stepWords =
  /^\W*(?:open|browse|go to|sign in|navigate|run|select|download|visit|verify|check|test|see|learn|enter|type|copy|create|install|replace|in the|from the|on the|click|choose|log in|change|set|find|search)\b/i

function isStep(text: string): boolean {
  return stepWords.test(text)
}

/** The words above a list end in a colon or ask for access; without words, the heading names endpoints. */
function asksInList(context: Context): boolean {
  if (context.leads.length === 0) return namesEndpoints(context.section.at(-1) ?? '')
  return context.leads.some((lead) => {
    const last = lastSentence(lead)
    return asksForAccess(last) || (introduces(last) && namesEndpoints(last))
  })
}

/** The address ends its item, remarks in brackets aside: `Version 1902 and later: Graph endpoint https://...`. */
function closesItem(one: Found, segment: Segment, passage: Passage): boolean {
  const behind = passage.text.text.slice(one.to, Math.min(segment.to, one.to + 400))
  return !one.command && /^[\s.,;:"')\]]*(?:\([^()]*\)|(?:and|or|,)[^\p{L}]*\S*)?[\s.,;:"')\]]*$/u.test(behind)
}

function paragraphTakes(segment: Segment, passage: Passage, context: Context): readonly Found[] {
  if (segment.kind === 'plain' || segment.kind === 'sentence') return []
  if (!isAboutEndpoints(context) && !speaksOfEndpoints(passage.text.text)) return []
  if (segment.kind === 'pure') return segment.found
  const text = passage.text.text
  if (segment.kind === 'labelled') {
    const label = text.slice(segment.from, segment.found[0]?.from ?? segment.from)
    return speaksOfEndpoints(label) && !isElsewhereTalk(label) && !isStep(label) ? segment.found : []
  }
  const run = leadingRun(segment, text)
  const behind = text.slice(run.at(-1)?.to ?? segment.to, segment.to)
  return /^\W{0,3}\s*[-–—:(]/.test(behind) ? run : []
}

function complainInLists(
  passage: Passage,
  segments: readonly Segment[],
  sink: Sink,
  elsewhere: boolean,
  item: boolean,
): void {
  if (elsewhere || !item) return
  for (const odd of passage.odd) {
    const bare = segments.some(
      (s) =>
        passage.text.text
          .slice(s.from, s.to)
          .trim()
          .replace(/[.,;:]$/, '') === odd.text,
    )
    if (bare || segments.some((s) => s.kind === 'pure' && odd.from >= s.from && odd.from < s.to))
      complain(sink, passage, odd)
  }
}
