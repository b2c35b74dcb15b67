import { describe, expect, test } from 'vitest'
import type { Change, Occurrence } from '../../src/core/model.ts'
import { cleaned, oneLine, sheets } from '../../src/core/sheet.ts'

function at(line: number | null, section: readonly string[], over: Partial<Occurrence> = {}): Occurrence {
  return { line, section, tab: null, ports: [], protocols: [], service: null, required: null, ...over }
}

function added(address: string, ...after: readonly Occurrence[]): Change {
  return { kind: 'added', address, type: 'fqdn', before: [], after }
}

function compared(kind: Change['kind'], before: readonly Occurrence[], after: readonly Occurrence[]): Change {
  return { kind, address: 'h.example.net', type: 'fqdn', before, after }
}

function placesOf(changes: readonly Change[]): readonly string[] {
  return sheets(changes).flatMap((sheet) =>
    sheet.groups.map(({ heading, tab, rows }) => `${heading}|${tab ?? ''}|${rows.map((row) => row.address).join(' ')}`),
  )
}

describe('changes as a message shows them', () => {
  test('kinds come in one order, those that do not occur are left out, and addresses are counted once', () => {
    const twice = added('a.example.net', at(1, ['A']), at(2, ['B']))
    const gone: Change = { ...compared('removed', [at(3, ['A'])], []), address: 'r.example.net' }
    const shown = sheets([gone, twice])
    expect(shown.map(({ kind, count, groups }) => [kind, count, groups.length])).toEqual([
      ['added', 1, 2],
      ['removed', 1, 1],
    ])
    expect(sheets([])).toEqual([])
  })

  test('sections stand in the order of the page and are parted by tab', () => {
    const changes = [
      added('a.example.net', at(90, ['Late'])),
      added('b.example.net', at(10, ['Early'], { tab: 'Azure cloud' }), at(12, ['Early'], { tab: 'Government' })),
      added('c.example.net', at(11, ['Early'], { tab: 'Azure cloud' })),
      added('d.example.net', at(null, [])),
    ]
    expect(placesOf(changes)).toEqual([
      'Early|Azure cloud|b.example.net c.example.net',
      'Early|Government|b.example.net',
      'Late||a.example.net',
      '||d.example.net',
    ])
  })

  test('an address that a section lists twice in the same words has one row there', () => {
    const [sheet] = sheets([added('a.example.net', at(1, ['A']), at(2, ['A']), at(3, ['A'], { ports: [80] }))])
    expect(sheet?.groups[0]?.rows.map((row) => row.facts)).toEqual([[], ['80']])
  })

  test('no address is lost, even one without a place', () => {
    expect(placesOf([added('a.example.net')])).toEqual(['||a.example.net'])
  })

  test.each([
    [
      'ports',
      compared('changed', [at(1, ['A'], { ports: [443] })], [at(1, ['A'], { ports: [80, 443] })]),
      '443',
      '80, 443',
    ],
    [
      'required',
      compared(
        'changed',
        [at(1, ['A'], { ports: [443], required: true })],
        [at(1, ['A'], { ports: [443], required: false })],
      ),
      '443 · required',
      '443 · optional',
    ],
    ['one row less', compared('changed', [at(1, ['A'], { ports: [80] })], []), '80', null],
    ['one row more', compared('changed', [], [at(1, ['A'], { ports: [80] })]), null, '80'],
    [
      'terms that read alike',
      compared('changed', [at(1, ['A'])], [at(1, ['B'])]),
      'no port given · A',
      'no port given · B',
    ],
    ['section', compared('moved', [at(1, ['A'])], [at(9, ['B', 'C'], { tab: 'T' })]), 'A', 'B / C · T'],
    ['out of all sections', compared('moved', [at(9, ['A'])], [at(1, [])]), 'A', 'top of the list'],
    ['words', compared('reworded', [at(1, ['A'])], [at(1, ['A'], { service: 'Time' })]), 'no words', 'Time'],
    [
      'a label',
      compared(
        'changed',
        [at(1, [], { labels: { category: 'Default', set: '4' } })],
        [at(1, [], { labels: { category: 'Allow', set: '4' } })],
      ),
      'no port given · category Default',
      'no port given · category Allow',
    ],
  ])('both sides are shown of a change of %s', (_, change, was, is) => {
    expect(sheets([change])[0]?.groups[0]?.rows[0]).toMatchObject({ was, is })
  })
})

describe('text of a page in a message', () => {
  test.each([
    ['line ends', 'a\r\nBcc: x@example.org', 'a Bcc: x@example.org'],
    ['other line separators', 'a\u2028b\u2029c\u0085d', 'a b c d'],
    ['control characters', 'a\u0000b\u001bc', 'a b c'],
    ['characters that turn the direction', 'www.\u202egro.elpmaxe\u202c', 'www.gro.elpmaxe'],
    ['runs of space', '  a \u00a0 b  ', 'a b'],
  ])('%s are made harmless', (_, given, shown) => {
    expect(oneLine(given)).toBe(shown)
  })

  test('long text is cut, and says so', () => {
    expect(cleaned('x'.repeat(300))).toHaveLength(300)
    expect(cleaned('x'.repeat(301))).toBe(`${'x'.repeat(299)}…`)
  })
})
