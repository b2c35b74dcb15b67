import type { Context } from 'hono'
import type { WithStanding } from '../../store/subscription.ts'
import type { Desk } from '../../subscriptions/desk.ts'
import { linkKey, type Purpose, tokenFor } from '../../subscriptions/links.ts'
import {
  type Access,
  access,
  change,
  dropOldSecrets,
  pause,
  prove,
  renewLinks,
  resume,
  rotateSecret,
} from '../../subscriptions/manage.ts'
import { wishLines } from '../../subscriptions/words.ts'
import type { Routes } from '../app.ts'
import { type Form, one } from '../forms/body.ts'
import { type Choices, withChosen } from '../forms/choices.ts'
import { type Faults, formOf, wishesFrom } from '../forms/wishes.ts'
import { managePage, type Said } from '../pages/manage.ts'
import { noSuchLinkPage, overPage } from '../pages/token.ts'
import { ownHeaders, ownPages, postedForm } from './answers.ts'

const good = (text: string): Said => ({ tone: 'good', text })

/** What the page says after something was done: by the word that the redirect to it carries. */
const done: Readonly<Record<string, Said>> = {
  saved: good('Saved.'),
  confirmed: good('The receiver gave the right answer: it hears of the next change.'),
  paused: good('Paused: nothing is sent until you resume it.'),
  resumed: good('Resumed: what you are owed comes now, or with the next message.'),
  renewed: good(
    'This page has a new address, and all links that were given out before are worthless. Keep the new one.',
  ),
  dropped: good('Only the newest secret signs from now on.'),
}

type Shown = {
  readonly said?: Said | null
  readonly secret?: string
  readonly form?: Form
  readonly faults?: Faults
  readonly status?: 200 | 422 | 429
}

/** The page on which somebody sees and changes all of a subscription. */
export function addManage({ app, site, links }: Routes, desk: Desk, choices: () => Promise<Choices>): void {
  const signup = site.config.signup.mode !== 'closed'
  const show = ownPages({ site, links })
  const opened = (c: Context): Access => access(desk, 'manage', c.req.param('token') ?? '')
  const closed = (c: Context, { kind }: Exclude<Access, { kind: 'open' }>): Promise<Response> =>
    show(c, kind === 'none' ? noSuchLinkPage(links, signup) : overPage(links, signup), 404)
  const path = (purpose: Purpose, subscription: WithStanding): string =>
    links.to(`/${purpose}/${tokenFor(linkKey(site.store), purpose, subscription)}`)

  app.get('/manage/:token', (c) => {
    const found = opened(c)
    return found.kind === 'open' ? page(c, found.subscription, { said: doneBy(c.req.query('done')) }) : closed(c, found)
  })

  app.post('/manage/:token', async (c) => {
    const before = opened(c)
    if (before.kind !== 'open') return closed(c, before)
    const form = await postedForm(c, { site, show })
    if (form instanceof Response) return form
    // Whoever sends his form slowly must not get past the renewal of the links.
    const found = opened(c)
    return found.kind === 'open' ? act(c, found.subscription, form) : closed(c, found)
  })

  async function page(c: Context, subscription: WithStanding, shown: Shown): Promise<Response> {
    const { said = null, secret, form = formOf(subscription.wishes), faults = new Map(), status = 200 } = shown
    const offered = withChosen(await choices(), subscription.wishes)
    const managed = {
      ...{ subscription, said, lines: wishLines(subscription.wishes, site.config) },
      ...{ path: path('manage', subscription), leavePath: path('leave', subscription) },
      ...(secret !== undefined && { secret }),
    }
    return show(c, managePage(managed, { form, faults }, offered), status)
  }

  /** After something was done, so that a reload does not do it again. */
  function then(
    c: Context,
    subscription: WithStanding | null,
    word: keyof typeof done & string,
  ): Promise<Response> | Response {
    if (subscription === null) return closed(c, { kind: 'left' })
    for (const [name, value] of Object.entries(ownHeaders)) c.header(name, value)
    return c.redirect(`${path('manage', subscription)}?done=${word}`, 303)
  }

  async function act(c: Context, subscription: WithStanding, form: Form): Promise<Response> {
    switch (one(form, 'do')) {
      case 'wishes':
        return save(c, subscription, form)
      case 'challenge':
        return challenge(c, subscription)
      case 'pause':
        if (subscription.state === 'pending') return puzzled(c, subscription)
        if (subscription.halt === null) pause(desk, subscription, 'person', 'paused by the subscriber')
        return then(c, subscription, 'paused')
      case 'resume':
        if (subscription.halt !== null) resume(desk, subscription)
        return then(c, subscription, 'resumed')
      case 'renew':
        return then(c, renewLinks(desk, subscription), 'renewed')
      case 'secret':
        return newSecret(c, subscription)
      case 'drop':
        dropOldSecrets(desk, subscription)
        return then(c, subscription, 'dropped')
      default:
        return puzzled(c, subscription)
    }
  }

  function puzzled(c: Context, subscription: WithStanding): Promise<Response> {
    const text = 'Nothing was done: the form did not say what to do.'
    return page(c, subscription, { said: { tone: 'bad', text }, status: 422 })
  }

  async function save(c: Context, subscription: WithStanding, form: Form): Promise<Response> {
    const read = wishesFrom(form, withChosen(await choices(), subscription.wishes))
    if (read.kind === 'faults') return page(c, subscription, { form, faults: read.faults, status: 422 })
    return then(c, change(desk, subscription, read.wishes) ? subscription : null, 'saved')
  }

  async function newSecret(c: Context, subscription: WithStanding): Promise<Response> {
    const secret = subscription.secrets.length > 0 ? rotateSecret(desk, subscription) : null
    const now = site.store.subscription(subscription.id)
    return page(c, now ?? subscription, secret === null ? { status: 422 } : { secret })
  }

  async function challenge(c: Context, subscription: WithStanding): Promise<Response> {
    if (subscription.secrets.length === 0) return puzzled(c, subscription)
    const proof = await prove(desk, subscription)
    if (proof.kind === 'confirmed') return then(c, subscription, 'confirmed')
    if (proof.kind === 'left') return closed(c, proof)
    const late = 'Too many challenges were sent. Try again in ten minutes.'
    const text = proof.kind === 'limited' ? late : `Not confirmed: ${proof.why}.`
    return page(c, subscription, { said: { tone: 'bad', text }, status: proof.kind === 'limited' ? 429 : 422 })
  }
}

function doneBy(word: string | undefined): Said | null {
  return word !== undefined && Object.hasOwn(done, word) ? (done[word] ?? null) : null
}
