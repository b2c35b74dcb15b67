import { describe, expect, test } from 'vitest'
import type { Change } from '../../src/core/model.ts'
import { sectionPart } from '../../src/core/section-part.ts'
import type { ChangeFacts, SetSection } from '../../src/core/service-facts.ts'
import { occurrence } from './samples.ts'

const facts: ChangeFacts = {
  ...{ aspects: [], from: [], to: [1], stays: [], gained: [], lost: [], relations: [], impacts: [] },
  ...{ urgency: { kind: 'act-now' }, effective: null },
}

function change(address: string, over: Partial<ChangeFacts> | null = {}): Change {
  const after = [occurrence({ labels: { set: '1' } })]
  const plain = { kind: 'added', address, type: 'fqdn', before: [], after } as const
  return over === null ? plain : { ...plain, facts: { ...facts, ...over } }
}

const april = '2026-04-01'
const may = '2026-05-01'
const urgent = change('a.example', { urgency: { kind: 'act-by', date: april }, effective: april })
const later = change('b.example', { urgency: { kind: 'act-by', date: may }, effective: may })
const gone = change('c.example', { urgency: { kind: 'clean-up' }, from: [1], to: [] })
const away = change('d.example', { urgency: { kind: 'act-now' }, from: [1], to: [2] })

const section: SetSection = {
  ...{ set: 1, title: 'Exchange Online', fate: 'stays', others: [], before: null, after: null, terms: [] },
  ...{ added: ['a.example', 'b.example'], removed: ['c.example'], movedIn: [], records: [], impacts: [] },
  movedOut: [{ address: 'd.example', sets: [2] }],
  duplicatesAdded: [{ address: 'a.example', sets: [3] }],
  duplicatesRemoved: [{ address: 'b.example', sets: [3] }],
  dated: [],
  addresses: ['a.example', 'z.example'],
  ...{ urgency: { kind: 'act-by', date: april }, dates: [april, may] },
}
const everything = { dated: () => true, listed: () => true }

describe('what is left of a section', () => {
  test('of which all changes are left is the section', () => {
    expect(sectionPart(section, [urgent, later, gone, away], everything)).toEqual(section)
  })

  test('names only what is left, in every list', () => {
    expect(sectionPart(section, [later], everything)).toEqual({
      ...section,
      ...{ added: ['b.example'], removed: [], movedOut: [], duplicatesAdded: [] },
      ...{ urgency: { kind: 'act-by', date: may }, dates: [may] },
    })
    const moved = { ...section, movedIn: [{ address: 'a.example', sets: [9] }] }
    expect(sectionPart(moved, [later], everything)?.movedIn).toEqual([])
    expect(sectionPart(moved, [urgent], everything)?.movedIn).toEqual(moved.movedIn)
  })

  test('lists of a changed rule what is to be listed, whether it changed itself or not', () => {
    const keeps = { ...everything, listed: (address: string) => address !== 'a.example' }
    expect(sectionPart(section, [urgent], keeps)?.addresses).toEqual(['z.example'])
  })

  test.each<[string, readonly Change[], SetSection['urgency'], readonly string[]]>([
    ['an address to be closed', [gone], { kind: 'clean-up' }, []],
    ['both, in either order', [later, gone], { kind: 'act-by', date: may }, [may]],
    ['both, in either order', [gone, later], { kind: 'act-by', date: may }, [may]],
    ['what is told in the set that it went to', [away], { kind: 'nothing' }, []],
    ['a change of which nothing more is known', [change('b.example', null)], section.urgency, section.dates],
  ])('is as urgent as it: %s', (_, changes, urgency, dates) => {
    expect(sectionPart(section, changes, everything)).toMatchObject({ urgency, dates })
  })

  test('keeps its urgency and the dates that came late', () => {
    const dated = [{ address: 'q.example', date: april }]
    const late = { ...section, dated }
    expect(sectionPart(late, [gone], everything)).toMatchObject({ urgency: section.urgency, dates: [april], dated })
    expect(sectionPart(late, [], everything)).toMatchObject({ removed: [], dated })
    expect(sectionPart(late, [gone], { ...everything, dated: () => false })).toMatchObject({
      ...{ urgency: { kind: 'clean-up' }, dates: [], dated: [] },
    })
  })

  test('is nothing where neither a change of the set nor a date is', () => {
    const elsewhere = { ...urgent, after: [occurrence({ labels: { set: '2' } })] }
    expect(sectionPart(section, [elsewhere], everything)).toBeNull()
    expect(sectionPart(section, [], everything)).toBeNull()
  })
})
