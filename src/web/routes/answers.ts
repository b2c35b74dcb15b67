import type { Context } from 'hono'
import type { Routes } from '../app.ts'
import { type Form, readForm } from '../forms/body.ts'
import { isCrossSite } from '../forms/origin.ts'
import { type Page, pageText } from '../look/layout.ts'
import { refusedPage } from '../pages/subscribe.ts'
import { types } from '../reply.ts'

type Status = 200 | 400 | 403 | 404 | 410 | 413 | 415 | 422 | 429

/**
 * Of pages that are somebody's own: kept by nobody, found by no search, and their address, which is a key, told to no other site.
 * To our own it is told, or browsers would say `Origin: null` when a form is sent.
 */
export const ownHeaders = {
  'cache-control': 'no-store',
  'x-robots-tag': 'noindex, nofollow',
  'referrer-policy': 'same-origin',
}

/** Shows a page that is somebody's own. */
export type ShowOwn = (c: Context, page: Page, status?: Status) => Promise<Response>

export function ownPages({ site, links }: Pick<Routes, 'site' | 'links'>): ShowOwn {
  return async (c, page, status = 200) =>
    c.body(await pageText(links, site.version, page), status, { ...ownHeaders, 'content-type': types.html })
}

/** The form that a POST carries, or the answer to one that is refused. Forms of other sites are, unless the key in the path is enough. */
export async function postedForm(
  c: Context,
  { site, show }: { readonly site: Routes['site']; readonly show: ShowOwn },
  { anywhere = false } = {},
): Promise<Form | Response> {
  if (!anywhere && isCrossSite(c.req.raw.headers, site.config.web.publicUrl))
    return show(
      c,
      refusedPage(
        'The form was sent from another site, or your browser hides from where. Open the page and send it again.',
      ),
      403,
    )
  const read = await readForm(c.req.raw, anywhere)
  return read.kind === 'form' ? read.form : show(c, refusedPage(read.why), read.status)
}
