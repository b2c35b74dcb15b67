import { wishesSchema, writtenWishes } from '../../config/wishes.ts'
import { addressKinds } from '../../core/address-kind.ts'
import { changeKinds } from '../../core/model.ts'
import { aspects } from '../../core/service-facts.ts'
import type { Wishes } from '../../core/wishes.ts'
import { type Form, one } from './body.ts'
import { type Choices, labelFields } from './choices.ts'

/** What is wrong, by field, as sentences for the person who filled in the form. */
export type Faults = ReadonlyMap<string, string>

export type WishesRead =
  | { readonly kind: 'wishes'; readonly wishes: Wishes }
  | { readonly kind: 'faults'; readonly faults: Faults }

const notOffered = 'Choose only from what is offered here.'
const mostLines = 50
const glob = /^(?!.*:\/\/)[^\s\p{C}]{1,253}$/u

/**
 * Reads wishes from a form whose fields are named as in the configuration, without the groups: `sources`, `kinds`, `when` ...
 * Fields that it does not know are left aside; a value that was not offered is a fault.
 */
export function wishesFrom(form: Form, choices: Choices): WishesRead {
  const faults = new Map<string, string>([...repeated(form), ...unoffered(form, choices), ...badAddresses(form)])
  const parsed = wishesSchema.safeParse(inputOf(form))
  if (parsed.success && faults.size === 0) return { kind: 'wishes', wishes: parsed.data }
  for (const issue of parsed.error?.issues ?? []) {
    const field = fieldOf(issue.path)
    if (!faults.has(field)) faults.set(field, told(field, issue.message))
  }
  return { kind: 'faults', faults }
}

const singles = ['addresses', 'ports', 'required', 'when', 'at', 'weekday', 'zone', 'quiet-from', 'quiet-to']

export function repeated(form: Form, fields: readonly string[] = singles): readonly (readonly [string, string])[] {
  return fields.flatMap((field) =>
    (form.get(field)?.length ?? 0) > 1 ? [[field, 'This was given more than once.'] as const] : [],
  )
}

function unoffered(form: Form, choices: Choices): readonly (readonly [string, string])[] {
  const offered: Readonly<Record<string, readonly string[]>> = {
    sources: choices.sources.map(({ id }) => id),
    kinds: [...changeKinds, ...aspects],
    addressKinds,
    required: ['', 'true', 'false'],
    reminders: choices.reminders.map(String),
    ...Object.fromEntries(labelFields.map((field) => [field, choices[field]])),
  }
  return Object.entries(offered).flatMap(([field, values]) =>
    (form.get(field) ?? []).every((value) => values.includes(value)) ? [] : [[field, notOffered] as const],
  )
}

function badAddresses(form: Form): readonly (readonly [string, string])[] {
  const lines = linesOf(one(form, 'addresses'))
  if (lines.length > mostLines) return [['addresses', `Write at most ${mostLines} addresses.`]]
  const bad = lines.find((line) => !glob.test(line))
  if (bad === undefined) return []
  return [['addresses', own.addresses ?? '']]
}

/** As the configuration would say it. */
function inputOf(form: Form): object {
  const many = (field: string): readonly string[] => [...new Set(form.get(field) ?? [])]
  const some = (field: string): object => (many(field).length > 0 ? { [field]: many(field) } : {})
  const text = (field: string): object => (one(form, field) === '' ? {} : { [field]: one(form, field) })
  const ports = one(form, 'ports')
    .split(/[,;\n]/)
    .map((port) => port.trim())
    .filter(Boolean)
    .slice(0, mostLines + 1)
  const [from, to] = [one(form, 'quiet-from'), one(form, 'quiet-to')]
  const required = one(form, 'required')
  return {
    filter: {
      ...{ sources: many('sources'), kinds: many('kinds'), addresses: linesOf(one(form, 'addresses')) },
      ...Object.assign({}, ...[...labelFields, 'addressKinds'].map(some)),
      ...(required !== '' && { required: required === 'true' }),
      ...(ports.length > 0 && { ports }),
    },
    reminders: many('reminders').map((days) => (days === '0' ? 0 : `${days}d`)),
    timing: {
      ...Object.assign({}, ...['when', 'at', 'weekday', 'zone'].map(text)),
      ...(from + to !== '' && { quiet: { from, to } }),
    },
  }
}

function linesOf(text: string): readonly string[] {
  return [...new Set(text.split(/[\s,;]+/).filter(Boolean))]
}

function fieldOf(path: readonly PropertyKey[]): string {
  const [first, second, third] = path.map(String)
  if (first === 'reminders') return 'reminders'
  return second === 'quiet' ? `quiet-${third ?? 'from'}` : (second ?? first ?? '')
}

const own: Readonly<Record<string, string>> = {
  kinds: 'Choose at least one kind of change.',
  reminders: notOffered,
  when: notOffered,
  weekday: notOffered,
  addresses: 'Write one address a line, like *.example.com or 192.0.2.0/24, without https:// and without a port.',
  ports: 'Write ports like 443, 50000-59999 or UDP 3478-3481, with commas between.',
  zone: 'Choose a time zone.',
  at: 'Write a time of the day like 08:00.',
}

function told(field: string, message: string): string {
  const clock = 'Write both times of the day, like 22:00 and 07:00, or leave both out.'
  if (field.startsWith('quiet-') && !message.startsWith('must end')) return clock
  return own[field] ?? `This ${message}.`
}

/** A form that is filled in with wishes; `wishesFrom` makes the same of it. */
export function formOf(wishes: Wishes): Form {
  const { filter = {}, timing = {} } = writtenWishes(wishes)
  const { quiet, ...when } = timing
  const { addresses = [], ports = [], required, ...lists } = filter
  const fields = {
    ...lists,
    ...Object.fromEntries(Object.entries(when).map(([name, value]) => [name, [value ?? '']])),
    ...{ addresses: [addresses.join('\n')], ports: [ports.join(', ')] },
    required: [required === undefined ? '' : String(required)],
    reminders: wishes.reminders.map(String),
    ...(quiet && { 'quiet-from': [quiet.from], 'quiet-to': [quiet.to] }),
  }
  return new Map(Object.entries(fields).flatMap(([name, values]) => (values ? [[name, values]] : [])))
}
