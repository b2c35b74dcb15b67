import type { Context, Hono } from 'hono'
import type { SignupConfig } from '../../config/config.ts'
import { wishesSchema } from '../../config/wishes.ts'
import { atOnce } from '../../core/wishes.ts'
import { mailAddress, webhookAddress } from '../../subscriptions/addresses.ts'
import { askByMail, askByWebhook } from '../../subscriptions/ask.ts'
import { clientOf } from '../../subscriptions/client.ts'
import type { Desk } from '../../subscriptions/desk.ts'
import { type Form, one } from '../forms/body.ts'
import type { Choices } from '../forms/choices.ts'
import { type Faults, formOf, repeated, wishesFrom } from '../forms/wishes.ts'
import { askedPage, closedPage, madePage, subscribePage, tooMuchPage } from '../pages/subscribe.ts'
import { retryAfter } from '../pages/wait.ts'
import type { Own } from './own.ts'

const noFaults: Faults = new Map()

/** The form to subscribe with. */
export function addSubscribe(app: Hono, own: Own): void {
  const { site, links, choices, posted, show } = own
  const { signup } = site.config
  const isOpen = signup.mode !== 'closed'

  app.get('/subscribe', async (c) => {
    if (!isOpen) return show(c, closedPage(links), 404)
    const offered = await choices()
    const form = emptyForm(offered, c.req.query('source'))
    return show(c, subscribePage({ form, faults: noFaults }, offered, signup, links))
  })

  app.post('/subscribe', async (c) => {
    if (!isOpen) return show(c, closedPage(links), 404)
    const form = await posted(c)
    return form instanceof Response ? form : answer(c, own, form)
  })
}

async function answer(c: Context, own: Own, form: Form): Promise<Response> {
  const { site, desk, links, choices, show, path } = own
  const { signup, web } = site.config
  const offered = await choices()
  const again = (faults: Faults) => show(c, subscribePage({ form, faults }, offered, signup, links), 422)
  const to = one(form, 'address')
  const channel = channelFor(to, signup)
  const read = wishesFrom(form, offered)
  const faults = new Map([...addressFaults(desk, form), ...(read.kind === 'faults' ? read.faults : [])])
  if (faults.size > 0 || channel === null || read.kind === 'faults') return again(faults)
  const client = clientOf(remoteOf(c), c.req.header('x-forwarded-for'), web.proxies)
  const asked = (isUrl(to) ? askByWebhook : askByMail)(desk, { channel, to, wishes: read.wishes, client })
  if (asked.kind === 'asked') return show(c, askedPage(to, links))
  if (asked.kind === 'fault') return again(new Map([['address', asked.why]]))
  if (asked.kind === 'limited') {
    c.header('retry-after', retryAfter(asked.wait))
    return show(c, tooMuchPage(links, asked.wait), 429)
  }
  const { subscription } = asked
  const made = { url: subscription.to, secret: subscription.secrets[0] ?? '', path: path('manage', subscription) }
  return show(c, madePage(made, links))
}

/** What nobody would type as a mail address is meant as a URL, well written or not. */
function isUrl(text: string): boolean {
  return /^[a-z][a-z0-9+.-]*:|\/\//i.test(text)
}

/** The channel that carries an address; `null` where there is none for its kind. */
function channelFor(to: string, { email, webhook }: SignupConfig): string | null {
  return isUrl(to) ? webhook : email
}

function addressFaults(desk: Desk, form: Form): readonly (readonly [string, string])[] {
  const to = one(form, 'address')
  const why = to === '' ? 'Write the address to which messages are sent.' : whyNot(desk, to)
  return [...(why === null ? [] : [['address', why] as const]), ...repeated(form, ['address'])]
}

function whyNot(desk: Desk, to: string): string | null {
  const channel = channelFor(to, desk.config.signup)
  if (channel === null)
    return isUrl(to)
      ? 'Only e-mail addresses can be subscribed here.'
      : 'Only URLs can be subscribed here; they begin with https://.'
  const address = isUrl(to) ? webhookAddress(desk, channel, to) : mailAddress(desk, channel, to)
  return address.kind === 'fault' ? address.why : null
}

function emptyForm({ sources }: Choices, source: string | undefined): Form {
  const chosen = sources.flatMap(({ id }) => (id === source ? [id] : []))
  return formOf({
    ...wishesSchema.parse({}),
    timing: atOnce,
    filter: wishesSchema.parse({ filter: { sources: chosen } }).filter,
  })
}

/** The address of the connection, as @hono/node-server hands it over; without a server there is none. */
function remoteOf(c: Context): string | undefined {
  const env: { readonly incoming?: { readonly socket?: { readonly remoteAddress?: string } } } | undefined = c.env
  return env?.incoming?.socket?.remoteAddress
}
