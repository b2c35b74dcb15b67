import type { Context, Hono } from 'hono'
import type { WithStanding } from '../../store/subscription.ts'
import { change, dropOldSecrets, pause, prove, resume, rotateSecret } from '../../subscriptions/manage.ts'
import { renewLinks } from '../../subscriptions/renew.ts'
import { wishLines } from '../../subscriptions/words.ts'
import { type Form, one } from '../forms/body.ts'
import { withChosen } from '../forms/choices.ts'
import { type Faults, formOf, wishesFrom } from '../forms/wishes.ts'
import { managePage, type Said } from '../pages/manage.ts'
import { retryAfter, waitText } from '../pages/wait.ts'
import { type Own, ownHeaders } from './own.ts'

const good = (text: string): Said => ({ tone: 'good', text })

/** What the page says after something was done: by the word that the redirect to it carries. */
const done = {
  saved: good('Saved.'),
  confirmed: good('The receiver gave the right answer: it hears of the next change.'),
  paused: good('Paused: nothing is sent until you resume it.'),
  resumed: good('Resumed: what you are owed comes now, or with the next message.'),
  renewed: good(
    'This page has a new address, and all links that were given out before are worthless. Keep the new one.',
  ),
  dropped: good('Only the newest secret signs from now on.'),
}
type Done = keyof typeof done

type Shown = {
  readonly said?: Said | null
  readonly secret?: string
  readonly form?: Form
  readonly faults?: Faults
  readonly status?: 200 | 422 | 429
}

/** The page on which somebody sees and changes all of a subscription. */
export function addManage(app: Hono, own: Own): void {
  const { opened, closed, posted } = own

  app.get('/manage/:token', (c) => {
    const found = opened(c, 'manage')
    if (found.kind !== 'open') return closed(c, found)
    return page(c, own, found.subscription, { said: doneBy(c.req.query('done')) })
  })

  app.post('/manage/:token', async (c) => {
    const before = opened(c, 'manage')
    if (before.kind !== 'open') return closed(c, before)
    const form = await posted(c)
    if (form instanceof Response) return form
    // Whoever sends his form slowly must not get past the renewal of the links.
    const found = opened(c, 'manage')
    return found.kind === 'open' ? act(c, own, found.subscription, form) : closed(c, found)
  })
}

async function page(c: Context, own: Own, subscription: WithStanding, shown: Shown): Promise<Response> {
  const { said = null, secret, form = formOf(subscription.wishes), faults = new Map(), status = 200 } = shown
  const offered = withChosen(await own.choices(), subscription.wishes)
  const managed = {
    ...{ subscription, said, lines: wishLines(subscription.wishes, own.site.config) },
    ...{ path: own.path('manage', subscription), leavePath: own.path('leave', subscription) },
    ...(secret !== undefined && { secret }),
  }
  return own.show(c, managePage(managed, { form, faults }, offered), status)
}

/** After something was done, so that a reload does not do it again. */
async function then(c: Context, own: Own, subscription: WithStanding | null, word: Done): Promise<Response> {
  if (subscription === null) return own.closed(c, { kind: 'left' })
  for (const [name, value] of Object.entries(ownHeaders)) c.header(name, value)
  return c.redirect(`${own.path('manage', subscription)}?done=${word}`, 303)
}

async function act(c: Context, own: Own, subscription: WithStanding, form: Form): Promise<Response> {
  const { desk } = own
  switch (one(form, 'do')) {
    case 'wishes':
      return save(c, own, subscription, form)
    case 'challenge':
      return challenge(c, own, subscription)
    case 'pause':
      if (subscription.state === 'pending') return puzzled(c, own, subscription)
      if (subscription.halt === null) pause(desk, subscription, 'person', 'paused by the subscriber')
      return then(c, own, subscription, 'paused')
    case 'resume':
      if (subscription.halt !== null) resume(desk, subscription)
      return then(c, own, subscription, 'resumed')
    case 'renew':
      return renew(c, own, subscription)
    case 'secret':
      return newSecret(c, own, subscription)
    case 'drop':
      dropOldSecrets(desk, subscription)
      return then(c, own, subscription, 'dropped')
    default:
      return puzzled(c, own, subscription)
  }
}

function puzzled(c: Context, own: Own, subscription: WithStanding): Promise<Response> {
  const text = 'Nothing was done: the form did not say what to do.'
  return page(c, own, subscription, { said: { tone: 'bad', text }, status: 422 })
}

async function save(c: Context, own: Own, subscription: WithStanding, form: Form): Promise<Response> {
  const read = wishesFrom(form, withChosen(await own.choices(), subscription.wishes))
  if (read.kind === 'faults') return page(c, own, subscription, { form, faults: read.faults, status: 422 })
  return then(c, own, change(own.desk, subscription, read.wishes) ? subscription : null, 'saved')
}

async function renew(c: Context, own: Own, subscription: WithStanding): Promise<Response> {
  const renewal = renewLinks(own.desk, subscription)
  if (renewal.kind === 'left') return own.closed(c, renewal)
  if (renewal.kind === 'renewed') return then(c, own, renewal.subscription, 'renewed')
  const text = `New links were made too often: these stay as they are. Try again in ${waitText(renewal.wait)}.`
  c.header('retry-after', retryAfter(renewal.wait))
  return page(c, own, subscription, { said: { tone: 'bad', text }, status: 429 })
}

/** The answer itself shows it: no address that could be opened again does. */
async function newSecret(c: Context, own: Own, subscription: WithStanding): Promise<Response> {
  if (subscription.secrets.length === 0) return puzzled(c, own, subscription)
  const secret = rotateSecret(own.desk, subscription)
  const now = own.desk.store.subscription(subscription.id)
  return secret === null || now === null ? own.closed(c, { kind: 'left' }) : page(c, own, now, { secret })
}

async function challenge(c: Context, own: Own, subscription: WithStanding): Promise<Response> {
  if (subscription.secrets.length === 0) return puzzled(c, own, subscription)
  const proof = await prove(own.desk, subscription)
  if (proof.kind === 'confirmed') return then(c, own, subscription, 'confirmed')
  if (proof.kind === 'left') return own.closed(c, proof)
  if (proof.kind === 'unanswered') {
    const text = `Not confirmed: ${proof.why}.`
    return page(c, own, subscription, { said: { tone: 'bad', text }, status: 422 })
  }
  const text = `Too many challenges were sent. Try again in ${waitText(proof.wait)}.`
  c.header('retry-after', retryAfter(proof.wait))
  return page(c, own, subscription, { said: { tone: 'bad', text }, status: 429 })
}

function doneBy(word: string | undefined): Said | null {
  const known = Object.entries(done).find(([name]) => name === word)
  return known?.[1] ?? null
}
