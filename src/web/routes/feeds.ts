import type { Context } from 'hono'
import type { Routes } from '../app.ts'
import { atomText } from '../feeds/atom.ts'
import { type Feed, feedLength, feedOf } from '../feeds/feed.ts'
import { jsonFeedText } from '../feeds/json-feed.ts'
import { notFoundPage } from '../pages/trouble.ts'
import { reply, types } from '../reply.ts'

const formats = [
  { ending: 'atom', write: atomText, type: types.atom },
  { ending: 'json', write: jsonFeedText, type: types.feed },
] as const

/** A change published in the same second would not move Last-Modified: it is given only once that second is over. */
const settled = 2_000

/** Change sets for feed readers: all of them, and those of each source. */
export function addFeeds({ app, site, links, show }: Routes): void {
  const { config, store, now } = site

  async function answer(
    c: Context,
    format: (typeof formats)[number],
    path: string,
    id: string | null,
  ): Promise<Response> {
    const source = id === null ? null : config.sources.find((one) => one.id === id)
    const before = c.req.query('before') ?? null
    if (source === undefined || (before !== null && store.changeSet(before) === null))
      return show(c, notFoundPage(links, 'There is no feed at this address.'), 404)
    const filter = { ...(source && { source: source.id }), ...(before !== null && { before }) }
    const found = store.published({ ...filter, limit: feedLength + 1 })
    const rows = found.slice(0, feedLength)
    const more = found.length > rows.length
    const feed: Feed = await feedOf({ installation: store.clientId(), path, source, rows, before, more }, links)
    const modified = feed.updated > 0 && now() - feed.updated >= settled ? feed.updated : null
    return reply(c, { body: format.write(feed), type: format.type, modified })
  }

  for (const format of formats) {
    app.get(`/feed.${format.ending}`, (c) => answer(c, format, `/feed.${format.ending}`, null))
    app.get(`/sources/:id/feed.${format.ending}`, (c) => {
      const id = c.req.param('id')
      return answer(c, format, `/sources/${id}/feed.${format.ending}`, id)
    })
  }
}
