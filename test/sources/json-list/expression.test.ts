import { describe, expect, it } from 'vitest'
import { jsonList } from '../../../src/sources/json-list/index.ts'

function issues(settings: Record<string, unknown>): readonly string[] {
  const result = jsonList.schema.safeParse({ url: 'https://lists.example.org/a.json', addresses: '@', ...settings })
  return result.success ? [] : result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
}

describe('an expression that is wrong', () => {
  it.each([
    ['values[', 'column 8, at the end: the expression ends too early'],
    ['', 'column 1, at the end: the expression ends too early'],
    ['a || ', 'column 6, at the end: the expression ends too early'],
    ['values[?a==]', 'column 12, at "]": this cannot stand here'],
    ['a.b..c', 'column 5, at ".c": this cannot stand here'],
    ['a b', 'column 3, at "b": this cannot stand here'],
    ["'EOF' 'x'", 'column 7, at "\'x\'": this cannot stand here'],
    ['{a: b, c}', 'column 9, at "}": this cannot stand here'],
    ['a.é.b', 'column 3, at "é.b": this cannot stand here'],
    ['a #b', 'column 3, at "#b": this cannot stand here'],
    ["values[?name=='x].a", 'column 15, at "\'x].a": this quote is not closed'],
    ['"ip-ranges[]', 'column 1, at "\\"ip-ranges[]": what this quote opens is not closed, or not JSON'],
    ['a[?b == `x`]', 'column 9, at "`x`]": what this quote opens is not closed, or not JSON'],
    ['"f"(a)', 'column 4, at "(a)": quoted identifier not allowed for function names.'],
    ["values[?name='x']", 'column 13, at "=\'x\']": two values are compared with `==`'],
    ['values[?lenght(a) == `1`]', 'column 9, at "lenght(a) == `1`]": JMESPath has no function "lenght"'],
    ['a.'.repeat(1500), 'an expression has at most 2000 characters'],
  ])('is a fault of the configuration that names the column: %s', (expression, why) => {
    expect(issues({ rows: expression })).toEqual([`rows: no JMESPath expression: ${why}`])
  })

  it('is told for whatever key holds it, each for itself', () => {
    const keys = ['rows', 'addresses', 'ports', 'protocols', 'section', 'service', 'required', 'revision', 'date']
    const told = issues({ ...Object.fromEntries(keys.map((key) => [key, 'a['])), labels: { tag: 'b[' } })
    expect(told.map((text) => text.split(':')[0]).sort()).toEqual([...keys, 'labels.tag'].sort())
  })

  it('does not exhaust the stack', () => {
    expect(issues({ rows: '('.repeat(2000) })).toHaveLength(1)
    expect(issues({ rows: `a${'.b'.repeat(999)}` })).toEqual([])
  })
})

describe('an expression that is right', () => {
  it.each([
    "values[?name=='A' || name=='B']",
    "values[?contains(['A', 'B'], name)]",
    "[prefixes, ipv6_prefixes][] | [?service == 'CLOUDFRONT']",
    'let $cloud = cloud in values[].{cloud: $cloud, prefixes: properties.addressPrefixes}',
    "join('-', [to_string(from), to_string(to)])",
    '"ip-ranges"[].prefix',
    "'it\\'s'",
    'a[?b == `1`]',
    '@',
  ])('is taken: %s', (expression) => {
    expect(issues({ rows: expression, labels: { tag: expression } })).toEqual([])
  })
})

describe('the configuration of a list', () => {
  it.each([
    ['no addresses', { addresses: undefined }, /addresses: expected a JMESPath expression/],
    ['a key that it does not know', { adresses: '@' }, /adresses/],
    ['an expression that is no text', { ports: 443 }, /ports: expected a JMESPath expression/],
    ['an address of no list', { url: 'ftp://lists.example.org/a.json' }, /url: must be an http or https URL/],
    ['an alternate of no list', { alsoAt: ['a.json'] }, /alsoAt.0: must be an http or https URL/],
    ['a label without a name', { labels: { '': 'a' } }, /labels/],
  ])('is refused with %s', (_, settings, told) => {
    expect(issues(settings).join('\n')).toMatch(told)
  })

  it('is the same when it is parsed again', () => {
    const once = jsonList.schema.parse({ url: 'https://lists.example.org/a.json', addresses: '@', labels: { a: 'b' } })
    expect(jsonList.schema.parse(once)).toEqual(once)
  })
})
