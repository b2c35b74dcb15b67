import { expect, test } from 'vitest'
import type { Reading } from '../../src/core/model.ts'
import type { SourceKind } from '../../src/sources/kind.ts'
import { check } from '../../src/worker/cycle.ts'
import { entry } from '../core/samples.ts'
import { newBench, source } from './installation.ts'

const reading = (...addresses: readonly string[]): Reading => ({
  ...{ title: null, date: null, complaints: [] },
  entries: addresses.map((address) => entry(address)),
})

/** A list of hosts, one a word; the second version of its reader also understands those behind a plus. */
function kindOf(readerVersion: number, page: { text: string }): SourceKind<unknown> {
  const bytes = () => new TextEncoder().encode(page.text)
  return {
    ...{ id: 'words', readerVersion },
    schema: { parse: (value: unknown) => value } as never,
    fetch: async () => ({
      ...{ kind: 'body', state: '{}', notices: [] },
      body: { parts: [{ url: 'https://a.example', path: null, bytes: bytes(), contentType: null, revision: null }] },
    }),
    read: async (_, body) => {
      const words = new TextDecoder().decode(body.parts[0].bytes).split(' ')
      const understood = words.filter((word) => readerVersion > 1 || !word.startsWith('+'))
      return { kind: 'reading', reading: reading(...understood.map((word) => word.replace('+', ''))) }
    },
  }
}

test('a reader that understands more of the same page commits it and tells nobody; the next real change is told', async () => {
  const page = { text: 'a.example b.example +c.example' }
  const words = source({ id: 'words', kind: 'words' })
  const at = await newBench([words])
  const run = async (version: number) => (await check({ ...at, kindOf: () => kindOf(version, page) }, [words], true))[0]
  try {
    expect(await run(1)).toMatchObject({ outcome: 'baseline' })
    expect(await run(2)).toMatchObject({ outcome: 'unchanged', changeSets: [] })
    expect(at.store.nextDue()).toBeNull()
    const { commits } = await at.snapshots.log('words', null)
    expect(commits.map(({ trailers }) => trailers['Endpoint-Drift-Reread'])).toEqual([undefined, '2'])
    expect(commits.at(-1)?.snapshot).toContain('c.example')
    page.text = 'a.example b.example d.example'
    const told = (await run(2))?.changeSets.flatMap(({ changes }) => changes.map((one) => `${one.kind} ${one.address}`))
    expect(told).toEqual(['removed c.example', 'added d.example'])
  } finally {
    await at.close()
  }
})
