import { type Context, Hono } from 'hono'
import { type Page, pageText, stylePath } from './look/layout.ts'
import { icon, style } from './look/style.ts'
import { failedPage, notFoundPage } from './pages/trouble.ts'
import { reply, types } from './reply.ts'
import { addFeeds } from './routes/feeds.ts'
import { addMachines } from './routes/machines.ts'
import { addPages } from './routes/pages.ts'
import { secured } from './security.ts'
import { type Links, linksOf, type Site } from './site.ts'

/** Answers with a page in the one frame. */
export type Show = (c: Context, page: Page, status?: 200 | 404 | 500) => Promise<Response>

/** What routes are made from. */
export type Routes = { readonly app: Hono; readonly site: Site; readonly links: Links; readonly show: Show }

const forever = 'public, max-age=31536000, immutable'

/**
 * The pages, feeds, metrics and health checks of an installation: a request in, an answer out. It only reads. Behind a proxy that
 * gives it a path it answers with and without that path.
 */
export function webApp(site: Site): Hono {
  const links = linksOf(site)
  const show: Show = async (c, page, status = 200) =>
    reply(c, { body: await pageText(links, site.version, page), type: types.html, status })
  const app = new Hono()
  app.use(secured)
  app.use(async (c, next) => {
    if (c.req.method === 'GET' || c.req.method === 'HEAD') return next()
    return c.body('Only GET and HEAD are answered here.\n', 405, { allow: 'GET, HEAD', 'content-type': types.text })
  })
  const inner = new Hono()
  inner.get(stylePath, (c) => reply(c, { body: style, type: types.css, cache: forever }))
  inner.get('/icon.svg', (c) => reply(c, { body: icon, type: types.svg, cache: 'public, max-age=86400' }))
  inner.get('/', (c) => c.redirect(links.to('/status')))
  const routes: Routes = { app: inner, site, links, show }
  addPages(routes)
  addFeeds(routes)
  addMachines(routes)
  for (const base of new Set(['/', links.base || '/'])) app.route(base, inner)
  app.notFound((c) => show(c, notFoundPage(links), 404))
  app.onError(async (error, c) => {
    site.log.warn({ path: c.req.path, error: String(error) }, 'a page could not be made')
    return show(c, failedPage(links), 500)
  })
  return app
}
