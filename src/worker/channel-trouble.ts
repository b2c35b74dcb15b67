import type { Fault } from '../core/model.ts'
import { report } from './alerts.ts'
import type { DeliveryRound, Tally } from './deliver.ts'
import type { Installation } from './installation.ts'
import { withoutAddresses } from './without-addresses.ts'

/** Tells operators when a channel stops delivering, messages are given up or receivers are lost, and when it is over. */
export function reportChannels(at: Installation, { channels }: DeliveryRound): void {
  if (channels.size > 0) reportHalts(at)
  for (const [name, tally] of channels) {
    const place = `channel ${name}`
    seen(at, place, lateFault(place, name, tally), tally.delivered > 0 && tally.ours === 0, 1)
    const givenUp = `${place} (given up)`
    seen(at, givenUp, lostFault(givenUp, tally), tally.delivered > 0, 0)
    reportOperators(at, name, tally)
  }
}

const mostNamed = 20

/** Those that were halted since operators last heard of it, in one message; it is over when none is left. */
function reportHalts(at: Installation): void {
  const place = 'subscriptions'
  const { any, count, first } = at.store.untoldHalts(mostNamed)
  if (!any) report(at, place, null)
  if (count === 0) return
  const named = first.map(([name, { kind, why }]) => `${name} is ${kind}: ${withoutAddresses(why)}`)
  const more = count > named.length ? `; and ${count - named.length} more` : ''
  const why = `${named.join('; ')}${more}`
  const before = at.store.openAlerts().find((open) => open.place === place)?.fault.why
  const fault = {
    code: 'halted',
    place,
    why: why === before ? `${why} (again)` : why,
    next: 'See: endpoint-drift subscriptions list --state stopped (or paused). Put the address right or the receiver, then: endpoint-drift subscriptions resume NAME. What is published meanwhile is kept',
  }
  report(at, place, fault, Number.POSITIVE_INFINITY, true)
  at.store.haltsTold(at.now())
}

const day = 86_400_000

/**
 * One receiver's trouble must not be told every few hours: what was over `ends` times within a day, and came again, is over only when
 * a day has passed without it. `fault`: what the round says; `null`: nothing.
 */
function seen(at: Installation, place: string, fault: Fault | null, well: boolean, ends: number): void {
  const now = at.now()
  const key = `seen ${place}`
  if (fault !== null) {
    const begins = beginsOf(at, key).filter((time) => Math.abs(now - time) < day)
    const isOpen = at.store.openAlerts().some((open) => open.place === place)
    at.store.setSetting(key, [now, ...(isOpen ? begins : [now, ...begins]).slice(0, ends + 1)].join(' '))
    report(at, place, fault)
  } else if (well) {
    const last = timesOf(at, key)[0] ?? 0
    if ((ends > 0 && beginsOf(at, key).length <= ends) || Math.abs(now - last) >= day) report(at, place, null)
  }
}

/** When it was seen last, and when it began, newest first. */
function timesOf({ store }: Installation, key: string): readonly number[] {
  return (store.setting(key) ?? '').split(' ').filter(Boolean).map(Number)
}

function beginsOf(at: Installation, key: string): readonly number[] {
  return timesOf(at, key).slice(1)
}

/** So many receivers do not fail together by chance. One that the configuration names is the operator's own, and told of by itself. */
const several = 3

function lateFault(place: string, name: string, tally: Tally): Fault | null {
  const { delivered, ours, failed, configured, last } = tally
  if (delivered > 0 || (ours === 0 && failed < several && !configured)) return null
  return {
    code: 'not-delivered',
    place,
    why: `nothing was delivered in the last round: ${said(last)}`,
    next: `Try: endpoint-drift test-channel ${name}. What is owed is tried again for five days; see: endpoint-drift deliveries`,
  }
}

/** What a receiver that is stopped or paused lost with it is told at `subscriptions`. */
function lostFault(place: string, { refused, last }: Tally): Fault | null {
  if (refused === 0) return null
  return {
    code: 'given-up',
    place,
    why: `${refused} messages were given up in the last round: ${said(last)}`,
    next: 'See: endpoint-drift deliveries --state refused. Put the address right, then: endpoint-drift deliveries retry ID',
  }
}

/** So many of the last words to operators are looked at. */
const lookedAt = 100

/**
 * Operators have no subscription that could be stopped: those whose last word was given up are trouble until they take one, or are
 * not in the configuration any more. Those who can be told are.
 */
function reportOperators(at: Installation, channel: string, { gone, dead }: Tally): void {
  const place = `channel ${channel} (operators)`
  if (gone + dead === 0 && !at.store.openAlerts().some((open) => open.place === place)) return
  const ended = at.store
    .deliveries({ subscription: 'operator', limit: lookedAt })
    .filter((one) => one.channel === channel && one.state !== 'due' && one.state !== 'retrying')
  const lost = at.config.operator.filter((operator) => {
    const last = operator.channel === channel && ended.find(({ to }) => to === operator.to)
    return last && (last.state === 'gone' || last.state === 'dead')
  })
  const fault = {
    code: 'operators-not-told',
    place,
    why: `${lost.length} addresses of operators on this channel take nothing any more`,
    next: 'See: endpoint-drift deliveries --state gone (or dead). Put the address right in the configuration (`operator`)',
  }
  report(at, place, lost.length === 0 ? null : fault)
}

function said(last: string | null): string {
  return last === null ? 'no reason given' : withoutAddresses(last)
}
