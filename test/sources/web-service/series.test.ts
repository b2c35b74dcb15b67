import { describe, expect, it } from 'vitest'
import { diffEntries } from '../../../src/core/diff.ts'
import type { Change, Reading } from '../../../src/core/model.ts'
import { readServiceBody, recogniseEndpointSets } from '../../../src/sources/web-service/body.ts'
import { openInstallation, openService, source } from './play.ts'
import { bodies, here, instances, quiet, type RealBody, type WireSet } from './shared.ts'

const hour = 3_600_000

function reading(text: string): Reading {
  const read = readServiceBody(text)
  if (read.kind === 'fault') throw new Error(read.fault.why)
  return read.reading
}

function addresses(set: WireSet): string[] {
  return [...(set.urls ?? []), ...(set.ips ?? [])]
}

function all(sets: readonly WireSet[]): Set<string> {
  return new Set(sets.flatMap(addresses))
}

function minus<T>(a: ReadonlySet<T>, b: ReadonlySet<T>): Set<T> {
  return new Set([...a].filter((one) => !b.has(one)))
}

function common<T>(a: ReadonlySet<T>, b: ReadonlySet<T>): Set<T> {
  return new Set([...a].filter((one) => b.has(one)))
}

/** `set address` with all that a firewall rule is made of, straight from the JSON: the oracle of what changed where. */
function rules(sets: readonly WireSet[]): Map<string, string> {
  const numbers = (text = ''): string =>
    [...text.matchAll(/\d+/g)]
      .map(([n]) => Number(n))
      .sort((a, b) => a - b)
      .join()
  return new Map(
    sets.flatMap((set) =>
      addresses(set).map((address) => [
        `${set.id} ${address}`,
        JSON.stringify([numbers(set.tcpPorts), numbers(set.udpPorts), set.required, set.category, set.expressRoute]),
      ]),
    ),
  )
}

/** Addresses of which some rule is new, gone or different, without those that are new or gone as a whole. */
function touched(before: readonly WireSet[], after: readonly WireSet[]): Set<string> {
  const [old, now] = [rules(before), rules(after)]
  const keys = [...new Set([...old.keys(), ...now.keys()])].filter((key) => old.get(key) !== now.get(key))
  const both = common(all(before), all(after))
  return new Set(keys.map((key) => key.slice(key.indexOf(' ') + 1)).filter((address) => both.has(address)))
}

function named(changes: readonly Change[], ...kinds: readonly Change['kind'][]): Set<string> {
  return new Set(changes.filter(({ kind }) => kinds.includes(kind)).map(({ address }) => address))
}

/** Steps in which a set that stays gains UDP 443: no address is new, and firewalls must still be changed. */
const udp443: Readonly<Record<string, readonly number[]>> = { '18-2022-11-06': [1], '42-2024-11-17': [47, 184] }

describe.skipIf(!here)('every real body', () => {
  it('reads without a complaint, and each address stands at the line that is cited, inside its own set', () => {
    let count = 0
    for (const { text, sets } of instances.flatMap(bodies)) {
      const { entries, complaints } = reading(text)
      expect(complaints).toEqual([])
      expect(recogniseEndpointSets(text)).toBe(true)
      expect(new Set(entries.map(({ address }) => address))).toEqual(all(sets))
      const lines = text.split('\n')
      const setAt: string[] = []
      for (const line of lines) setAt.push(/^ {4}"id": (\d+)/.exec(line)?.[1] ?? setAt.at(-1) ?? '')
      const cited = entries.flatMap(({ address, occurrences }) => occurrences.map((one) => ({ address, ...one })))
      const wrong = cited.filter(({ address, line, labels }) => {
        const i = (line ?? 0) - 1
        return lines[i]?.trim().replace(/,$/, '') !== `"${address}"` || setAt[i] !== labels?.set
      })
      expect(wrong).toEqual([])
      count += cited.length
    }
    expect(count).toBeGreaterThan(20_000)
  })
})

describe.skipIf(!here)('from each real body to the next', () => {
  const steps = here
    ? instances.flatMap((instance) =>
        bodies(instance)
          .slice(1)
          .map((body, i) => ({ instance, before: bodies(instance)[i] as RealBody, body })),
      )
    : []
  for (const { instance, before, body } of steps)
    it(`${instance} ${body.name} tells exactly what differs in the JSON`, () => {
      const changes = diffEntries(reading(before.text).entries, reading(body.text).entries)
      expect(named(changes, 'added')).toEqual(minus(all(body.sets), all(before.sets)))
      expect(named(changes, 'removed')).toEqual(minus(all(before.sets), all(body.sets)))
      const moved = named(changes, 'changed', 'moved')
      // A set that lives on under another id is for the core to judge; nothing else may be told or kept back.
      const ids = (sets: readonly WireSet[]): string =>
        sets
          .map(({ id }) => id)
          .sort()
          .join()
      if (ids(body.sets) === ids(before.sets)) expect(moved).toEqual(touched(before.sets, body.sets))
      else expect(minus(moved, touched(before.sets, body.sets))).toEqual(new Set())
    })

  it('five steps only reorder, and are silent', () => {
    const worldwide = bodies('worldwide')
    for (const name of quiet) {
      const i = worldwide.findIndex((body) => body.name === name)
      const [before, after] = [worldwide[i - 1]?.text ?? '', worldwide[i]?.text ?? '']
      expect(after).not.toBe(before)
      expect(diffEntries(reading(before).entries, reading(after).entries)).toEqual([])
    }
  })
})

describe.skipIf(!here)('a service that plays the real series', () => {
  it('is asked for versions hourly and for lists only when they moved, and each step is the difference of the JSON', async () => {
    const series = bodies('worldwide')
    const service = await openService()
    const installation = openInstallation()
    let last: Reading | null = null
    let added = 0
    for (const [n, body] of series.entries()) {
      const version = `${body.name.slice(3).replaceAll('-', '')}00`
      if (n > 0) service.changes = { [String(service.versions.Worldwide)]: '[]' }
      service.versions = { Worldwide: version }
      service.lists = { worldwide: body.text }
      for (let i = 0; i < 8; i++) {
        const { fetched, reading: now } = await installation.check(source(service.base))
        expect(fetched.kind).toBe(i === 0 ? 'body' : 'unchanged')
        if (last !== null && now !== null) {
          const changes = diffEntries(last.entries, now.entries)
          expect(named(changes, 'added')).toEqual(minus(all(body.sets), all(series[n - 1]?.sets ?? [])))
          if (quiet.includes(body.name)) expect(changes).toEqual([])
          for (const id of udp443[body.name] ?? [])
            for (const address of addresses(body.sets.find((set) => set.id === id) as WireSet))
              expect(changes.find((change) => change.address === address)).toMatchObject({
                kind: 'changed',
                before: [{ ports: expect.not.arrayContaining(['UDP 443']) }],
                after: [{ ports: expect.arrayContaining(['UDP 443']) }],
              })
          added += named(changes, 'added').size
        }
        last = now ?? last
        installation.pass(hour / 2)
      }
    }
    await installation.close()
    await service.close()
    expect(added).toBeGreaterThan(50)
    expect([service.count('/version'), service.count('/endpoints'), service.count('/changes')]).toEqual([
      series.length * 4,
      series.length,
      series.length - 1,
    ])
  })
})
