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

/** Name of the setting that holds for what everybody was reminded: the day, the commit, and who is subscribed to what. */
const remindedSetting = 'reminded'

/**
 * Reminds subscriptions that ask for it some days before an effective date, while the entry still stands. Each reminder has an
 * id of its own, derived from what it says: so this can run as often as one likes and be killed anywhere.
 */
export async function remind(at: Installation): Promise<void> {
  const { config, store } = at
  const now = at.now()
  const today = iso(now).slice(0, 10)
  const configured = config.subscriptions.map(({ name, filter, reminders }) => [name, filter, reminders])
  const halted = [...store.configuredHalts().keys()]
  const head = await at.snapshots.head()
  const done = stableId(today, String(head), JSON.stringify([configured, halted]), store.subscriptionsMark())
  if (store.setting(remindedSetting) === done) return
  for (const source of config.sources.filter(({ retired }) => retired === null)) {
    const open = (await deadlinesOf(at.snapshots, source)).filter(({ date }) => date >= today)
    if (open.length > 0) store.owe(owedFor(at, source, open, now), now)
  }
  store.setSetting(remindedSetting, done)
}

/** To whoever is halted a reminder is not kept: when he is back, its days would be wrong. */
function* owedFor(at: Installation, source: SourceConfig, open: readonly Deadline[], now: number): Generator<Owed> {
  for (const subscriber of subscribers(at))
    if (subscriber.halt === null && subscriber.wishes.reminders.length > 0)
      yield* remindersOf(source, subscriber, open, now)
}

function remindersOf(
  source: SourceConfig,
  { name, channel, to, wishes: { filter, reminders, timing } }: Subscriber,
  open: readonly Deadline[],
  now: number,
): Owed[] {
  const today = iso(now).slice(0, 10)
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
    const whole: Reminder = { source: labelOf(source), date, days: left, deadlines, at: iso(now) }
    const reminder = filteredReminder(whole, filter)
    if (reminder === null) return []
    const id = stableId('reminder', source.id, key, name)
    const message = { kind: 'reminder' as const, reminder }
    return [{ id, subscription: name, channel, to, message, notBefore: outsideQuiet(timing, now) }]
  })
}
