import { html } from 'hono/html'
import { button } from '../look/form.ts'
import type { Page } from '../look/layout.ts'
import type { Links } from '../site.ts'

type Shown = { readonly to: string; readonly lines: readonly string[]; readonly path: string }

/** What a link in a mail opens: says what would be confirmed. Only the button does it, for programs look at links as well. */
export function confirmPage({ to, lines, path }: Shown): Page {
  return {
    title: 'Confirm your subscription',
    main: html`<h1>Confirm your subscription</h1><p class="lead">Somebody asked for these messages to <strong>${to}</strong>.</p>
<div class="card"><ul class="wishes">${lines.map((line) => html`<li>${line}</li>`)}</ul>${button(path, 'confirm', 'Yes, I want them', 'strong')}</div>
<p class="soft">If that was not you, do nothing: without this nothing more is sent.</p>`,
  }
}

export function confirmedPage(managePath: string): Page {
  return {
    title: 'You are subscribed',
    main: html`<h1>You are subscribed</h1><p class="verdict good" role="status">It is confirmed: you hear of the next change.</p>
<p><a href="${managePath}">Look at what you get, and change it</a>. Each message has this link too, and one to leave.</p>`,
  }
}

export function leavePage({ to, path, managePath }: Omit<Shown, 'lines'> & { readonly managePath: string }): Page {
  return {
    title: 'Leave',
    main: html`<h1>Leave</h1><p class="lead">Then nothing more is sent to <strong>${to}</strong>, and the address is forgotten.</p>
<div class="actions">${button(path, 'leave', 'Leave', 'bad')} <a class="button plain" href="${managePath}">Stay, and change what you get</a></div>`,
  }
}

/** To who left just now, and to who had left before: there is nothing to tell them apart by. */
export function leftPage({ to, signup }: Links): Page {
  return {
    title: 'You have left',
    main: html`<h1>You have left</h1><p class="verdict good" role="status">Nothing more is sent, and the address is forgotten.</p>
${signup && html`<p><a href="${to('/subscribe')}">Subscribe again</a></p>`}`,
  }
}

/** Forged, expired and renewed ones look alike. */
export function noSuchLinkPage({ to, signup }: Links): Page {
  return {
    title: 'This link does not work',
    main: html`<h1>This link does not work</h1><p class="lead">It may have expired, or newer ones have taken its place. Look for the newest message that you got.</p>
<p>${signup ? html`If there is none, <a href="${to('/subscribe')}">subscribe with the same address</a>: you get new links.` : 'If there is none, ask the operator.'}</p>`,
  }
}

export function overPage({ to, signup }: Links): Page {
  return {
    title: 'There is no subscription',
    main: html`<h1>There is no subscription any more</h1><p class="lead">It was left, or never confirmed in time.</p>
${signup && html`<p><a href="${to('/subscribe')}">Subscribe again</a></p>`}`,
  }
}
