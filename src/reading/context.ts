import { type Elsewhere, elsewhereBy } from './elsewhere.ts'
import { headingSaysGone, leadSaysGone } from './gone.ts'
import type { Context } from './sink.ts'
import { introduces, lastSentence, requiredBy, speaksOfEndpoints } from './words.ts'

/** A list of what is no longer needed is not live. */
export function isGone(context: Context): boolean {
  return (
    context.section.some(headingSaysGone) ||
    context.leads.some((lead) => introduces(lastSentence(lead)) && leadSaysGone(lastSentence(lead)))
  )
}

/** Further reading, steps, tests and examples list no endpoints to allow. */
export function elsewhereOf(context: Context): Elsewhere {
  return elsewhereBy(context.leads.at(-1) ?? '', context.section.at(-1) ?? '')
}

export function isAboutEndpoints(context: Context): boolean {
  return [context.title, ...context.section, ...context.leads].some(speaksOfEndpoints)
}

/** Whether the introduction or the nearest heading calls the list required or optional. */
export function requiredIn(context: Context): boolean | null {
  for (const lead of [...context.leads].reverse()) {
    const said = requiredBy(lastSentence(lead))
    if (said !== null) return said
  }
  return requiredBy(context.section.at(-1) ?? '')
}
