import { html } from 'hono/html'
import { placeText } from '../../core/change-set.ts'
import type { Change, ChangeSet, Occurrence } from '../../core/model.ts'
import { changeKinds } from '../../core/model.ts'
import { type SetBlock, setBlocks } from '../../core/set-blocks.ts'
import { cleaned, oneLine } from '../../core/sheet.ts'
import { type Html, timeOf } from '../look/parts.ts'

/** A whole change as plain HTML, without anything that a feed reader would take away. */
export function contentOf(changeSet: ChangeSet): Html {
  const { source, seenAt, pageDate, commit, changes } = changeSet
  const title = cleaned(source.title)
  const list = /^https?:/i.test(source.page) ? html`<a href="${source.page}">${title}</a>` : title
  const date = pageDate === null ? '' : ` The page is dated ${cleaned(pageDate)}.`
  const blocks = setBlocks(changeSet)
  const told = blocks.length > 0 ? html`${blocks.map(block)}` : byKind(changes)
  return html`<p>${list}, seen ${timeOf(seenAt)}.${date} Commit ${oneLine(commit)}.</p>${told}`
}

function byKind(changes: readonly Change[]): Html {
  return html`${changeKinds.map((kind) => {
    const same = changes.filter((change) => change.kind === kind)
    const heading = `${kind.charAt(0).toUpperCase()}${kind.slice(1)} (${same.length})`
    return same.length > 0 && html`<h3>${heading}</h3><ul>${same.map(item)}</ul>`
  })}`
}

function item({ kind, address, before, after }: Change): Html {
  const compares = kind !== 'added' && kind !== 'removed'
  const sides = [before.length > 0 && `was ${places(before)}`, after.length > 0 && `now ${places(after)}`]
  const told = compares ? sides.filter(Boolean).join('; ') : places(kind === 'added' ? after : before)
  return html`<li><code>${oneLine(address)}</code>${told !== '' && ` (${told})`}</li>`
}

function places(occurrences: readonly Occurrence[]): string {
  return occurrences
    .map((o) => cleaned([placeText(o), o.service].filter(Boolean).join(', ')) || 'no section')
    .join('; ')
}

/** One endpoint set of the web service. */
function block({ heading, fate, urgency, facts, compared, lists }: SetBlock): Html {
  const told = [...facts, ...compared.map(({ label, was, is }) => ({ label, text: `was ${was}; now ${is}` }))]
  return html`<h3>${heading}${fate !== '' && ` (${fate})`}: ${urgency.text}</h3><ul>${told.map(({ label, text }) => html`<li>${label}: ${text}</li>`)}</ul>
${lists.map(({ title, count, rows }) => html`<h4>${title} (${count})</h4><ul>${rows.map(({ address, remarks }) => html`<li><code>${address}</code>${remarks.length > 0 && ` (${remarks.join('; ')})`}</li>`)}</ul>`)}`
}
