/**
 * What is wrong with a cron expression, for people; `null` when nothing is. The same language as node-cron's, whose own check costs the
 * loading of the package at every start: five fields, or six with seconds first; `*`, `?` for a day, lists, ranges, steps, names;
 * `L`, `15W`, `LW` as day of the month, `5#2` and `5L` as day of the week; `@hourly` and the like.
 */
export function cronFault(expression: string): string | null {
  const text = expression.trim().toLowerCase()
  if (text.startsWith('@'))
    return nicknames.includes(text) ? null : `"${expression}" is none of ${nicknames.join(', ')}`
  const parts = text.split(/\s+/)
  if (parts.length !== 5 && parts.length !== 6)
    return `it has ${text === '' ? 0 : parts.length} fields where five are expected (minute hour day month weekday), or six with seconds first`
  const used = parts.length === 6 ? fields : fields.slice(1)
  const wrong = used.findIndex((field, i) => !isField(parts[i] ?? '', field))
  const field = used[wrong]
  if (!field) return null
  return `"${parts[wrong]}" is no ${field.name} (${field.low} to ${field.high}${field.names ? ', or names' : ''}; *, lists, ranges, steps)`
}

const nicknames = ['@yearly', '@annually', '@monthly', '@weekly', '@daily', '@midnight', '@hourly']

type Field = {
  readonly name: string
  readonly low: number
  readonly high: number
  /** In order from `low` on, three letters or in full. */
  readonly names?: readonly string[]
  readonly special?: RegExp
}

const months = 'january february march april may june july august september october november december'.split(' ')
const days = 'sunday monday tuesday wednesday thursday friday saturday'.split(' ')

const fields: readonly Field[] = [
  { name: 'second', low: 0, high: 59 },
  { name: 'minute', low: 0, high: 59 },
  { name: 'hour', low: 0, high: 23 },
  {
    name: 'day of the month',
    low: 1,
    high: 31,
    special: /^(l|l-([1-9]|[12]\d|30)|lw|([1-9]|[12]\d|3[01])w)$/,
  },
  { name: 'month', low: 1, high: 12, names: months },
  { name: 'day of the week', low: 0, high: 7, names: days, special: /^([0-7]|sun|mon|tue|wed|thu|fri|sat)(l|#[1-5])$/ },
]

function isField(text: string, field: Field): boolean {
  if (text === '?') return field.name.startsWith('day')
  return text.split(',').every((item) => field.special?.test(item) || isRange(item, field))
}

function isRange(item: string, field: Field): boolean {
  const [range = '', step, ...more] = item.split('/')
  if (more.length > 0 || (step !== undefined && !/^0*[1-9]\d*$/.test(step))) return false
  if (range === '*') return true
  const ends = range.split('-')
  if (ends.length > 2 || (step !== undefined && ends.length === 1)) return false
  return ends.every((end) => isValue(end, field))
}

function isValue(text: string, { low, high, names }: Field): boolean {
  if (names?.some((name) => text === name || text === name.slice(0, 3))) return true
  return /^\d+$/.test(text) && Number(text) >= low && Number(text) <= high
}
