import { html } from 'hono/html'
import { type Form, one } from '../forms/body.ts'
import type { Html } from './parts.ts'

/** A form as it is shown: what stands in it, and what is wrong with it, by field. */
export type Filled = { readonly form: Form; readonly faults: ReadonlyMap<string, string> }

export type Option = { readonly value: string; readonly text: string; readonly hint?: string }

/** First of all on the page, and focused: what must be mended, each with a link to its field. */
export function faultSummary({ faults }: Filled, names: Readonly<Record<string, string>>): Html | false {
  if (faults.size === 0) return false
  return html`<div class="faults bad" role="alert" tabindex="-1" autofocus aria-labelledby="faults"><h2 id="faults">Something is to be mended</h2>
<ul>${[...faults].map(([field, why]) => html`<li><a href="#${field}">${names[field] ?? field}</a>: ${why}</li>`)}</ul></div>`
}

/** Why a field is wrong, where it is. */
function whyOf({ faults }: Filled, name: string): Html | false {
  const why = faults.get(name)
  return why !== undefined && html`<p class="why" id="${name}-why">${why}</p>`
}

/** `aria-describedby` for what explains a field: its hint, and what is wrong with it. */
function described({ faults }: Filled, name: string, hasHint: boolean): Html {
  const ids = [hasHint && `${name}-hint`, faults.has(name) && `${name}-why`].filter(Boolean).join(' ')
  return html`${ids !== '' && html` aria-describedby="${ids}"`}${faults.has(name) && html` aria-invalid="true"`}`
}

type Field = {
  readonly name: string
  readonly label: string
  readonly hint?: string | Html
  /** Further attributes, as they are written. */
  readonly attributes?: Html
}

/** A field of one line. */
export function textField(filled: Filled, { name, label, hint, attributes }: Field): Html {
  return html`<div class="item"><label for="${name}">${label}</label>${hint && html`<p class="hint" id="${name}-hint">${hint}</p>`}${whyOf(filled, name)}
<input id="${name}" name="${name}" value="${one(filled.form, name)}"${attributes && html` ${attributes}`}${described(filled, name, hint !== undefined)}></div>`
}

/** A field of several lines. */
export function linesField(filled: Filled, { name, label, hint }: Field): Html {
  return html`<div class="item"><label for="${name}">${label}</label>${hint && html`<p class="hint" id="${name}-hint">${hint}</p>`}${whyOf(filled, name)}
<textarea id="${name}" name="${name}" rows="4" maxlength="8000" spellcheck="false" autocapitalize="none"${described(filled, name, hint !== undefined)}>
${one(filled.form, name)}</textarea></div>`
}

type Group = {
  readonly name: string
  readonly legend: string
  readonly hint?: string
  readonly options: readonly Option[]
}

/** Boxes to tick, any number of them. */
export function boxes(filled: Filled, group: Group): Html {
  const ticked = filled.form.get(group.name) ?? []
  return optionGroup(filled, group, 'checkbox', (value) => ticked.includes(value))
}

/** Choices of which one holds. */
export function radios(filled: Filled, group: Group): Html {
  return optionGroup(filled, group, 'radio', (value) => value === one(filled.form, group.name))
}

function optionGroup(
  filled: Filled,
  { name, legend, hint, options }: Group,
  type: 'checkbox' | 'radio',
  isOn: (value: string) => boolean,
): Html {
  return html`<fieldset class="item" id="${name}" tabindex="-1"${described(filled, name, hint !== undefined)}><legend>${legend}</legend>${hint && html`<p class="hint" id="${name}-hint">${hint}</p>`}${whyOf(filled, name)}
<div class="options">${options.map(
    ({ value, text, hint: more }, i) =>
      html`<label class="option" for="${name}-${i}"><input type="${type}" id="${name}-${i}" name="${name}" value="${value}"${isOn(value) && html` checked`}><span>${text}${more && html` <span class="hint">${more}</span>`}</span></label>`,
  )}</div></fieldset>`
}

type OptionGroup = { readonly label: string | null; readonly options: readonly Option[] }

/** A list of which one entry is taken. Options without a group stand first. */
export function selectField(filled: Filled, { name, label, hint }: Field, groups: readonly OptionGroup[]): Html {
  const chosen = one(filled.form, name)
  const list = ({ options }: OptionGroup): Html =>
    html`${options.map(({ value, text }) => html`<option value="${value}"${value === chosen && html` selected`}>${text}</option>`)}`
  return html`<div class="item"><label for="${name}">${label}</label>${hint && html`<p class="hint" id="${name}-hint">${hint}</p>`}${whyOf(filled, name)}
<select id="${name}" name="${name}"${described(filled, name, hint !== undefined)}>${groups.map((group) =>
    group.label === null ? list(group) : html`<optgroup label="${group.label}">${list(group)}</optgroup>`,
  )}</select></div>`
}

/** A form that does one thing: a button. `tone`: `plain` for what stands beside something more important. */
export function button(action: string, doing: string, text: string, tone: 'strong' | 'plain' | 'bad' = 'plain'): Html {
  return html`<form action="${action}" method="post"><button type="submit" name="do" value="${doing}" class="${tone}">${text}</button></form>`
}
