import { readdress } from './addressing.ts'
import { attemptMethods } from './attempts.ts'
import type { Database } from './database.ts'
import type { DeliveryState, DeliveryStore } from './delivery.ts'
import { fairQueue } from './fairness.ts'
import { integerOrNull, parseAttempt, parseDelivery, text } from './row.ts'

type Queue = Pick<DeliveryStore, 'due' | 'isDue' | 'postpone' | 'dueChannels' | 'nextDue' | 'readdress'>
type Records = Pick<DeliveryStore, 'deliveries' | 'delivery'>

/** Each channel with the time of its next delivery: a few looks into an index, however long the queue is. */
const channelsSql = `
  with recursive each (channel) as (
    select (select min(channel) from delivery where state = 'due')
    union all
    select (select min(channel) from delivery where state = 'due' and channel > each.channel) from each
    where each.channel is not null
  )
  select channel, (
    select min(not_before) from delivery where state = 'due' and delivery.channel = each.channel
  ) as next
  from each where channel is not null order by channel`

/** The queue of what is owed, and the record of what was tried. */
export function deliveryMethods(
  db: Database,
  message: DeliveryStore['message'],
): Queue & Records & ReturnType<typeof attemptMethods> {
  const isDueSql = `select channel, recipient from delivery where id = ? and state = 'due'`

  function nexts(): readonly { readonly channel: string; readonly next: number }[] {
    return db
      .all(channelsSql)
      .map((row) => ({ channel: text(row, 'channel'), next: integerOrNull(row, 'next') ?? Number.POSITIVE_INFINITY }))
  }

  return {
    due: fairQueue(db),
    isDue: (id) => {
      const row = db.get(isDueSql, id)
      return row ? { channel: text(row, 'channel'), to: text(row, 'recipient') } : null
    },
    postpone: (id, notBefore) => {
      db.run(`update delivery set not_before = ? where id = ? and state = 'due'`, notBefore, id)
    },
    dueChannels: (now) =>
      nexts()
        .filter(({ next }) => next <= now)
        .map(({ channel }) => channel),
    nextDue: (except = []) => {
      const others = nexts().filter(({ channel }) => !except.includes(channel))
      return others.length === 0 ? null : Math.min(...others.map(({ next }) => next))
    },
    readdress: (subscriptions, at) => db.transaction(() => readdress(db, subscriptions, at)),
    ...attemptMethods(db),
    ...recordMethods(db, message),
  }
}

/** As the table has it. What failed is found by its index, which is told by its own words. */
const stateSql: Readonly<Record<DeliveryState, string>> = {
  due: `state = 'due'`,
  retrying: `state = 'due' and attempts > 0`,
  delivered: `state = 'delivered'`,
  refused: `state = 'refused' and state in ('refused', 'gone', 'dead')`,
  gone: `state = 'gone' and state in ('refused', 'gone', 'dead')`,
  dead: `state = 'dead' and state in ('refused', 'gone', 'dead')`,
}

function recordMethods(db: Database, message: DeliveryStore['message']): Records {
  return {
    deliveries: ({ state, subscription, limit }) => {
      const terms = [
        ...(state === undefined ? [] : [stateSql[state]]),
        ...(subscription === undefined ? [] : ['subscription = ?']),
      ]
      const where = terms.length === 0 ? '' : `where ${terms.join(' and ')}`
      const sql = `select * from delivery ${where} order by seq desc limit ?`
      return db.all(sql, ...(subscription === undefined ? [] : [subscription]), limit).map(parseDelivery)
    },
    delivery: (id) => {
      const row = db.get('select * from delivery where id = ?', id)
      if (!row) return null
      const history = db.all('select * from attempt where delivery = ? order by seq', id).map(parseAttempt)
      return { ...parseDelivery(row), message: message(text(row, 'message')), history }
    },
  }
}
