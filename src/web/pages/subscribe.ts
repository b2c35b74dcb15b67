import { html } from 'hono/html'
import type { SignupConfig } from '../../config/config.ts'
import { oneLine } from '../../core/sheet.ts'
import type { Choices } from '../forms/choices.ts'
import { button, type Filled, faultSummary, textField } from '../look/form.ts'
import type { Page } from '../look/layout.ts'
import type { Html } from '../look/parts.ts'
import type { Links } from '../site.ts'
import { waitText } from './wait.ts'
import { fieldNames, wishFields } from './wish-fields.ts'

type Signup = Pick<SignupConfig, 'mode' | 'domains' | 'email' | 'webhook'>

/** Where somebody subscribes: empty, or as it came back. */
export function subscribePage(filled: Filled, choices: Choices, signup: Signup, { to }: Links): Page {
  const failed = filled.faults.size > 0
  return {
    title: failed ? 'Error: Subscribe' : 'Subscribe',
    at: 'subscribe',
    main: html`<h1>Subscribe</h1>${faultSummary(filled, fieldNames)}
<p class="lead">You are told exactly which endpoints were added and removed, and nothing when nothing has changed.</p>
<form class="form" action="${to('/subscribe')}" method="post">
<section aria-labelledby="where"><h2 id="where">Where to</h2>${addressField(filled, signup)}</section>
${wishFields(filled, choices)}
<p class="send"><button type="submit">Subscribe</button></p>
<p class="soft">${afterwards(signup)}</p></form>`,
  }
}

function addressField(filled: Filled, { mode, domains, email, webhook }: Signup): Html {
  const mail = html`inputmode="email" autocomplete="email"`
  const label =
    email === null ? 'URL of a webhook' : webhook === null ? 'E-mail address' : 'E-mail address, or URL of a webhook'
  const hint = mode === 'domains' && html`Only of ${domains.join(', ')}.`
  return textField(filled, {
    name: 'address',
    label,
    ...(hint && { hint }),
    attributes: html`type="text" required maxlength="2048" spellcheck="false" autocapitalize="none" ${email === null ? html`inputmode="url"` : mail}`,
  })
}

function afterwards({ email, webhook }: Signup): string {
  const mail = 'A mail asks you to confirm; until you have, nothing else is sent. Every mail has a link to leave.'
  const hook = 'The receiver of a webhook must answer a signed challenge first.'
  return [email !== null && mail, webhook !== null && hook].filter(Boolean).join(' ')
}

/** The answer to everybody who gave a mail address, whatever is known of it. */
export function askedPage(address: string, { to }: Links): Page {
  return {
    title: 'Look into your mailbox',
    at: 'subscribe',
    main: html`<h1>Look into your mailbox</h1>
<p class="lead">A mail is on its way to <strong>${oneLine(address)}</strong>. Follow the link in it within two days to confirm.</p>
<p>If that address is subscribed already, the mail brings the links to change what it gets. If none comes, look where unwanted mail goes;
one address gets at most three such mails in a short time.</p><p class="links"><a href="${to('/changes')}">The latest changes</a> <a href="${to('/status')}">Status</a></p>`,
  }
}

/** The answer to whoever gave a URL: the only time that the secret is shown. `path`: of the page to manage it. */
export function madePage(
  made: { readonly url: string; readonly secret: string; readonly path: string },
  links: Links,
): Page {
  return {
    title: 'Confirm your webhook',
    at: 'subscribe',
    main: html`<h1>Confirm your webhook</h1>
<p class="lead">Nothing is sent to <code>${oneLine(made.url)}</code> until it has answered a signed challenge.</p>
<section aria-labelledby="secret"><h2 id="secret">1. Keep the secret</h2><p>It signs every message, by the rules of Standard Webhooks. It is shown now and never again.</p>${secretBox(made.secret)}</section>
<section aria-labelledby="link"><h2 id="link">2. Keep the link</h2><p>With it you change what you get, pause and leave. Whoever has it can do the same.</p>
<p class="keep"><a href="${made.path}">${links.whole(made.path.slice(links.base.length))}</a></p></section>
<section aria-labelledby="answer"><h2 id="answer">3. Answer the challenge</h2>${challengeWords}
${button(made.path, 'challenge', 'Send the challenge now', 'strong')}
<p class="soft">It can be sent later too, from the link above, within two days.</p></section>`,
  }
}

/** What a receiver must do to confirm a subscription. */
export const challengeWords = html`<p>The receiver gets a signed message of type <code>challenge</code>, with a text in <code>data.challenge</code>. It must answer with 2xx and the
HMAC-SHA256 of that text under the secret, in hex: <code>{"challenge": "9f2c…"}</code></p>`

/** A secret to be copied by hand. */
export function secretBox(secret: string): Html {
  return html`<p class="keep"><code>${secret}</code></p>`
}

export function closedPage({ to }: Links): Page {
  return {
    title: 'Sign-up is closed',
    main: html`<h1>Sign-up is closed</h1><p class="lead">Here only the operator makes subscriptions. Links in mails that you got go on working.</p>
<p>Everybody can follow the <a href="${to('/changes')}">changes</a> and their <a href="${to('/feed.atom')}">feed</a>.</p>`,
  }
}

/** `wait`: milliseconds after which one more is taken. */
export function tooMuchPage({ to }: Links, wait: number): Page {
  return {
    title: 'Too many requests',
    main: html`<h1>Too many requests</h1><p class="lead">So many subscriptions were asked for that this one was not taken. Try again in ${waitText(wait)}.</p>
<p><a href="${to('/subscribe')}">Back to the form</a></p>`,
  }
}

/** A form that was not taken as it came. */
export function refusedPage(why: string): Page {
  return {
    title: 'This was not taken',
    main: html`<h1>This was not taken</h1><p class="lead">${why}</p>`,
  }
}
