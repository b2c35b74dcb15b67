import type { Context } from 'hono'
import type { WithStanding } from '../../store/subscription.ts'
import type { Desk } from '../../subscriptions/desk.ts'
import { linkKey, type Purpose, tokenFor } from '../../subscriptions/links.ts'
import { type Access, access } from '../../subscriptions/manage.ts'
import type { Routes } from '../app.ts'
import { type Form, readForm } from '../forms/body.ts'
import type { Choices } from '../forms/choices.ts'
import { isCrossSite } from '../forms/origin.ts'
import { type Page, pageText } from '../look/layout.ts'
import { refusedPage } from '../pages/subscribe.ts'
import { noSuchLinkPage, overPage } from '../pages/token.ts'
import { types } from '../reply.ts'

type Status = 200 | 400 | 403 | 404 | 413 | 415 | 422 | 429

/**
 * Of pages that are somebody's own: kept by nobody, found by no search, and their address, which is a key, told to no other site.
 * To our own it is told, or browsers would say `Origin: null` when a form is sent.
 */
export const ownHeaders = {
  'cache-control': 'no-store',
  'x-robots-tag': 'noindex, nofollow',
  'referrer-policy': 'same-origin',
}

/** What the pages of subscriptions are made with. */
export type Own = Pick<Routes, 'site' | 'links'> & {
  readonly desk: Desk
  /** What forms offer now. */
  readonly choices: () => Promise<Choices>
  /** Shows a page that is somebody's own. */
  readonly show: (c: Context, page: Page, status?: Status) => Promise<Response>
  /** The form that a POST carries, or the answer to one that is refused, as those of other sites are. */
  readonly posted: (c: Context) => Promise<Form | Response>
  /** What the token in the path opens. */
  readonly opened: (c: Context, purpose: Purpose) => Access
  /** The answer to a token that opens nothing. */
  readonly closed: (c: Context, access: Exclude<Access, { kind: 'open' }>) => Promise<Response>
  readonly path: (purpose: Purpose, subscription: Pick<WithStanding, 'id' | 'generation'>) => string
}

export function ownPages({ site, links }: Routes, desk: Desk, choices: () => Promise<Choices>): Own {
  const show: Own['show'] = async (c, page, status = 200) =>
    c.body(await pageText(links, site.version, page), status, { ...ownHeaders, 'content-type': types.html })
  return {
    ...{ site, links, desk, choices, show },
    posted: async (c) => {
      if (isCrossSite(c.req.raw.headers, site.config.web.publicUrl)) return show(c, refusedPage(fromElsewhere), 403)
      const read = await readForm(c.req.raw)
      return read.kind === 'form' ? read.form : show(c, refusedPage(read.why), read.status)
    },
    opened: (c, purpose) => access(desk, purpose, c.req.param('token') ?? ''),
    closed: (c, { kind }) => show(c, kind === 'none' ? noSuchLinkPage(links) : overPage(links), 404),
    path: (purpose, subscription) => links.to(`/${purpose}/${tokenFor(linkKey(site.store), purpose, subscription)}`),
  }
}

const fromElsewhere =
  'The form was sent from another site, or your browser hides from where. Open the page and send it again.'
