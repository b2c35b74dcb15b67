import { footerInLanguages } from './languages.ts'
import { remembering } from './remember.ts'
import { asksForAccess, introduces, lastSentence } from './words.ts'

/**
 * Where the words above a block lead. `away`: to steps, tests, results or examples, whose addresses are not to be
 * allowed. `reading`: to further reading, of which a bare host is no part. Both must be said plainly: a list that is
 * wrongly left out is an outage for somebody, and a word in a heading must not make it come and go.
 */
export type Elsewhere = 'away' | 'reading' | null

/** Beyond this no heading or label of a real page goes; the patterns below must not be led to look at more. */
const longestHeading = 400

const examples =
  /\b(?:for example|for instance|e\.g\.|examples?\b(?!.*\bexcept)|sample (?:request|output|response|config))/i
const steps =
  /\b(?:browse to|go to (?:the|this|one of|https?)|open (?:a|the|your) (?:web )?browser|sign in (?:to|at)|navigate to|following (?:commands?|cmdlets?|scripts?|code|steps))\b/i
const tests =
  /\bto (?:test|verify|validate|check) (?:the |your |that |whether |if )?(?:connect|access|reach|endpoint|url)|\btest(?:ing)? (?:the )?connecti/i
const results =
  /\b(?:commands?|cmdlets?|scripts?|tools?|calls?|quer(?:y|ies))\b[^.]{0,80}\b(?:returns?|outputs?|prints?)\b|\b(?:expected|following|similar|resulting) (?:output|response|result)|\boutput (?:is|looks|should|will|resembles)\b/i
const furtherReading =
  /\b(?:see also|related (?:topics?|articles?|links?|content|information)|additional resources|more information|learn more|further reading|following (?:articles?|resources|topics|links))\b/i
const footer =
  /^\W*(?:see also|next steps?|related (?:topics?|articles?|links?|content|information|resources)|additional (?:resources|information|reading|links)|(?:for )?more information|(?:to )?learn more|further (?:reading|information)|references?|(?:product |send |give |provide )?feedback|resources)\W*$/i

/** Where the nearest introduction and heading lead; a sentence that asks for access settles it. */
export function elsewhereBy(lead: string, heading: string): Elsewhere {
  const byLead = leadElsewhere(lead)
  return byLead === 'heading' ? headingElsewhere(heading) : byLead === 'list' ? null : byLead
}

/** `list`: the words ask for access; `heading`: they lead nowhere, and the heading decides. */
const leadElsewhere = remembering((lead: string): 'away' | 'reading' | 'list' | 'heading' => {
  const last = lastSentence(lead)
  if (introduces(last)) {
    if (asksForAccess(last)) return 'list'
    if (examples.test(last) || steps.test(last) || tests.test(last) || results.test(last)) return 'away'
    if (furtherReading.test(last) && /[:：]\W*$/.test(last)) return 'reading'
  }
  return 'heading'
})

const headingElsewhere = remembering((text: string): Elsewhere => {
  const heading = text.slice(0, longestHeading)
  const away = (examples.test(heading) && !asksForAccess(heading)) || tests.test(heading) || results.test(heading)
  return away ? 'away' : footer.test(heading) || footerInLanguages.test(heading) ? 'reading' : null
})

/** Whether the words before an address in its own item lead to a page to read, a step, a test or an example. */
export function isElsewhereTalk(text: string): boolean {
  const words = text.slice(-longestHeading)
  const reading = furtherReading.test(words) || /\b(?:references?|feedback)\W*$/i.test(words)
  return reading || steps.test(words) || tests.test(words) || (examples.test(words) && !asksForAccess(words))
}
