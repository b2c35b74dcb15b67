import { shownAddress } from '../../channels/shown.ts'
import { linkKey, personalLinks } from '../../subscriptions/links.ts'
import { wishLines } from '../../subscriptions/words.ts'
import { deliveryLine, shownDelivery } from '../deliveries.ts'
import { CommandFault } from '../fault.ts'
import { openTheStore, readConfig } from '../open.ts'
import type { Globals } from '../options.ts'
import { out } from '../print.ts'
import { asJson } from './list.ts'
import { type Known, type Named, named } from './named.ts'
import { standingLines, stateOf, time, waitingText } from './standing.ts'

export type ShowOptions = { readonly json?: boolean; readonly links?: boolean }

/** So many of the latest deliveries are shown. */
const latest = 5

/** One subscription with all that is known of it. Its links only when they are asked for: whoever has them may change it. */
export async function show(globals: Globals, name: string, options: ShowOptions): Promise<number> {
  const config = await readConfig(globals)
  const store = openTheStore(config)
  try {
    const known = { config, store }
    const one = named(known, name)
    const links = options.links ? linksOf(known, one) : null
    const deliveries = store.deliveries({ subscription: one.name, limit: latest })
    if (options.json) {
      const waiting = store.waiting(one.name)
      const facts = { ...asJson(one), waiting, ...(links && { links }), deliveries: deliveries.map(shownDelivery) }
      out(JSON.stringify(facts, null, 2))
      return 0
    }
    for (const line of lines(known, one)) out(line)
    for (const [purpose, link] of Object.entries(links ?? {})) out(`  ${purpose}: ${link}`)
    if (deliveries.length > 0) out('  latest deliveries:')
    for (const delivery of deliveries) out(`    ${deliveryLine(delivery, Date.now())}`)
    return 0
  } finally {
    store.close()
  }
}

function lines(known: Known, one: Named): readonly string[] {
  const { name, channel, to, wishes, stored } = one
  const origin = stored === null ? `of the configuration (${known.config.file})` : `made by ${a(stored.origin)}`
  return [
    `${name}  ${stateOf(one)}  ${channel}:${shownAddress(to)}`,
    ...(stored?.label ? [`  label: ${stored.label}`] : []),
    `  ${origin}${stored === null ? '' : `, ${time(stored.createdAt)}`}`,
    ...standingLines(known, one).map((line) => `  ${line}`),
    ...wishLines(wishes, known.config).map((line) => `  ${line}`),
    ...(stored !== null && stored.secrets.length > 0
      ? [`  signed with ${stored.secrets.length} of its own secrets`]
      : []),
    `  ${waitingText(known.store, name)}`,
  ]
}

function a(origin: 'person' | 'operator'): string {
  return origin === 'person' ? 'a person' : 'an operator'
}

function linksOf({ config, store }: Known, { name, stored }: Named): Readonly<Record<string, string>> {
  if (stored === null || config.web.listen === null)
    throw new CommandFault({
      code: 'no-links',
      place: name,
      why: stored === null ? 'Subscriptions of the configuration have no links.' : 'No pages are served.',
      next: stored === null ? `Change it in ${config.file}.` : 'Set web.listen and web.publicUrl in the configuration.',
    })
  const { manage, leave } = personalLinks(config.web.publicUrl, linkKey(store), { ...stored, state: 'active' })
  return { manage, leave }
}
