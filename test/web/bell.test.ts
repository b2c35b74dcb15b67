import { expect, test } from 'vitest'
import { webApp } from '../../src/web/app.ts'
import { fields, openSite, post } from './forms.ts'

test.each([
  ['that asks for a subscription wakes the deliveries', fields, 1],
  ['that is refused wakes nobody', { ...fields, address: 'no address' }, 0],
  ['that is no form wakes nobody', 'x'.repeat(1_000_000), 0],
])('a form %s', async (_, sent, rings) => {
  const s = openSite()
  const rung: true[] = []
  const bell = { ring: () => void rung.push(true), next: () => Promise.resolve() }
  const answer = await post({ ...s, app: webApp({ ...s, bell }) }, '/subscribe', sent)
  expect([rung.length, answer.status < 400]).toEqual([rings, rings === 1])
})
