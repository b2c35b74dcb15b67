import { html } from 'hono/html'
import { shownAddress } from '../../channels/shown.ts'
import type { WithStanding } from '../../store/subscription.ts'
import type { Choices } from '../forms/choices.ts'
import { button, type Filled, faultSummary } from '../look/form.ts'
import type { Page } from '../look/layout.ts'
import { type Html, timeOf } from '../look/parts.ts'
import { challengeWords, secretBox } from './subscribe.ts'
import { fieldNames, wishFields } from './wish-fields.ts'

export type Managed = {
  readonly subscription: WithStanding
  /** What is subscribed to, in words. */
  readonly lines: readonly string[]
  /** Path of this page, and of the one on which to leave. */
  readonly path: string
  readonly leavePath: string
  /** What was just done, or failed. */
  readonly said: Said | null
  /** A secret that was just made. */
  readonly secret?: string
}

export type Said = { readonly tone: 'good' | 'bad' | 'warn'; readonly text: string }

/** Everything that a subscriber can see and do. */
export function managePage(managed: Managed, filled: Filled, choices: Choices): Page {
  const { subscription, path, said, secret } = managed
  return {
    title: filled.faults.size > 0 ? 'Error: Your subscription' : 'Your subscription',
    main: html`<h1>Your subscription</h1>${faultSummary(filled, fieldNames)}
${said !== null && html`<p class="verdict ${said.tone}" role="status">${said.text}</p>`}
${secret !== undefined && html`<section aria-labelledby="secret"><h2 id="secret">The new secret</h2><p>It is shown now and never again. The one before signs as well, until you drop it.</p>${secretBox(secret)}</section>`}
${summary(managed)}${subscription.state === 'pending' && isWebhook(subscription) && challengeCard(path)}
<section aria-labelledby="change"><h2 id="change">Change what you get</h2><form class="form" action="${path}" method="post">${wishFields(filled, choices)}
<p class="send"><button type="submit" name="do" value="wishes">Save</button></p></form></section>${keys(managed)}`,
  }
}

/** Those of a URL; others are mail addresses. */
export function isWebhook({ to }: Pick<WithStanding, 'to'>): boolean {
  return /^https?:/i.test(to)
}

function summary({ subscription, lines, path, leavePath }: Managed): Html {
  const [tone, state] = stateOf(subscription)
  return html`<div class="card ${tone}"><div class="top"><h2>${isWebhook(subscription) ? shownAddress(subscription.to) : subscription.to}</h2><span class="badge ${tone}">${state}</span></div>
${standing(subscription)}<ul class="wishes">${lines.map((line) => html`<li>${line}</li>`)}</ul>
<div class="actions">${subscription.state === 'active' && (subscription.halt === null ? button(path, 'pause', 'Pause') : button(path, 'resume', 'Resume', 'strong'))}
<a class="button bad" href="${leavePath}">Leave</a></div></div>`
}

function stateOf({ state, halt }: WithStanding): readonly [tone: string, text: string] {
  if (state === 'pending') return ['warn', 'not confirmed']
  if (halt === null) return ['good', 'active']
  return halt.kind === 'paused' ? ['warn', 'paused'] : ['bad', 'stopped']
}

function standing({ state, halt, expiresAt, confirmedAt }: WithStanding): Html {
  if (state === 'pending')
    return html`<p>Nothing is sent until it is confirmed${expiresAt !== null && html`, which can be done until ${timeOf(expiresAt)}`}.</p>`
  if (halt === null) return html`${confirmedAt !== null && html`<p class="soft">Since ${timeOf(confirmedAt)}</p>`}`
  const why = {
    person: 'You paused it.',
    operator: 'The operator paused it.',
    receiver:
      halt.kind === 'stopped'
        ? 'The receiver said twice that it is gone.'
        : 'Nothing could be delivered for five days.',
  }
  return html`<p>${why[halt.by]} Nothing is sent since ${timeOf(halt.at)}; what you are owed is kept and comes when it is resumed.</p>`
}

function challengeCard(path: string): Html {
  return html`<section aria-labelledby="challenge"><h2 id="challenge">Confirm it</h2>${challengeWords}${button(path, 'challenge', 'Send the challenge now', 'strong')}</section>`
}

function keys({ subscription, path }: Managed): Html {
  const { secrets } = subscription
  return html`<section aria-labelledby="keys"><h2 id="keys">Links${secrets.length > 0 && ' and secret'}</h2>
<p>Whoever has a link from one of your messages can do all that you can do here. New links make all the old ones worthless.</p>
<div class="actions">${button(path, 'renew', 'Make new links')}
${secrets.length > 0 && button(path, 'secret', 'Make a new secret')}${secrets.length > 1 && button(path, 'drop', 'Drop the old secret')}</div></section>`
}
