import type { Context } from 'hono'
import { shownAddress } from '../../channels/shown.ts'
import type { WithStanding } from '../../store/subscription.ts'
import type { Desk } from '../../subscriptions/desk.ts'
import { linkKey, type Purpose, tokenFor } from '../../subscriptions/links.ts'
import { type Access, access, confirm, leave } from '../../subscriptions/manage.ts'
import { wishLines } from '../../subscriptions/words.ts'
import type { Routes } from '../app.ts'
import type { Form } from '../forms/body.ts'
import { isWebhook } from '../pages/manage.ts'
import { confirmedPage, confirmPage, leavePage, leftPage, noSuchLinkPage, overPage } from '../pages/token.ts'
import { ownPages, postedForm } from './answers.ts'

/** The pages behind the links to confirm and to leave. A GET shows, only a POST does: mail scanners follow every link. */
export function addTokens({ app, site, links }: Routes, desk: Desk): void {
  const { config } = site
  const signup = config.signup.mode !== 'closed'
  const show = ownPages({ site, links })
  const token = (c: Context): string => c.req.param('token') ?? ''
  const opened = (c: Context, purpose: Purpose): Access => access(desk, purpose, token(c))
  const path = (purpose: Purpose, subscription: WithStanding): string =>
    links.to(`/${purpose}/${tokenFor(linkKey(site.store), purpose, subscription)}`)
  const closed = (c: Context, { kind }: Exclude<Access, { kind: 'open' }>): Promise<Response> =>
    show(c, kind === 'none' ? noSuchLinkPage(links, signup) : overPage(links, signup), 404)

  app.get('/confirm/:token', (c) => {
    const found = opened(c, 'confirm')
    if (found.kind !== 'open') return closed(c, found)
    const { subscription } = found
    if (subscription.state === 'active') return show(c, confirmedPage(path('manage', subscription)))
    const lines = wishLines(subscription.wishes, config)
    return show(c, confirmPage({ to: subscription.to, lines, path: links.to(`/confirm/${token(c)}`) }))
  })

  app.post('/confirm/:token', async (c) => {
    const before = opened(c, 'confirm')
    if (before.kind !== 'open') return closed(c, before)
    const form = await postedForm(c, { site, show })
    if (form instanceof Response) return form
    // While the form was on its way something else may have been asked for, which this link does not confirm.
    const found = opened(c, 'confirm')
    if (found.kind !== 'open') return closed(c, found)
    if (!confirm(desk, found.subscription)) return closed(c, { kind: 'left' })
    return show(c, confirmedPage(path('manage', found.subscription)))
  })

  app.get('/leave/:token', (c) => {
    const found = opened(c, 'leave')
    return found.kind === 'open' ? leaving(c, found.subscription) : closed(c, found)
  })

  app.post('/leave/:token', async (c) => {
    const before = opened(c, 'leave')
    if (before.kind === 'none') return closed(c, before)
    const form = await postedForm(c, { site, show }, { anywhere: true })
    if (form instanceof Response) return form
    const found = opened(c, 'leave')
    if (found.kind === 'none') return closed(c, found)
    if (found.kind === 'left') return show(c, leftPage(links, signup))
    if (!saysLeave(form)) return leaving(c, found.subscription, 422)
    leave(desk, found.subscription, 'the subscriber left')
    return show(c, leftPage(links, signup))
  })

  function leaving(c: Context, subscription: WithStanding, status: 200 | 422 = 200): Promise<Response> {
    const to = isWebhook(subscription) ? shownAddress(subscription.to) : subscription.to
    const page = leavePage({ to, path: links.to(`/leave/${token(c)}`), managePath: path('manage', subscription) })
    return show(c, page, status)
  }
}

/** RFC 8058, 3.1, or our own button. */
function saysLeave(form: Form): boolean {
  const fields = [...form].map(([name, [value = '']]) => `${name}=${value.trim()}`.toLowerCase())
  return fields.includes('list-unsubscribe=one-click') || fields.includes('do=leave')
}
