import { html } from 'hono/html'
import { weekdays } from '../../config/wishes.ts'
import { type Aspect, aspects } from '../../core/service-facts.ts'
import { cleaned } from '../../core/sheet.ts'
import { one } from '../forms/body.ts'
import type { Choices, LabelField } from '../forms/choices.ts'
import { boxes, type Filled, linesField, type Option, radios, selectField, textField } from '../look/form.ts'
import type { Html } from '../look/parts.ts'

/** What fields are called where they are named outside of themselves. */
export const fieldNames: Readonly<Record<string, string>> = {
  address: 'Address',
  sources: 'Lists',
  kinds: 'Changes',
  when: 'When',
  at: 'Time',
  weekday: 'Day',
  zone: 'Time zone',
  'quiet-from': 'Quiet from',
  'quiet-to': 'Quiet until',
  reminders: 'Reminders',
  addressKinds: 'Kinds of address',
  required: 'Required or optional',
  tabs: 'Tabs and clouds',
  instances: 'Instances',
  areas: 'Service areas',
  categories: 'Categories',
  addresses: 'Addresses',
  ports: 'Ports',
}

const kinds: readonly Option[] = [
  { value: 'added', text: 'Added', hint: 'endpoints that must be opened' },
  { value: 'removed', text: 'Removed', hint: 'endpoints that can be closed' },
  { value: 'changed', text: 'Changed', hint: 'other ports, protocols, or required now' },
  { value: 'moved', text: 'Moved', hint: 'to another section or tab of its list' },
  { value: 'reworded', text: 'Reworded', hint: 'only what the list says it is for' },
]

const whens: readonly Option[] = [
  { value: 'at-once', text: 'At once', hint: 'each change within the hour' },
  { value: 'daily', text: 'Daily', hint: 'one message with all of a day' },
  { value: 'weekly', text: 'Weekly', hint: 'one message with all of a week' },
]

/** All that can be wished for, filled in. */
export function wishFields(filled: Filled, choices: Choices): Html {
  const lists = choices.sources.map(({ id, title }) => ({ value: id, text: cleaned(title) }))
  return html`<section aria-labelledby="what"><h2 id="what">What</h2>
${boxes(filled, { name: 'sources', legend: 'Lists', hint: 'Tick none for all of them, also those that are added later.', options: lists })}
${boxes(filled, { name: 'kinds', legend: 'Changes', options: kinds })}${narrowing(filled, choices)}</section>
<section aria-labelledby="time"><h2 id="time">When</h2>${timing(filled)}${hasDates(filled, choices) && reminders(filled, choices)}</section>`
}

function timing(filled: Filled): Html {
  const days = weekdays.map((value) => ({ value, text: capital(value) }))
  return html`${radios(filled, { name: 'when', legend: 'How often', hint: 'Nothing is sent when nothing has changed.', options: whens })}
<div class="row">${textField(filled, { name: 'at', label: 'Time of daily and weekly messages', attributes: html`type="time"` })}
${selectField(filled, { name: 'weekday', label: 'Day of weekly ones' }, [{ label: null, options: days }])}</div>
<div class="row">${textField(filled, { name: 'quiet-from', label: 'Send nothing from', attributes: html`type="time"` })}
${textField(filled, { name: 'quiet-to', label: 'until', attributes: html`type="time"` })}</div>
${selectField(filled, { name: 'zone', label: 'Time zone', hint: 'In which all these times are meant.' }, zones(one(filled.form, 'zone')))}`
}

/** The system lists zones by the names they had first. */
const renamed: Readonly<Record<string, string>> = {
  'Africa/Asmera': 'Africa/Asmara',
  'America/Buenos_Aires': 'America/Argentina/Buenos_Aires',
  'America/Godthab': 'America/Nuuk',
  'Asia/Calcutta': 'Asia/Kolkata',
  'Asia/Katmandu': 'Asia/Kathmandu',
  'Asia/Rangoon': 'Asia/Yangon',
  'Asia/Saigon': 'Asia/Ho_Chi_Minh',
  'Atlantic/Faeroe': 'Atlantic/Faroe',
  'Europe/Kiev': 'Europe/Kyiv',
}

/** By continent, as people look for them; a name that is not on the list stays chosen. */
function zones(chosen: string): Parameters<typeof selectField>[2] {
  const system = Intl.supportedValuesOf('timeZone').map((zone) => renamed[zone] ?? zone)
  const known = [...new Set([...system, ...(chosen === '' ? [] : [chosen])])]
  const parts = known.filter((zone) => zone.includes('/')).sort()
  const groups = [...new Set(parts.map((zone) => zone.slice(0, zone.indexOf('/'))))]
  const plain = [...new Set(['UTC', ...known.filter((zone) => !zone.includes('/'))])]
  const option = (value: string): Option => ({
    value,
    text: value
      .slice(value.indexOf('/') + 1)
      .replaceAll('_', ' ')
      .replaceAll('/', ' / '),
  })
  return [
    { label: null, options: plain.map(option) },
    ...groups.map((label) => ({ label, options: parts.filter((zone) => zone.startsWith(`${label}/`)).map(option) })),
  ]
}

