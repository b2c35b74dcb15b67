import { type Context, Hono } from 'hono'
import { type Page, pageText, stylePath } from './look/layout.ts'
import { icon, style } from './look/style.ts'
import { failedPage, notFoundPage } from './pages/trouble.ts'
import { reply, types } from './reply.ts'
import { addFeeds } from './routes/feeds.ts'
import { addMachines } from './routes/machines.ts'
import { addPages } from './routes/pages.ts'
import { addSubscriptions } from './routes/subscriptions.ts'
import { secured } from './security.ts'
import { type Links, linksOf, type Site } from './site.ts'

/** Answers with a page in the one frame. */
export type Show = (c: Context, page: Page, status?: 200 | 404 | 500) => Promise<Response>

/** What routes are made from. */
export type Routes = { readonly app: Hono; readonly site: Site; readonly links: Links; readonly show: Show }

/** Ends with what is as good as a password, which must not come into a log. */
const ownPath = /((?:^|\/)(?:manage|leave|confirm)\/).*$/

const forever = 'public, max-age=31536000, immutable'

/**
 * The pages, feeds, metrics and health checks of an installation: a request in, an answer out. Only the pages of subscriptions write.
 * Behind a proxy that gives it a path it answers with and without that path. The environment of a request is what
 * @hono/node-server gives (`incoming`), from which the address of who asks comes.
 */
export function webApp(site: Site): Hono {
  const links = linksOf(site)
  const show: Show = async (c, page, status = 200) =>
    reply(c, { body: await pageText(links, site.version, page), type: types.html, status })
  const app = new Hono()
  app.use(secured)
  app.use(async (c, next) => {
    const methods = methodsOf(c.req.path, links)
    if (methods.includes(c.req.method)) return next()
    const [allow, said] = [methods.join(', '), `Only ${methods.join(' and ')} are answered here.\n`]
    return c.body(said, 405, { allow, 'content-type': types.text })
  })
  const inner = new Hono()
  inner.post('*', async (c, next) => {
    await next()
    // Whoever waits for a mail to confirm waits for nothing else. What was refused changed nothing, and anybody can send that.
    if (c.res.status < 400) site.bell?.ring()
  })
  inner.get(stylePath, (c) => reply(c, { body: style, type: types.css, cache: forever }))
  inner.get('/icon.svg', (c) => reply(c, { body: icon, type: types.svg, cache: 'public, max-age=86400' }))
  inner.get('/', (c) => c.redirect(links.to('/status')))
  const routes: Routes = { app: inner, site, links, show }
  addPages(routes)
  addFeeds(routes)
  addMachines(routes)
  addSubscriptions(routes)
  for (const base of new Set(['/', links.base || '/'])) app.route(base, inner)
  app.notFound((c) => show(c, notFoundPage(links), 404))
  app.onError(async (error, c) => {
    site.log.warn({ path: c.req.path.replace(ownPath, '$1…'), error: String(error) }, 'a page could not be made')
    return show(c, failedPage(links), 500)
  })
  return app
}

/** Where a form may be sent to. */
const takesForms = /^\/(?:subscribe|(?:manage|leave|confirm)\/[^/]+)$/

function methodsOf(path: string, { base }: Links): readonly string[] {
  const inner = path.startsWith(`${base}/`) ? path.slice(base.length) : path
  return takesForms.test(inner) ? ['GET', 'HEAD', 'POST'] : ['GET', 'HEAD']
}
