import type { Freshness } from '../../core/freshness.ts'
import type { DeliveryCounts } from '../../store/store.ts'
import type { PulseFacts } from '../../worker/pulse.ts'
import { isStale, statusOf } from '../../worker/status.ts'
import type { Site } from '../site.ts'
import type { Metric, Sample } from './exposition.ts'

/** All that is measured, now. Seconds, and counters that end in `_total`, as Prometheus wants them. */
export function gather(site: Site): readonly Metric[] {
  const now = site.now()
  const { sources, trouble } = statusOf(site.config, site.store, now)
  const pulse = site.pulse?.facts()
  return [
    gauge('build_info', 'Version of the program; always 1.', [{ labels: { version: site.version }, value: 1 }]),
    ...sourceMetrics(
      sources.filter(({ state }) => state !== 'retired'),
      now,
    ),
    counter(
      'change_sets_total',
      'Change sets published, by source.',
      [...site.store.changeTotals()].map(([source, { count }]) => ({ labels: { source }, value: count })),
    ),
    gauge('held_readings', 'Readings that wait for a person.', [{ value: site.store.holding().length }]),
    gauge('open_trouble', 'Places at which trouble is open.', [{ value: trouble.length }]),
    ...deliveryMetrics(site.store.deliveryCounts(), now),
    ...subscriptionMetrics(site.store),
    ...(pulse === undefined ? [] : workerMetrics(pulse)),
  ]
}

function sourceMetrics(watched: readonly Freshness[], now: number): readonly Metric[] {
  const each = (value: (one: Freshness) => number | null): Sample[] =>
    watched.flatMap((one) => {
      const found = value(one)
      return found === null ? [] : [{ labels: { source: one.source }, value: found }]
    })
  return [
    gauge(
      'source_verified_age_seconds',
      'Time since a source last answered and was understood; missing before the first time.',
      each(({ verifiedAt }) => verifiedAt && (now - verifiedAt) / 1000),
    ),
    gauge(
      'source_verified_timestamp_seconds',
      'When a source last answered and was understood.',
      each(({ verifiedAt }) => verifiedAt && verifiedAt / 1000),
    ),
    gauge(
      'source_changed_timestamp_seconds',
      'When a source was last seen to change; missing when never.',
      each(({ changedAt }) => changedAt && changedAt / 1000),
    ),
    gauge(
      'source_stale',
      '1 when a source was not verified in time, or never.',
      each((one) => (isStale(one) ? 1 : 0)),
    ),
    gauge(
      'source_held',
      '1 when a reading of a source is held.',
      each(({ held }) => (held === null ? 0 : 1)),
    ),
    gauge(
      'source_failures',
      'Failed checks of a source in a row.',
      each(({ failures }) => failures),
    ),
  ]
}

function deliveryMetrics({ due, oldestDue, failed, attempts }: DeliveryCounts, now: number): readonly Metric[] {
  const states = ['dead', 'refused', 'gone'] as const
  return [
    gauge('deliveries_due', 'Deliveries that are owed, now or at their next attempt.', [{ value: due }]),
    gauge('delivery_oldest_due_age_seconds', 'How long the oldest of them has been owed; 0 when nothing is.', [
      { value: oldestDue === null ? 0 : (now - oldestDue) / 1000 },
    ]),
    gauge(
      'deliveries_failed',
      'Deliveries given up: dead after all attempts, refused for good, or to an address that is gone.',
      states.map((state) => ({ labels: { state }, value: failed.get(state) ?? 0 })),
    ),
    counter(
      'delivery_attempts_total',
      'Attempts at deliveries, by channel and result.',
      attempts.map(({ channel, outcome, count }) => ({ labels: { channel, result: outcome }, value: count })),
    ),
  ]
}

/** Those that people and operators made; the ones of the configuration stand there. */
function subscriptionMetrics(store: Pick<Site['store'], 'countSubscriptions' | 'nextKept'>): readonly Metric[] {
  const { active, pending, paused, stopped } = store.countSubscriptions()
  const states = { active: active - paused - stopped, pending, paused, stopped }
  const next = store.nextKept()
  return [
    gauge(
      'subscriptions',
      'Subscriptions in the store, by state: active, not confirmed yet, paused, or stopped for a receiver that is gone.',
      Object.entries(states).map(([state, value]) => ({ labels: { state }, value: Math.max(0, value) })),
    ),
    gauge(
      'kept_due_timestamp_seconds',
      'When the next of what is kept for digests is due; missing when nothing is.',
      next === null ? [] : [{ value: next / 1000 }],
    ),
  ]
}

function workerMetrics({ startedAt, turnedAt, cycle, checks }: PulseFacts): readonly Metric[] {
  const last = (value: number | undefined): Sample[] => (value === undefined ? [] : [{ value: value / 1000 }])
  return [
    counter(
      'checks_total',
      'Checks of a source since the start, by result.',
      checks.map(({ source, outcome, count }) => ({ labels: { source, result: outcome }, value: count })),
    ),
    gauge('last_cycle_timestamp_seconds', 'When the last cycle of checks ended.', last(cycle?.endedAt)),
    gauge('last_cycle_duration_seconds', 'How long the last cycle of checks took.', last(cycle?.took)),
    gauge('loop_turned_timestamp_seconds', "When the worker's loop last came round.", last(turnedAt)),
    gauge('start_time_seconds', 'When the worker was started.', last(startedAt)),
  ]
}

function gauge(name: string, help: string, samples: readonly Sample[]): Metric {
  return { name: `endpoint_drift_${name}`, type: 'gauge', help, samples }
}

function counter(name: string, help: string, samples: readonly Sample[]): Metric {
  return { name: `endpoint_drift_${name}`, type: 'counter', help, samples }
}
