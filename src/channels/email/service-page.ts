import type { Reminder } from '../../core/model.ts'
import { reminderBlocks } from '../../core/set-blocks.ts'
import { cleaned } from '../../core/sheet.ts'
import { linked, type MailPage, timeText } from './page.ts'
import { blockRows, cappedBlocks, type Room } from './room.ts'

/** What must be open by a day. */
export function reminderPage(reminder: Reminder, room: Room): MailPage {
  const { source, date, days, deadlines, at } = reminder
  const addresses = [...new Set(deadlines.flatMap((one) => one.addresses.map(({ address }) => address)))].sort()
  const counted = `${addresses.length} ${addresses.length === 1 ? 'address' : 'addresses'}`
  const when = days === 0 ? 'today' : days === 1 ? 'tomorrow' : `in ${days} days`
  const title = cleaned(source.title)
  const all = reminderBlocks(reminder)
  const blocks = cappedBlocks(all.slice(0, room.blocks), room.rows)
  const hidden = blockRows(all) - blockRows(blocks)
  const fits = addresses.length <= room.rows
  return {
    tone: 'changes',
    subject: `${title}: ${counted} in use from ${date}, ${when}`,
    title,
    lead: `${counted} must be open by ${date}: ${when}`,
    facts: [
      linked('List', source.page),
      { label: 'Date', text: `${date}, ${when}` },
      { label: 'Sent', text: timeText(at) },
    ],
    badges: [],
    parts: [
      ...blocks.map((block) => ({ kind: 'block' as const, block })),
      ...(fits ? [{ kind: 'paste' as const, list: { title: 'All of them', addresses } }] : []),
    ],
    subscribed: true,
    rest: fits && hidden === 0 ? null : { rows: hidden, file: 'addresses.txt', whole: null },
    footer: 'A reminder from endpoint-drift: these entries were published before and still stand.',
  }
}
