import { goneInLanguages } from './languages.ts'
import { remembering } from './remember.ts'
import { asksForAccess, namesEndpoints } from './words.ts'

const dead =
  /\bno longer\s+(?:be\s+)?(?:needed|required|used|necessary|in use|valid|relevant)|\b(?:should|can|may|must)\s+(?:also\s+|now\s+|safely\s+)*(?:be\s+)?(?:safely\s+)?(?:remove|delete)d?\b|\b(?:have|has|been|were|was|are|is)\s+(?:being\s+|been\s+|now\s+)?(?:removed|retired|decommissioned|discontinued)\b|\b(?:removed|retired|obsolete|decommissioned|discontinued)\s+(?:the\s+)?(?:following\s+)?(?:endpoints?|urls?|fqdns?|hosts?|domains?|address(?:es)?|ips?|ip\b)|\b(?:endpoints?|urls?|fqdns?|hosts?|domains?|address(?:es)?|ips?)\s+(?:that\s+(?:are|were)\s+)?(?:removed|retired|to (?:be )?remove)\b/i
const longestHeading = 400
const points = /\b(?:following|below|these|those|listed)\b/i
const live = /\b(?:uses?|using|needs?|requires?|allow|contacts?|connects?|reach(?:es)?|replaced by)\b/i

/** Whether the sentence above a list says of the list, and not of a product in another clause, that it is needed no more. */
export const leadSaysGone = remembering(judgeLead)

function judgeLead(sentence: string): boolean {
  if (goneInLanguages.test(sentence)) return true
  if (!dead.test(sentence)) return false
  const clauses = sentence.split(/[,;]\s+/)
  const pointing = clauses.find((clause) => points.test(clause)) ?? clauses.at(-1) ?? ''
  return dead.test(pointing) || !(asksForAccess(pointing) || live.test(pointing))
}

const goneRemark =
  /\bno longer\s+(?:be\s+)?(?:needed|required|used|necessary|in use|valid)|\((?:now\s+)?(?:removed|retired|obsolete|decommissioned)\b|\b(?:this|the)\s+(?:urls?|endpoint|host|domain|address|fqdn)\s+(?:has been|was|is|is being)\s+(?:removed|retired|decommissioned)\b/i

/** Whether the remark beside an address says that it is not needed any more; that files or devices can be removed says nothing. */
export function remarkSaysGone(text: string): boolean {
  return goneRemark.test(text) || goneInLanguages.test(text)
}

const goneHeading =
  /^\W*(?:removed|retired|obsolete)(?:\W*$|\s+(?:in|on|from|since|as of)\b|.{0,40}\b(?:entries|items)\b)|^\W*(?:revision history|change ?log|change history)\b|\bno longer (?:needed|required|used|in use|necessary)\b/i

/** Whether a heading stands over what is listed only because it is gone; `Retired hardware` is a heading like others. */
export const headingSaysGone = remembering(judgeHeading)

function judgeHeading(heading: string): boolean {
  const text = heading.slice(0, longestHeading)
  return (
    goneHeading.test(text) ||
    goneInLanguages.test(text) ||
    (namesEndpoints(text) && (dead.test(text) || /^\W*(?:removed|retired|obsolete)\b/i.test(text)))
  )
}
