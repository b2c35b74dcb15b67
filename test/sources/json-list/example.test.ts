import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { jsonList } from '../../../src/sources/json-list/index.ts'
import { addressesOf, readingOf, serviceTags } from './samples.ts'

const page = readFileSync(new URL('../../../docs/json-list.md', import.meta.url), 'utf8')
const blocks = [...page.matchAll(/^```yaml\n([\s\S]*?)^```/gm)].map(([, text = '']) => text)

/** An example of the documentation as settings of the kind: the common keys are the configuration's own. */
function settingsOf(text: string): Record<string, unknown> {
  const parsed = parse(text)
  const { id: _, kind, title: __, page: ___, ...settings } = parsed.sources?.[0] ?? parsed
  expect(kind ?? 'json-list').toBe('json-list')
  return settings
}

describe('the documentation', () => {
  it('has examples that the configuration takes', () => {
    expect(blocks).toHaveLength(2)
    for (const text of blocks) expect(jsonList.schema.safeParse(settingsOf(text)).error?.issues).toBeUndefined()
  })

  it('chooses tags of a file in the shape of Azure service tags', async () => {
    const text = serviceTags([
      { name: 'Storage', prefixes: ['192.0.2.0/25'] },
      { name: 'WindowsVirtualDesktop', prefixes: ['198.51.100.0/24', '2001:db8:40::/48'] },
      { name: 'AzureFrontDoor.Backend', prefixes: ['192.0.2.128/25'] },
      { name: 'AzureFrontDoor.Frontend', region: 'westeurope', prefixes: ['203.0.113.64/26'] },
    ])
    const reading = await readingOf(text, settingsOf(blocks[0] ?? ''))
    expect(addressesOf(reading)).toEqual(['198.51.100.0/24', '2001:db8:40::/48', '203.0.113.64/26'])
    expect(reading.entries.map(({ occurrences }) => [occurrences[0]?.section, occurrences[0]?.labels])).toEqual([
      [['WindowsVirtualDesktop'], { tag: 'WindowsVirtualDesktop' }],
      [['WindowsVirtualDesktop'], { tag: 'WindowsVirtualDesktop' }],
      [['AzureFrontDoor.Frontend'], { tag: 'AzureFrontDoor.Frontend', region: 'westeurope' }],
    ])
  })

  it.each([
    ["values[?starts_with(name, 'AzureFrontDoor.')]", ['192.0.2.128/25', '203.0.113.64/26']],
    ["values[?properties.region == 'westeurope']", ['203.0.113.64/26']],
  ])('says how else tags are chosen: %s', async (rows, addresses) => {
    expect(page).toContain(rows)
    const text = serviceTags([
      { name: 'WindowsVirtualDesktop', prefixes: ['198.51.100.0/24'] },
      { name: 'AzureFrontDoor.Backend', prefixes: ['192.0.2.128/25'] },
      { name: 'AzureFrontDoor.Frontend', region: 'westeurope', prefixes: ['203.0.113.64/26'] },
    ])
    expect(addressesOf(await readingOf(text, { ...settingsOf(blocks[0] ?? ''), rows }))).toEqual(addresses)
  })

  it('reads a file with two lists of records', async () => {
    const text = JSON.stringify({
      syncToken: '1',
      createDate: '2026-07-06-09-00-00',
      prefixes: [
        { ip_prefix: '192.0.2.0/25', region: 'GLOBAL', service: 'CLOUDFRONT' },
        { ip_prefix: '198.51.100.0/24', region: 'north-1', service: 'OTHER' },
      ],
      ipv6_prefixes: [{ ipv6_prefix: '2001:db8:40::/48', region: 'north-1', service: 'CLOUDFRONT' }],
    })
    const reading = await readingOf(text, settingsOf(blocks[1] ?? ''))
    expect(addressesOf(reading)).toEqual(['192.0.2.0/25', '2001:db8:40::/48'])
    expect(reading.date).toBe('2026-07-06-09-00-00')
  })

  it('names every key and every fault', () => {
    const keys = [
      'url',
      'alsoAt',
      'rows',
      'addresses',
      'ports',
      'protocols',
      'section',
      'service',
      'required',
      'labels',
    ]
    for (const key of [...keys, 'revision', 'date']) expect(page).toContain(`| \`${key}\` |`)
    const faults = ['not-json', 'cut-short', 'empty-body', 'bad-charset', 'not-a-list', 'no-rows', 'no-addresses']
    for (const code of [...faults, 'not-strings', 'expression-failed', 'too-deep', 'page-gone', 'no-revision'])
      expect(page).toContain(`\`${code}\``)
  })
})
