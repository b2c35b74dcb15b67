import { describe, expect, test } from 'vitest'
import { shownAddress } from '../../src/channels/shown.ts'

describe('an address as it is shown', () => {
  test.each([
    ['net@example.org', /^net@example\.org$/],
    ['ünï@bücher.example', /^ünï@bücher\.example$/],
    ['https://hooks.slack.com/services/T0/B0/secret', /^https:\/\/hooks\.slack\.com\/…\([0-9a-f]{6}\)$/],
    [
      'https://prod-1.westeurope.logic.azure.com:443/workflows/secret?sig=secret',
      /^https:\/\/prod-1\.westeurope\.logic\.azure\.com\/…\([0-9a-f]{6}\)$/,
    ],
    ['https://hooks.example.org/?token=secret', /^https:\/\/hooks\.example\.org\/…\([0-9a-f]{6}\)$/],
    ['https://secret:secret@hooks.example.org/', /^https:\/\/hooks\.example\.org\/$/],
    ['http://127.0.0.1:8080/', /^http:\/\/127\.0\.0\.1:8080\/$/],
    ['tgram://secret/secret', /^tgram:\/\/…\([0-9a-f]{6}\)$/],
    ['mailto://user:secret@example.org', /^mailto:\/\/…\([0-9a-f]{6}\)$/],
    ['secret-team/secret', /^…\([0-9a-f]{6}\)$/],
    ['', /^…\([0-9a-f]{6}\)$/],
  ])('%s', (to, wanted) => {
    expect(shownAddress(to)).toMatch(wanted)
    expect(shownAddress(to)).not.toContain('secret')
  })

  test('tells two secrets at one host apart, and is the same each time', () => {
    const [one, two] = ['https://hooks.slack.com/services/1', 'https://hooks.slack.com/services/2'].map(shownAddress)
    expect(one).not.toBe(two)
    expect(shownAddress('https://hooks.slack.com/services/1')).toBe(one)
  })
})
