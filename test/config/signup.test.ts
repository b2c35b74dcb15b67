import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { parseConfig } from '../../src/config/load.ts'
import { parseNetwork } from '../../src/net/networks.ts'

const kind = (id: string) => ({ id, schema: z.strictObject({}) })
const options = { env: {}, sourceKinds: [kind('page')], channelKinds: [kind('email'), kind('webhook')] }

const channels = 'channels: { mail: { kind: email }, post: { kind: email }, hook: { kind: webhook } }'
const sources = 'sources: [{ id: a, kind: page, page: "https://a.example" }]'

function loaded(...lines: readonly string[]) {
  return parseConfig([sources, channels, ...lines].join('\n'), 'f', options)
}

function configOf(...lines: readonly string[]) {
  const found = loaded(...lines)
  if (found.kind === 'config') return found.config
  throw new Error(JSON.stringify(found.faults))
}

function faultsOf(...lines: readonly string[]): readonly string[] {
  const found = loaded(...lines)
  if (found.kind === 'config') return []
  return found.faults.map(({ code, place, why, next }) => [place.replace(/^f:[\d:]* ?/, ''), code, why, next].join('|'))
}

const web = 'web: { publicUrl: "https://drift.example.org" }'

test('nobody subscribes by the pages if nothing is said', () => {
  expect(configOf(web).signup).toEqual({ mode: 'closed', domains: [], email: null, webhook: null })
})

test('domains are read in every script and case, and a star stands for what is below', () => {
  const { signup } = configOf(
    web,
    'signup: { mode: domains, domains: [Example.ORG, "*.example.org", bücher.example], email: mail, webhook: hook }',
  )
  expect(signup).toEqual({
    mode: 'domains',
    domains: ['example.org', '*.example.org', 'xn--bcher-kva.example'],
    email: 'mail',
    webhook: 'hook',
  })
})

test('proxies are networks or single addresses', () => {
  const { proxies } = configOf('web: { proxies: [10.0.0.0/8, "::1"] }').web
  expect(proxies).toEqual([parseNetwork('10.0.0.0/8'), parseNetwork('::1')])
})

describe('a sign-up that could not work', () => {
  test.each([
    ['signup: { mode: domains, email: mail }', 'signup|config-missing|mode is domains, and no domain is named|add'],
    ['signup: { mode: domains, domains: [], email: mail }', 'signup|config-missing|mode is domains'],
    ['signup: { mode: open, domains: [a.example], email: mail }', 'signup.domains|config-value|domains limit nothing'],
    ['signup: { domains: [a.example] }', 'signup.domains|config-value|domains limit nothing here'],
    ['signup: { mode: domains, domains: [localhost], email: mail }', 'signup.domains[0]|config-value|must be a domain'],
    ['signup: { mode: domains, domains: ["@a.example"], email: mail }', 'signup.domains[0]|config-value|must be a dom'],
    ['signup: { mode: domains, domains: ["a.*.org"], email: mail }', 'signup.domains[0]|config-value|must be a domain'],
    [
      'signup: { mode: domains, domains: [a.example/x], email: mail }',
      'signup.domains[0]|config-value|must be a domain',
    ],
    ['signup: { mode: open }', 'signup|config-missing|neither "email" nor "webhook" names a channel|name the channel'],
    ['signup: { mode: open, email: mial }', 'signup.email|config-unknown-channel|no channel is called "mial"|did you'],
    [
      'signup: { mode: open, email: hook }',
      'signup.email|config-channel-kind|that is a channel of kind webhook, and this must be one of kind email|there is: mail, post',
    ],
    ['signup: { mode: open, webhook: mail }', 'signup.webhook|config-channel-kind|that is a channel of kind email'],
    ['signup: { email: nobody }', 'signup.email|config-unknown-channel|'],
    ['signup: { mode: public, email: mail }', 'signup.mode|config-value|must be one of open, domains, closed|'],
    ['signup: { moed: open }', 'signup.moed|config-unknown-key|there is no key "moed" here|did you mean "mode"?'],
  ])('%s', (text, expected) => {
    const faults = faultsOf(web, text)
    expect(faults.map((fault) => fault.slice(0, expected.length))).toEqual([expected])
  })

  test.each(['', 'web: off', 'web: { listen: off }', 'web: { listen: false }'])('with pages like %j', (pages) => {
    const faults = faultsOf(pages, 'signup: { mode: open, email: mail }')
    expect(faults.join('\n')).toContain(
      pages === 'web: off' ? 'web|config-value' : 'signup|config-signup|people subscr',
    )
  })

  test('a proxy that is no network is told', () => {
    expect(faultsOf('web: { proxies: [10.0.0.0/33] }').join()).toContain(
      'web.proxies[0]|config-value|must be a network',
    )
  })
})
