import type { SourceConfig, SubscriptionConfig } from '../config/config.ts'
import { reminderDue } from '../core/deadlines.ts'
import { daysBetween } from '../core/endpoint-set-urgency.ts'
import { filteredReminder } from '../core/filter.ts'
import type { Reminder } from '../core/model.ts'
import type { Deadline } from '../core/service-facts.ts'
import type { NewDelivery } from '../store/store.ts'
import { iso, stableId } from './alerts.ts'
import { deadlinesOf } from './deadlines.ts'
import type { Installation } from './installation.ts'
import { labelOf } from './publish.ts'

/** Name of the setting that holds the day and the commit for which everybody was reminded. */
const remindedSetting = 'reminded'

/**
 * Reminds subscriptions that ask for it some days before an effective date, while the entry still stands. Each reminder has an
 * id of its own, derived from what it says: so this can run as often as one likes and be killed anywhere.
 */
export async function remind(at: Installation): Promise<void> {
  const wanting = at.config.subscriptions.filter(({ reminders = [] }) => reminders.length > 0)
  if (wanting.length === 0) return
  const today = iso(at.now()).slice(0, 10)
  const done = JSON.stringify([
    today,
    await at.snapshots.head(),
    wanting.map(({ name, reminders }) => [name, reminders]),
  ])
  if (at.store.setting(remindedSetting) === done) return
  for (const source of at.config.sources.filter(({ retired }) => retired === null)) {
    const open = (await deadlinesOf(at.snapshots, source)).filter(({ date }) => date >= today)
    const owed = wanting.flatMap((subscription) => remindersOf(at, source, subscription, open, today))
    if (owed.length > 0) at.store.owe(owed, at.now())
  }
  at.store.setSetting(remindedSetting, done)
}

function remindersOf(
  at: Installation,
  source: SourceConfig,
  { name, channel, to, filter, reminders = [] }: SubscriptionConfig,
  open: readonly Deadline[],
  today: string,
): NewDelivery[] {
  const groups = new Map<string, { days: number; date: string; deadlines: Deadline[] }>()
  for (const deadline of open) {
    const days = reminderDue(deadline, reminders, today)
    if (days === null) continue
    const key = JSON.stringify([deadline.date, deadline.version, days])
    const group = groups.get(key) ?? { days, date: deadline.date, deadlines: [] }
    group.deadlines.push(deadline)
    groups.set(key, group)
  }
  return [...groups].flatMap(([key, { date, deadlines }]) => {
    const left = daysBetween(today, date)
    const whole: Reminder = { source: labelOf(source), date, days: left, deadlines, at: iso(at.now()) }
    const reminder = filteredReminder(whole, filter)
    if (reminder === null) return []
    const id = stableId('reminder', source.id, key, name)
    return [{ id, subscription: name, channel, to, message: { kind: 'reminder' as const, reminder } }]
  })
}
