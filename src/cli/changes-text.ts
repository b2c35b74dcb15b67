import { blockText } from '../channels/email/service-text.ts'
import { describe } from '../core/change-set.ts'
import { type ChangeSet, changeKinds } from '../core/model.ts'
import { setBlocks } from '../core/set-blocks.ts'

/** What a person reads of a change set in a terminal: set by set for the web service, kind by kind for everything else. */
export function changesText(changeSet: ChangeSet): string {
  if (changeSet.service !== undefined)
    return setBlocks(changeSet)
      .map((block) => `${blockText(block)}\n`)
      .join('\n')
  const kinds = changeKinds.map((kind) => ({ kind, some: changeSet.changes.filter((change) => change.kind === kind) }))
  return kinds
    .filter(({ some }) => some.length > 0)
    .map(({ kind, some }) => [`${kind} (${some.length})`, ...some.map((change) => `  ${describe(change)}`)].join('\n'))
    .join('\n')
}
