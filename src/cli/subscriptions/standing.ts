import type { Store } from '../../store/store.ts'
import { find, type Known, type Named } from './named.ts'

export const states = ['active', 'pending', 'paused', 'stopped'] as const
export type State = (typeof states)[number]

/** What an operator asks by `--state`: a halt hides that it is active. */
export function stateOf({ halt, stored }: Pick<Named, 'halt' | 'stored'>): State {
  return halt?.kind ?? stored?.state ?? 'active'
}

/** Everything about whether it is told, one line each. */
export function standingLines({ store }: Pick<Known, 'store'>, { name, halt, stored }: Named): readonly string[] {
  const { doubtedAt } = store.standing(name)
  return [
    ...(stored?.state === 'pending' ? [`waits to be confirmed until ${time(stored.expiresAt)}`] : []),
    ...(halt === null ? [] : [`${halt.kind} since ${time(halt.at)} by the ${halt.by}: ${halt.why}`]),
    ...(doubtedAt === null ? [] : [`the receiver said that it is gone, first at ${time(doubtedAt)}`]),
  ]
}

/** What is on its way to it, and what waits for the time of its digest, or until it is resumed. */
export function waitingText(store: Pick<Store, 'waiting'>, name: string): string {
  const { due, kept } = store.waiting(name)
  return due + kept === 0 ? 'nothing is owed' : `${due} due, ${kept} kept`
}

export function time(ms: number | null): string {
  return ms === null ? 'never' : `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`
}

/** Whether a name that an option gives is one of a subscription. */
export function isKnown(known: Known, name: string): boolean {
  return find(known, name) !== null
}
