import { expect, test } from 'vitest'
import { waitText } from '../../src/web/pages/wait.ts'
import { fields, fromOurs, openSite, pathOf, post, subscribed } from './forms.ts'
import { hour, type Scene } from './site.ts'

const minute = 60_000

/** What the site says to one request too many. */
async function refusal(send: () => Promise<Response>): Promise<{ readonly seconds: number; readonly text: string }> {
  for (let i = 0; i < 50; i += 1) {
    const response = await send()
    if (response.status === 429)
      return { seconds: Number(response.headers.get('retry-after')), text: await response.text() }
  }
  throw new Error('there was no limit')
}

function asking(s: Scene, address: (i: number) => string): () => Promise<Response> {
  let asked = 0
  return () => {
    asked += 1
    return post(s, '/subscribe', { ...fields, address: address(asked) }, fromOurs, `203.0.113.${asked % 8}`)
  }
}

type Sender = (s: Scene) => Promise<() => Promise<Response>>

const cases: readonly (readonly [what: string, sender: Sender, wait: number, words: string])[] = [
  [
    'subscriptions of a client',
    async (s) => () => post(s, '/subscribe', { ...fields, address: 'ann@example.org' }),
    6 * minute,
    'Try again in 6 minutes.',
  ],
  [
    'subscriptions of a host',
    async (s) => asking(s, (i) => `https://hooks.example.org/${i}`),
    3 * minute,
    'Try again in 3 minutes.',
  ],
  [
    'new links',
    async (s) => {
      await subscribed(s)
      return () => post(s, pathOf(s, 'manage'), { do: 'renew' })
    },
    hour,
    'Try again in an hour.',
  ],
  [
    'challenges',
    async (s) => {
      await post(s, '/subscribe', { ...fields, address: 'https://hooks.example.org/drift' })
      return () => post(s, pathOf(s, 'manage'), { do: 'challenge' })
    },
    10 * minute,
    'Try again in 10 minutes.',
  ],
]

test.each(cases)('whoever asks for too many %s is told when one more is taken', async (_, sender, wait, words) => {
  const s = openSite({ challenge: async () => ({ kind: 'unanswered', why: 'there was no answer', status: null }) })
  const send = await sender(s)
  const { seconds, text } = await refusal(send)
  expect(seconds * 1000).toBe(wait)
  expect(text).toContain(words)
  s.clock.now += wait - 1
  expect((await send()).status).toBe(429)
  s.clock.now += 1
  expect((await send()).status).not.toBe(429)
})

test.each([
  [3_600, 'a minute'],
  [minute, 'a minute'],
  [minute + 1, '2 minutes'],
  [10 * minute, '10 minutes'],
  [hour, 'an hour'],
])('%i ms are told as %s, never as less', (ms, text) => {
  expect(waitText(ms)).toBe(text)
})
