import { randomBytes } from 'node:crypto'
import { challenger } from '../../subscriptions/challenger.ts'
import type { Desk } from '../../subscriptions/desk.ts'
import type { Routes } from '../app.ts'
import { choicesOf } from '../forms/choices.ts'
import { holdings } from '../snapshot.ts'
import { addManage } from './manage.ts'
import { ownPages } from './own.ts'
import { addSubscribe } from './subscribe.ts'
import { addTokens } from './tokens.ts'

/** The pages on which people subscribe, confirm, change what they get, and leave. */
export function addSubscriptions(routes: Routes): void {
  const { site } = routes
  const { config, store, now, version, chance = randomBytes } = site
  const contact = config.contact === null ? '' : ` (+${config.contact})`
  const io = { now, userAgent: `endpoint-drift/${version}${contact}`, site: config.web.publicUrl }
  const challenge = site.challenge ?? challenger(config, io, chance)
  const desk: Desk = { config, store, now, chance, challenge }
  const own = ownPages(routes, desk, choicesOf(site, holdings(site)))
  addSubscribe(routes.app, own)
  addManage(routes.app, own)
  addTokens(routes.app, own)
}
