import { changesPayload } from '../../core/payload.ts'
import type { Routes } from '../app.ts'
import { changeSetPage } from '../pages/change-set.ts'
import { changesOnPage, changesPage } from '../pages/changes.ts'
import { lookupPage } from '../pages/lookup.ts'
import { sourcePage } from '../pages/source.ts'
import { statusPage } from '../pages/status.ts'
import { notFoundPage } from '../pages/trouble.ts'
import { reply, types } from '../reply.ts'
import { shownStatus } from '../site.ts'
import { holdings } from '../snapshot.ts'

const longestQuestion = 300

/** What people read. */
export function addPages({ app, site, links, show }: Routes): void {
  const { config, store, now } = site
  const holdingOf = holdings(site)
  const question = (text: string | undefined): string => (text ?? '').trim().slice(0, longestQuestion)

  app.get('/status', (c) => {
    const frame = { links, now: now(), totals: store.changeTotals() }
    return show(c, statusPage(shownStatus(site), frame))
  })

  app.get('/lookup', async (c) => {
    const asked = question(c.req.query('q'))
    const watched = asked === '' ? [] : config.sources.filter(({ retired }) => retired === null)
    const held = watched.map(async ({ id, title }) => ({ id, title, holding: await holdingOf(id) }))
    return show(c, lookupPage(await Promise.all(held), asked, links))
  })

  app.get('/sources/:id', async (c) => {
    const one = shownStatus(site).sources.find(({ source }) => source === c.req.param('id'))
    if (one === undefined) return show(c, notFoundPage(links, 'No list of this name is watched here.'), 404)
    return show(c, sourcePage(one, await holdingOf(one.source), question(c.req.query('q')), links))
  })

  app.get('/changes', (c) => {
    const { source: id, before } = c.req.query()
    const source = config.sources.find((one) => one.id === id) ?? null
    const last = before === undefined ? null : store.changeSet(before)
    if ((id !== undefined && source === null) || (before !== undefined && last === null))
      return show(c, notFoundPage(links, 'There are no changes under this address.'), 404)
    const filter = {
      ...(source && { source: source.id }),
      ...(before !== undefined && { before }),
      limit: changesOnPage + 1,
    }
    const found = store.published(filter)
    const rows = found.slice(0, changesOnPage)
    const older = found.length > rows.length ? (rows.at(-1)?.changeSet.id ?? null) : null
    return show(c, changesPage({ rows, source, first: before === undefined, older, sources: config.sources }, links))
  })

  app.get('/changes/:file{.+\\.json}', (c) => {
    const found = store.changeSet(c.req.param('file').replace(/\.json$/, ''))
    if (found === null) return show(c, notFoundPage(links, 'No change has this id.'), 404)
    return reply(c, { body: `${JSON.stringify(changesPayload(found), null, 2)}\n`, type: types.json })
  })

  app.get('/changes/:id', (c) => {
    const found = store.changeSet(c.req.param('id'))
    if (found === null) return show(c, notFoundPage(links, 'No change has this id.'), 404)
    return show(c, changeSetPage(found, links))
  })
}
