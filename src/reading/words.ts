import { askingInLanguages } from './languages.ts'
import { remembering } from './remember.ts'

/** Sentences that ask for access, by what they say and not by which product says it. */
const asking: readonly RegExp[] = [
  /\b(?:needs?|requires?|required|requiring|must|should|have|has|having|with(?=\s+(?:\w+\s+)?access)|provide[sd]?|granti?n?g?|give|gain|ensure|enable[sd]?|enabling|allow(?:s|ed|ing)?|permit(?:s|ted|ting)?|unblock|open)\b[^.;]{0,120}?\b(?:access|connectivity|connections?|traffic|communications?|outbound|inbound|requests?|reach|line of sight)\b[^;]{0,160}?\b(?:to|from|for|with|of|on|over|through|at)\b/i,
  /\b(?:needs?|requires?|must|should|able|has|have|want|going|required|allowed|permitted|possible)\b[^.;]{0,40}?\bto\s+(?:be\s+able\s+to\s+)?(?:access|reach|connect|communicate|contact|resolve|talk)\b/i,
  /\b(?:must|should|can|able to|has to|have to|need to|needs to)\s+(?:also\s+)?(?:be\s+able\s+to\s+)?(?:access|reach|connect|communicate|contact|resolve)\b/i,
  /\b(?:must|should|needs?\s+to|has\s+to|have\s+to|are|is|be)\s+(?:also\s+|all\s+)?(?:be\s+)?(?:allowed|accessible|reachable|unblocked|permitted|white-?listed|allow-?listed|allow listed|open(?:ed)?|excluded|exempt(?:ed)?|bypassed|added)\b/i,
  /(?:\bnot|n't|\bnever)\s+(?:be\s+|being\s+|get\s+)?blocked\b|\bun(?:block|filtered)\b/i,
  /(?:\bnot|n't|\bnever)\s+block\b/i,
  /^\W*(?:please\s+|also\s+|you\s+(?:must|should|need\s+to|can|have\s+to|may\s+need\s+to)\s+(?:also\s+)?|to\s[^,]{3,120},\s*(?:you\s+(?:must|should|need\s+to|can|have\s+to|may\s+need\s+to)\s+(?:also\s+)?)?|(?:we\s+)?recommend(?:ed)?\s+)?(?:allow(?:ing)?|permit(?:ting)?|unblock(?:ing)?|white-?list(?:ing)?|allow-?list(?:ing)?|open(?:ing)?(?=[^.]{0,120}\b(?:ports?|firewalls?|urls?|endpoints?|traffic|connections?|hosts?|domains?|access|addresses|tcp|udp|outbound|proxy)\b)|exempt|exclude|bypass|enabl(?:e|ing)(?=[^.]{0,120}\b(?:access|urls?|endpoints?|traffic|connections?|connectivity|communications?|hosts?|domains?|outbound)\b))\b/i,
  /\b(?:must|should|need\s+to|needs\s+to|have\s+to|has\s+to|recommend|required\s+to|sure\s+(?:to|you|that\s+you))\s+(?:also\s+)?(?:be\s+(?:configured|set(?:\s+up)?)\s+to\s+)?(?:allow(?:ing)?|permit(?:ting)?|unblock|white-?list(?:ing)?|allow-?list(?:ing)?|open(?:ing)?(?=[^.]{0,120}\b(?:ports?|firewalls?|urls?|endpoints?|traffic|connections?|hosts?|domains?|access|addresses|tcp|udp|outbound|proxy)\b)|exempt|exclude|bypass)\b/i,
  /\badd\b[^.;]{0,160}\b(?:to|in)\b[^.;]{0,60}\b(?:allow|white|safe|bypass|exception|exclusion|exempt|trusted|proxy|firewall|permitted)/i,
  /\brequired\s+(?:endpoints?|urls?|fqdns?|hosts?|hostnames?|domains?|addresses|ip)\b/i,
  /\b(?:access|connectivity|connections?|traffic|communications?)\b[^.;]{0,60}\ufffc[^.;]{0,80}\b(?:is|are)\s+(?:also\s+)?(?:required|needed|necessary|mandatory)\b/i,
  /\b(?:needs?|requires?|needed|required)\s+(?:the\s+(?:url|host|endpoint|domain|address)\s+)?\ufffc/i,
  /\ufffc\W*(?:is|are|must be|should be|has to be|have to be)\s+(?:also\s+|always\s+)?(?:required|needed|mandatory)\b/i,
  /\b(?:ensure|make sure|verify|confirm)\b.*\b(?:accessible|reachable|open|allowed|available|resolvable|unblocked)\b/i,
  /\b(?:must|should|need to|needs to|has to|have to)\s+be\s+(?:resolvable|available|open)\b/i,
  /\b(?:following|these)\b[^.;:]{0,40}\b(?:urls?|endpoints?|hosts?|hostnames?|fqdns?|domains?|addresses|ips?)\b[^.;:]{0,80}:\s*\ufffc/i,
  /\b(?:uses?|via|over|on)\s+(?:outbound\s+)?(?:tcp|udp|https?)?\s*ports?\b[^.;]{0,40}\bto\b/i,
]

const denying =
  /\b(?:ssl|tls|https|traffic|packet)\s+(?:inspection|interception|decryption|break)|\binspection\s+(?:of|is|on)\b|\binspecting\b|\bif\b[^.;,]{0,80}\b(?:block(?:s|ed|ing)?|can't|cannot|isn't reachable|unreachable|not reachable)\b|\b(?:might|may|could)\s+(?:also\s+)?(?:notice|see|observe)\b|\bno longer\b|\b(?:doesn't|don't|does not|do not|not)\s+(?:need|require)\b|\bbrowse to\b|\bgo to\b|\bsign[- ]?in (?:to|at)\b|\bnavigate to\b|\bvisit\b|^\W*(?:you can\s+)?download\b|\bto (?:test|verify|check|validate)\b/i

const longestSentence = 3000
/** `If a firewall blocks by default, make sure that ...` asks all the same. */
const condition =
  /^\W*(?:if|when|where|in case|because|since)\b[^.;]*?,\s*(?=(?:you|make|ensure|also|allow|the|please|add|then|be|permit|open|your|configure|clients?|devices?|they|it|whitelist|unblock|bypass|exempt|exclude|we)\b)/i

/** Stands for an address in a sentence that is judged by its words. */
export const addressHole = '\ufffc'

/** Whether a sentence asks that the addresses in it (each written as `addressHole`) be made reachable. */
export const asksForAccess = remembering(judgeAsking)

const english = /\b(?:the|and|your|must|are)\b/i

function judges(text: string): (pattern: RegExp) => boolean {
  return (pattern) => pattern.test(text)
}

function judgeAsking(sentence: string): boolean {
  const text = sentence.slice(0, longestSentence).replace(/\s+/g, ' ').replace(condition, '')
  return (
    !denying.test(text) && (asking.some(judges(text)) || (!english.test(text) && askingInLanguages.some(judges(text))))
  )
}

/** What a sentence must name to introduce a list of endpoints, as against a page that is about them. */
const listNoun =
  /endpoints?\b|\burls?\b|\buris?\b|fqdn|host ?names?|\bhosts\b|domains?\b|addresses|firewall|\ballow|white-?list|unblock|outbound|inbound|destinations?\b|\bips?\b|subnets?|\bsites?\b/i

export function namesEndpoints(sentence: string): boolean {
  return listNoun.test(sentence)
}

const listTalk =
  /endpoint|\burls?\b|\buris?\b|fqdn|host ?name|\bhosts?\b|domain|address|firewall|proxy|allow|access|communicat|connect|reach|white-?list|unblock|outbound|inbound|traffic|network|\bports?\b|\bserver|internet|destination|\bips?\b|subnet|\bdns\b|service tag/i

/** Whether headings or an introduction speak of endpoints, firewalls and the like. */
export function speaksOfEndpoints(text: string): boolean {
  return listTalk.test(text)
}

/** A sentence leads to the block below it when it ends in a colon or points there. */
export function introduces(sentence: string): boolean {
  return /[:：]\W*$/.test(sentence) || /\b(?:following|below|these|listed here)\b/i.test(sentence)
}

/** Last sentence of an introduction; the one that says what follows. */
export const lastSentence = remembering(findLastSentence)

function findLastSentence(text: string): string {
  const flat = text.slice(-longestSentence).replace(/\s+/g, ' ').trim()
  const ends = [...flat.matchAll(/[.!?。]["')\]]?\s+(?=[A-Z"'`([*<\d\u0080-\uffff])/g)]
    .filter((end) => !/\b(?:e\.g|i\.e|etc|vs|no)$/i.test(flat.slice(Math.max(0, end.index - 4), end.index)))
    .map((end) => end.index + end[0].length)
  return flat.slice(ends.at(-1) ?? 0)
}

const exampleBefore =
  /(?:\bfor example|\bfor instance|\be\.g\.?|\bexamples?\s*(?::|is\b|are\b|include)|\bex:|z\. ?B\.|par exemple|por ejemplo|例如)[^.!?]*(?:[.!?](?!\s)[^.!?]*)*$/i

/** Whether the address at `from` is only given as an example in its own sentence. */
export function isGivenAsExample(text: string, from: number): boolean {
  const before = text.slice(Math.max(0, from - 240), from)
  return exampleBefore.test(before.replace(/\b(e)\.(g)\.\s/gi, 'e.g.,'))
}

export function requiredBy(text: string): boolean | null {
  if (/\b(?:optional(?:ly)?|not required|if (?:you )?(?:want|choose)|recommended)\b/i.test(text)) return false
  return /\b(?:required|mandatory|must|necessary|needs? to|needs? access)\b/i.test(text) ? true : null
}
