import type { Context, Hono } from 'hono'
import { shownAddress } from '../../channels/shown.ts'
import type { WithStanding } from '../../store/subscription.ts'
import { confirm, leave } from '../../subscriptions/manage.ts'
import { wishLines } from '../../subscriptions/words.ts'
import { isWebhook } from '../pages/manage.ts'
import { confirmedPage, confirmPage, leavePage, leftPage } from '../pages/token.ts'
import type { Own } from './own.ts'

/** The pages behind the links to confirm and to leave. A GET shows, only a POST does: mail scanners follow every link. */
export function addTokens(app: Hono, own: Own): void {
  app.get('/confirm/:token', (c) => toConfirm(c, own))
  app.post('/confirm/:token', (c) => confirming(c, own))
  app.get('/leave/:token', (c) => {
    const found = own.opened(c, 'leave')
    return found.kind === 'open' ? toLeave(c, own, found.subscription) : own.closed(c, found)
  })
  app.post('/leave/:token', (c) => leaving(c, own))
}

function toConfirm(c: Context, { site, links, opened, closed, show, path }: Own): Promise<Response> {
  const found = opened(c, 'confirm')
  if (found.kind !== 'open') return closed(c, found)
  const { subscription } = found
  if (subscription.state === 'active') return show(c, confirmedPage(path('manage', subscription)))
  const lines = wishLines(subscription.wishes, site.config)
  return show(c, confirmPage({ to: subscription.to, lines, path: links.to(`/confirm/${c.req.param('token')}`) }))
}

async function confirming(c: Context, { desk, opened, closed, posted, show, path }: Own): Promise<Response> {
  const before = opened(c, 'confirm')
  if (before.kind !== 'open') return closed(c, before)
  const form = await posted(c)
  if (form instanceof Response) return form
  // While the form was on its way something else may have been asked for, which this link does not confirm.
  const found = opened(c, 'confirm')
  if (found.kind !== 'open') return closed(c, found)
  if (!confirm(desk, found.subscription)) return closed(c, { kind: 'left' })
  return show(c, confirmedPage(path('manage', found.subscription)))
}

function toLeave(c: Context, { links, show, path }: Own, subscription: WithStanding): Promise<Response> {
  const to = isWebhook(subscription) ? shownAddress(subscription.to) : subscription.to
  const managePath = path('manage', subscription)
  return show(c, leavePage({ to, path: links.to(`/leave/${c.req.param('token')}`), managePath }))
}

/**
 * Our own button, one click in a mail program (RFC 8058), or a program's POST of anything or nothing: whoever has the link may leave,
 * and what else he sends says no more than that.
 */
function leaving(c: Context, { desk, links, opened, closed, show }: Own): Promise<Response> {
  const found = opened(c, 'leave')
  if (found.kind === 'none') return closed(c, found)
  if (found.kind === 'open') leave(desk, found.subscription, 'the subscriber left')
  return show(c, leftPage(links))
}