/** Only the lists of the web service say by when something must be open. */
function hasDates({ form, faults }: Filled, { instances }: Choices): boolean {
  return instances.length > 0 || (form.get('reminders') ?? []).length > 0 || faults.has('reminders')
}

function reminders(filled: Filled, { reminders }: Choices): Html {
  const text = (days: number): string => (days === 0 ? 'On the day' : `${days} ${days === 1 ? 'day' : 'days'} before`)
  const hint = 'Before something must be open, where a list gives a date: the Microsoft 365 service does.'
  const options = reminders.map((days) => ({ value: String(days), text: text(days) }))
  return boxes(filled, { name: 'reminders', legend: 'Reminders', hint, options })
}

const narrow = ['addressKinds', 'required', 'tabs', 'instances', 'areas', 'categories', 'addresses', 'ports']

/** Closed until it is used: most people want all of it. */
function narrowing(filled: Filled, choices: Choices): Html {
  const { form, faults } = filled
  const isUsed = narrow.some((name) => faults.has(name) || (form.get(name) ?? []).some(Boolean))
  const service = 'Documentation pages say none: tick one, and their changes are left out.'
  const labels = (name: LabelField, hint: string): Html | false =>
    (choices[name].length > 0 || faults.has(name)) &&
    boxes(filled, {
      name,
      legend: fieldNames[name] ?? name,
      hint,
      options: choices[name].map((value) => ({ value, text: cleaned(value) })),
    })
  return html`<details class="more"${isUsed && html` open`}><summary>Only some of the addresses</summary>
<p class="hint">What you leave empty narrows nothing.</p>
${boxes(filled, { name: 'addressKinds', legend: 'Kinds of address', options: addressKindOptions })}
${radios(filled, { name: 'required', legend: 'Required or optional', hint: 'Where a list does not say, both are told.', options: requiredOptions })}
${labels('tabs', 'Of pages that have them. What stands in no tab is told as well.')}${labels('instances', service)}${labels('areas', service)}${labels('categories', service)}
${linesField(filled, { name: 'addresses', label: 'Addresses', hint: html`One a line; <code>*</code> stands for any letters: <code>*.microsoft.com</code>` })}
${textField(filled, { name: 'ports', label: 'Ports', hint: html`Like <code>443, UDP 3478-3481</code>. What a list gives no ports is told as well.`, attributes: html`maxlength="500"` })}
</details>${(choices.instances.length > 0 || finer(filled).length > 0) && aspectBoxes(filled)}`
}

const addressKindOptions: readonly Option[] = [
  { value: 'name', text: 'Names', hint: 'hosts and wildcards' },
  { value: 'ipv4', text: 'IPv4' },
  { value: 'ipv6', text: 'IPv6' },
]

const requiredOptions: readonly Option[] = [
  { value: '', text: 'Both' },
  { value: 'true', text: 'Only required' },
  { value: 'false', text: 'Only optional' },
]

function finer({ form }: Filled): readonly string[] {
  const known: readonly string[] = aspects
  return (form.get('kinds') ?? []).filter((kind) => known.includes(kind))
}

/** They are kinds of change too, and belong to the same field. */
function aspectBoxes(filled: Filled): Html {
  const ticked = filled.form.get('kinds') ?? []
  const invalid = filled.faults.has('kinds') && html` aria-describedby="kinds-why"`
  return html`<details class="more"${finer(filled).length > 0 && html` open`}><summary>Finer kinds of change</summary><fieldset class="item"${invalid}><legend>Of the Microsoft 365 service</legend><p class="hint">They come on top of those ticked above.</p>
<div class="options">${aspects.map((value) => html`<label class="option" for="kinds-${value}"><input type="checkbox" id="kinds-${value}" name="kinds" value="${value}"${ticked.includes(value) && html` checked`}><span>${words(value)} <span class="hint">${aspectHints[value]}</span></span></label>`)}</div></fieldset></details>`
}

const aspectHints: Readonly<Record<Aspect, string>> = {
  'duplicate-added': 'published in one more set',
  'duplicate-removed': 'published in one set less',
  covered: 'another entry lets it through already',
  widened: 'a wider entry took its place',
  narrowed: 'narrower entries took its place',
  reverted: 'takes back an earlier change',
  announced: 'its set had become optional before',
  ports: 'of its sets',
  category: 'Optimize, Allow or Default',
  required: 'required or optional now',
  expressRoute: 'by ExpressRoute or not',
  area: 'its service area',
  notes: 'what the service remarks',
  attribute: 'anything else of its sets',
  'set-new': 'with a set of its own',
  'set-gone': 'together with its set',
}

/** `expressRoute` -> `Express route`, `set-new` -> `Set new`. */
function words(aspect: string): string {
  return capital(aspect.replaceAll('-', ' ').replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`))
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`
}
