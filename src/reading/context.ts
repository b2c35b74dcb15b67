import type { Context } from './sink.ts'
import {
  headingSaysGone,
  introduces,
  isElsewhereTalk,
  lastSentence,
  leadsElsewhere,
  requiredBy,
  saysGone,
  speaksOfEndpoints,
} from './words.ts'

/** A list of what is no longer needed is not live. */
export function isGone(context: Context): boolean {
  return (
    context.section.some(headingSaysGone) ||
    context.leads.some((lead) => introduces(lastSentence(lead)) && saysGone(lastSentence(lead)))
  )
}

/** Further reading, steps, tests and examples list no endpoints to allow. */
export function isElsewhere(context: Context): boolean {
  const heading = context.section.at(-1) ?? ''
  return leadsElsewhere(context.leads.at(-1) ?? '') || (isElsewhereTalk(heading) && !speaksOfEndpoints(heading))
}

export function isAboutEndpoints(context: Context): boolean {
  return speaksOfEndpoints([context.title, ...context.section, ...context.leads].join(' \n '))
}

/** Whether the introduction or the nearest heading calls the list required or optional. */
export function requiredIn(context: Context): boolean | null {
  for (const lead of [...context.leads].reverse()) {
    const said = requiredBy(lastSentence(lead))
    if (said !== null) return said
  }
  return requiredBy(context.section.at(-1) ?? '')
}
