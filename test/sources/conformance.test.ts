import { afterEach, describe, expect, test } from 'vitest'
import { createHttp, type Http } from '../../src/sources/http.ts'
import { sourceKinds } from '../../src/sources/index.ts'
import type { SourceIo } from '../../src/sources/kind.ts'
import { closedPort, standingClock } from './http-server.ts'

/** The least configuration of each kind that asks the host given. A new kind adds its line here. */
const least: Readonly<Record<string, (host: string) => Record<string, unknown>>> = {
  'learn-page': (host) => ({ url: `${host}/page.md?token=hidden2`, alsoAt: [`${host}/other.md`] }),
  'web-service': (host) => ({ instance: 'Worldwide', base: host }),
  'json-list': (host) => ({ url: `${host}/list.json?token=hidden2`, addresses: '@' }),
}

const open: Http[] = []
afterEach(async () => {
  for (const http of open.splice(0)) await http.close()
})

function io(): SourceIo {
  const clock = standingClock()
  const http = createHttp({ userAgent: 'x', retries: 1, proxies: { http: '', https: '', no: '' } }, clock)
  open.push(http)
  const clientId = () => '00000000-0000-4000-8000-000000000000'
  return { http, now: clock.now, clientId, lastBody: () => null, asked: true, memo: new Map() }
}

test('each kind has an id of its own', () => {
  const ids = sourceKinds.map((kind) => kind.id)
  expect(new Set(ids).size).toBe(ids.length)
  expect(ids).toEqual(Object.keys(least))
  for (const id of ids) expect(id).toMatch(/^[a-z][a-z0-9-]*$/)
})

describe.each(sourceKinds.map((kind) => [kind.id, kind] as const))('%s', (id, kind) => {
  const settings = (host = 'https://example.org'): Record<string, unknown> => least[id]?.(host) ?? {}

  test('takes its least configuration, and its own result again', () => {
    const once = kind.schema.parse(settings())
    expect(kind.schema.parse(once)).toEqual(once)
  })

  test('refuses a key that it does not know, naming it', () => {
    const result = kind.schema.safeParse({ ...settings(), urll: 'x' })
    expect(JSON.stringify(result.error?.issues)).toContain('urll')
  })

  test('has a reader with a version', () => {
    expect(kind.readerVersion).toBeGreaterThanOrEqual(1)
    expect(Number.isInteger(kind.readerVersion)).toBe(true)
  })

  test.each([null, '{"version":99}', 'rubbish'])(
    'says what is wrong and what to do where nobody answers (state %j)',
    async (state) => {
      const host = `http://hidden0:hidden1@127.0.0.1:${await closedPort()}`
      const source = { ...Object(kind.schema.parse(settings(host))), id: 'demo' }
      const fetched = await kind.fetch(source, state, io())
      expect(fetched).toMatchObject({
        kind: 'fault',
        fault: {
          code: expect.stringMatching(/^[a-z0-9]+(-[a-z0-9]+)*$/),
          place: expect.stringContaining('demo'),
          why: expect.stringContaining('127.0.0.1'),
          next: expect.stringMatching(/\w{3}/),
        },
      })
      expect(JSON.stringify(fetched)).not.toContain('hidden')
    },
  )

  test('reads a body that is nothing as a fault, not as an empty list', async () => {
    const source = { ...Object(kind.schema.parse(settings())), id: 'demo' }
    const part = { url: 'https://example.org/', path: null, bytes: new Uint8Array(), contentType: null, revision: null }
    const read = await kind.read(source, { parts: [part] })
    expect(read).toMatchObject({
      kind: 'fault',
      fault: { code: expect.stringMatching(/\w/), next: expect.stringMatching(/\w{3}/) },
    })
  })
})
