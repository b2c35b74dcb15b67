import type { ChangeSet, Reminder } from '../../core/model.ts'
import type { ServiceFacts } from '../../core/service-facts.ts'
import { serviceSummary } from '../../core/service-words.ts'
import { pasteBlocks, reminderBlocks, type SetBlock, setBlocks } from '../../core/set-blocks.ts'
import { cleaned } from '../../core/sheet.ts'
import { linked, type MailPage, rowsShown, timeText } from './page.ts'

/** The most urgent come first; more of them and Gmail cuts the mail off. */
const blocksShown = 30

/** More lines than this to paste come as attached files. */
const pasteShown = 120

/** A change set of the endpoint web service: set by set, the most urgent first, then the lists to paste. */
export function servicePage(changeSet: ChangeSet & { readonly service?: ServiceFacts }): MailPage {
  const { source, commit, seenAt, changes, service } = changeSet
  const all = setBlocks(changeSet)
  const blocks = capped(all.slice(0, blocksShown), rowsShown)
  const paste = pasteBlocks(changes)
  const fits = paste.reduce((sum, { addresses }) => sum + addresses.length, 0) <= pasteShown
  const title = cleaned(source.title)
  const lead = serviceSummary(changeSet)
  const hidden = rowCount(all) - rowCount(blocks)
  return {
    tone: 'changes',
    subject: `${title}: ${lead}`,
    title,
    lead,
    facts: [
      linked('List', source.page),
      ...(service?.instance ? [{ label: 'Instance', text: cleaned(service.instance) }] : []),
      ...(service?.version ? [{ label: 'Version', text: versionText(service) }] : []),
      ...(service?.records === 'owed'
        ? [
            {
              label: 'Dates',
              text: 'the service did not answer for its change records: dates follow in a message of their own',
            },
          ]
        : []),
      { label: 'Seen', text: timeText(seenAt) },
      { label: 'Commit', text: cleaned(commit).slice(0, 12) },
    ],
    sheets: [],
    blocks,
    paste: fits ? paste : [],
    left: fits ? hidden : Math.max(hidden, 1),
    footer:
      'Sent by endpoint-drift, which compares this list with its last published snapshot. Effective dates and impact are those that the service gives.',
  }
}

function versionText({ version, previousVersion, odd }: ServiceFacts): string {
  const from = previousVersion === null || previousVersion === version ? '' : ` (before: ${previousVersion})`
  const remark = {
    'went-down': ', a lower one than before',
    'same-version': ', unchanged: the list changed without a new version',
  }
  return `${version}${from}${odd === null ? '' : remark[odd]}`
}

/** What must be open by a day. */
export function reminderPage(reminder: Reminder): MailPage {
  const { source, date, days, deadlines, at } = reminder
  const count = new Set(deadlines.flatMap(({ addresses }) => addresses.map(({ address }) => address))).size
  const when = days === 0 ? 'today' : days === 1 ? 'tomorrow' : `in ${days} days`
  const title = cleaned(source.title)
  const addresses = [...new Set(deadlines.flatMap((one) => one.addresses.map(({ address }) => address)))].sort()
  const blocks = capped(reminderBlocks(reminder), rowsShown)
  return {
    tone: 'changes',
    subject: `${title}: ${count} ${count === 1 ? 'address' : 'addresses'} in use from ${date}, ${when}`,
    title,
    lead: `${count} ${count === 1 ? 'address' : 'addresses'} must be open by ${date}: ${when}`,
    facts: [
      linked('List', source.page),
      { label: 'Date', text: `${date}, ${when}` },
      { label: 'Sent', text: timeText(at) },
    ],
    sheets: [],
    blocks,
    paste: addresses.length <= pasteShown ? [{ title: 'All of them', addresses }] : [],
    left: 0,
    footer: 'A reminder from endpoint-drift: these entries were published before and still stand.',
  }
}

function rowCount(blocks: readonly SetBlock[]): number {
  return blocks.flatMap(({ lists }) => lists).reduce((sum, { rows }) => sum + rows.length, 0)
}

/** So many addresses are enough where nothing has to be done. */
const few = 3

/** Every list keeps its share of the rows: a long one must not hide the others. */
function capped(blocks: readonly SetBlock[], limit: number): readonly SetBlock[] {
  if (rowCount(blocks) <= limit / 4) return blocks
  const sizes = blocks
    .flatMap(({ lists }) => lists.map(({ rows, brief }) => (brief ? Math.min(few, rows.length) : rows.length)))
    .sort((a, b) => a - b)
  let left = limit
  let share = 0
  for (const [i, size] of sizes.entries()) {
    share = Math.max(1, Math.floor(left / (sizes.length - i)))
    left -= Math.min(size, share)
  }
  return blocks.map((block) => ({
    ...block,
    lists: block.lists.map((list) => {
      const shown = list.brief ? Math.min(few, share) : share
      const hidden = list.rows.length - shown
      if (hidden <= 1) return list
      const more = { address: `and ${hidden} more`, remarks: [] }
      return { ...list, rows: [...list.rows.slice(0, shown), more] }
    }),
  }))
}
