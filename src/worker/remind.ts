import type { SourceConfig } from '../config/config.ts'
import { reminderDue } from '../core/deadlines.ts'
import { daysBetween } from '../core/endpoint-set-urgency.ts'
import { filteredReminder } from '../core/filter.ts'
import type { Reminder } from '../core/model.ts'
import type { Deadline } from '../core/service-facts.ts'
import { outsideQuiet } from '../core/timing.ts'
import type { Owed } from '../store/store.ts'
import { iso, stableId } from './alerts.ts'
import { deadlinesOf } from './deadlines.ts'
import type { Installation } from './installation.ts'
import { labelOf } from './publish.ts'
import { type Subscriber, subscribers } from './subscribers.ts'

/** Name of the setting that holds the day and the commit for which everybody was reminded. */
const remindedSetting = 'reminded'

/**
 * Reminds subscriptions that ask for it some days before an effective date, while the entry still stands. Each reminder has an
 * id of its own, derived from what it says: so this can run as often as one likes and be killed anywhere.
 */
export async function remind(at: Installation): Promise<void> {
  const { config, store } = at
  const today = iso(at.now()).slice(0, 10)
  const wanting = config.subscriptions.map(({ name, reminders }) => [name, reminders])
  const done = JSON.stringify([today, await at.snapshots.head(), wanting, store.countSubscriptions().active])
  if (store.setting(remindedSetting) === done) return
  for (const source of config.sources.filter(({ retired }) => retired === null)) {
    const open = (await deadlinesOf(at.snapshots, source)).filter(({ date }) => date >= today)
    if (open.length > 0) store.owe(owedFor(at, source, open, today), at.now())
  }
  store.setSetting(remindedSetting, done)
}

/** To whoever is halted a reminder is not kept: when he is back, its days would be wrong. */
function* owedFor(at: Installation, source: SourceConfig, open: readonly Deadline[], today: string): Generator<Owed> {
  for (const subscriber of subscribers(at))
    if (subscriber.halt === null && subscriber.wishes.reminders.length > 0)
      yield* remindersOf(at, source, subscriber, open, today)
}

function remindersOf(
  at: Installation,
  source: SourceConfig,
  { name, channel, to, wishes: { filter, reminders, timing } }: Subscriber,
  open: readonly Deadline[],
  today: string,
): Owed[] {
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
    const message = { kind: 'reminder' as const, reminder }
    return [{ id, subscription: name, channel, to, message, notBefore: outsideQuiet(timing, at.now()) }]
  })
}
