import { html } from 'hono/html'
import type { Page } from '../look/layout.ts'
import type { Links } from '../site.ts'

export function notFoundPage({ to }: Links, what = 'There is no page at this address.'): Page {
  return {
    title: 'Not found',
    main: html`<h1>Not found</h1><p class="lead">${what}</p>
<p>What there is: <a href="${to('/status')}">the lists that are watched</a>, <a href="${to('/changes')}">every change that was told</a>,
and <a href="${to('/lookup')}">whether a host is listed</a>.</p>`,
  }
}

/** Says nothing of what went wrong: that stands in the log, for the operator. */
export function failedPage({ to }: Links): Page {
  return {
    title: 'This did not work',
    main: html`<h1>This did not work</h1><p class="lead">The page could not be made. The operator finds the reason in the log.</p>
<p>Try again in a minute, or look at <a href="${to('/status')}">the status</a>.</p>`,
  }
}
