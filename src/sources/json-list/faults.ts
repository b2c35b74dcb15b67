import type { Fault } from '../../core/model.ts'
import { faultOf } from '../learn-page/faults.ts'

const stays = 'The last good snapshot stays.'
const look = 'Open the address in a browser on the machine that runs this program'

/** What an operator can do about a list that came and cannot be read. */
const steps: Readonly<Record<string, string>> = {
  'not-json': `${look}: it must answer the list itself as JSON, without a login. ${stays}`,
  'not-a-list': `${look}: it must answer the list itself as JSON. ${stays}`,
  'empty-body': `${look}. It is asked again at the next check. ${stays}`,
  'cut-short': `It is asked again at the next check. ${stays}`,
  'bad-charset': `${look}: a list in JSON is UTF-8. ${stays}`,
  'too-deep': `${look}: that is no list of addresses. ${stays}`,
  'no-rows': `Look whether the list has changed its shape or its names, and correct \`rows\`; text stands in single quotes there. ${stays}`,
  'no-addresses': `Look whether the list has changed its shape, and correct \`addresses\`. ${stays}`,
  'not-strings': `Correct \`addresses\` (and \`rows\`, which selects the records) so that strings come of it. ${stays}`,
  'expression-failed': `Correct the expression, or look whether the list has changed its shape. ${stays}`,
}

/** A fault with the next step that fits its code; those of the network are the same as for a page. */
export function listFault(source: string, code: string, why: string): Fault {
  const next = steps[code]
  return next === undefined ? faultOf(source, code, why) : { code, place: source, why, next }
}
