import type { Random } from './random.ts'
import { fragment } from './soup.ts'

export type Base = { readonly name: string; readonly text: string; readonly html: boolean }

type Change = (text: string, random: Random, others: readonly [Base, ...Base[]]) => string

/** A place in a text, and one a little behind it. */
function range(text: string, random: Random, longest: number): readonly [number, number] {
  const from = random.below(text.length + 1)
  return [from, Math.min(text.length, from + 1 + random.below(longest))]
}

function linewise(change: (lines: string[], random: Random) => void): Change {
  return (text, random) => {
    const lines = text.split('\n')
    change(lines, random)
    return lines.join('\n')
  }
}

/** Changes that leave every line as it is, or join it to another; the others may cut tags and hosts in two. */
const lineChanges: readonly [Change, ...Change[]] = [
  linewise(function drop(lines, random) {
    lines.splice(random.below(lines.length), 1 + random.below(3))
  }),
  linewise(function double(lines, random) {
    const at = random.below(lines.length)
    lines.splice(at, 0, lines[random.below(lines.length)] ?? '')
  }),
  linewise(function swap(lines, random) {
    const [a, b] = [random.below(lines.length), random.below(lines.length)]
    ;[lines[a], lines[b]] = [lines[b] ?? '', lines[a] ?? '']
  }),
  linewise(function indent(lines, random) {
    const from = random.below(lines.length)
    const prefix = random.pick(['  ', '    ', '> ', '- ', '\t', '| ', '1. '])
    for (let i = from; i < Math.min(lines.length, from + 1 + random.below(12)); i++)
      lines[i] = prefix + (lines[i] ?? '')
  }),
  linewise(function join(lines, random) {
    const at = random.below(lines.length)
    lines.splice(at, 2, `${lines[at] ?? ''}${lines[at + 1] ?? ''}`)
  }),
]

const changes: readonly [Change, ...Change[]] = [
  function cut(text, random) {
    const [from, to] = range(text, random, 40)
    return text.slice(0, from) + text.slice(to)
  },
  function truncate(text, random) {
    return text.slice(0, random.below(text.length + 1))
  },
  function flip(text, random) {
    const [from] = range(text, random, 1)
    return text.slice(0, from) + String.fromCharCode(32 + random.below(95)) + text.slice(from + 1)
  },
  function insert(text, random) {
    const [from] = range(text, random, 1)
    return text.slice(0, from) + fragment(random, random.chance(0.3)) + text.slice(from)
  },
  function repeat(text, random) {
    const [from, to] = range(text, random, 60)
    return text.slice(0, to) + text.slice(from, to).repeat(random.below(20)) + text.slice(to)
  },
  function splice(text, random, others) {
    const other = random.pick(others).text
    const [from, to] = range(other, random, 2_000)
    const [at] = range(text, random, 1)
    return text.slice(0, at) + other.slice(from, to) + text.slice(at)
  },
  ...lineChanges,
  function endings(text, random) {
    return text.replace(/\n/g, random.pick(['\r\n', '\r', '\n\n']))
  },
]

/** A page with some changes, of whole lines only or of bytes as well. */
export function mutate(base: Base, random: Random, others: readonly [Base, ...Base[]], linesOnly: boolean): string {
  let { text } = base
  for (let n = 1 + random.below(6); n > 0; n--)
    text = random.pick(linesOnly ? lineChanges : changes)(text, random, others)
  return text
}
