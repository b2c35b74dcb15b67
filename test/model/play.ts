import type { Outcome } from '../../src/core/model.ts'
import type { Wishes } from '../../src/core/wishes.ts'
import type { Subscription } from '../../src/store/subscription.ts'
import { change, confirm, leave, pause, resume } from '../../src/subscriptions/manage.ts'
import { replay } from '../../src/worker/replay.ts'
import { owe, type Person } from './model.ts'
import type { Page } from './pages.ts'
import type { World } from './world.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** `who` counts through the people there are; `null` is the one to whom a message is on its way. */
type Personal = { readonly who: number | null } & (
  | { readonly do: 'confirm' | 'pause' | 'resume' | 'leave' | 'move' }
  | { readonly do: 'change'; readonly wishes: Wishes }
  | { readonly do: 'replay'; readonly since: number }
  | { readonly do: 'answer'; readonly outcome: Outcome }
)

export type Simple =
  | Personal
  | { readonly do: 'list'; readonly source: string; readonly host: number; readonly port: number | null }
  | { readonly do: 'page'; readonly source: string; readonly away: boolean }
  | { readonly do: 'subscribe'; readonly channel: string; readonly wishes: Wishes; readonly confirmed: boolean }
  /** A page changes and is looked at. */
  | { readonly do: 'publish'; readonly source: string; readonly host: number; readonly port: number | null }
  /** Lets a held reading pass. */
  | { readonly do: 'accept'; readonly source: string }
  /** A person commits a list that is not the page's. It stands until the page changes. */
  | { readonly do: 'edit'; readonly source: string; readonly host: number; readonly port: number | null }
  | { readonly do: 'check'; readonly only: string | null }
  | { readonly do: 'deliver' }

export type Action =
  | Simple
  /** Time passes while the worker works, or the clock is put forward or back at once. */
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'clock'; readonly ms: number }
  /** The process dies at a moment to come. */
  | { readonly do: 'die'; readonly in: number; readonly at?: string | undefined }
  /** While the next message is on its way. */
  | { readonly do: 'meanwhile'; readonly act: Simple }

/** Plays one action, and starts the process again where it died of it. */
export async function play(world: World, action: Action): Promise<void> {
  await act(world, action)
  if (!world.life.isDead()) return
  world.count(`died ${world.life.deaths.at(-1)}`)
  world.restart()
}

async function act(world: World, action: Action): Promise<void> {
  const { clock, pages } = world
  world.count(action.do)
  if (action.do === 'check') await world.check(action.only)
  else if (action.do === 'deliver') await world.deliver()
  else if (action.do === 'wait') await world.until(clock.now + action.ms)
  else if (action.do === 'clock') clock.now += action.ms
  else if (action.do === 'die') world.life.dieIn(action.in, action.at)
  else if (action.do === 'meanwhile') world.meanwhile = () => act(world, action.act)
  else if (action.do === 'subscribe') subscribe(world, action)
  else if (action.do === 'page') pages.away[action.away ? 'add' : 'delete'](action.source)
  else if (action.do === 'list') list(world, action)
  else if (action.do === 'edit') edit(world, action)
  else if (action.do === 'accept') accept(world, action.source)
  else if (action.do === 'publish') await publish(world, action)
  else personal(world, action)
  clock.highest = Math.max(clock.highest, clock.now)
}

async function publish(world: World, action: Extract<Action, { do: 'publish' }>): Promise<void> {
  list(world, action)
  await world.check(null)
}

function accept(world: World, source: string): void {
  if (world.store().accept(source)) world.count('accepted what was held')
}

type Line = Extract<Action, { do: 'list' | 'publish' | 'edit' }>

function list({ pages }: World, action: Line): void {
  pages.lists.set(action.source, changed(pages.lists.get(action.source), action))
}

function edit({ log, pages }: World, action: Line): void {
  log.edit(action.source, changed(pages.lists.get(action.source), action))
}

function changed(before: Page | undefined, { host, port }: Line): Page {
  const page = new Map(before)
  if (port === null) page.delete(`h${host}.example.net`)
  else page.set(`h${host}.example.net`, port)
  return page
}

const mostPeople = 6

function subscribe(world: World, { channel, wishes, confirmed }: Extract<Action, { do: 'subscribe' }>): void {
  const { people, clock } = world
  if (people.filter(({ state }) => state !== 'left').length >= mostPeople) return
  const id = `_p${people.length}`
  const to = `${id}@example.org`
  const expiresAt = confirmed ? null : clock.now + 2 * day
  const state = confirmed ? 'active' : 'pending'
  world.store().subscribe([rowOf({ id, channel, to, wishes, state }, clock.now, expiresAt)], [], clock.now)
  people.push({
    ...{ id, channel, to, wishes, state, paused: false, again: 0 },
    owed: new Set(),
    commits: new Set(),
    told: new Map(),
  })
}

type Row = Pick<Subscription, 'id' | 'channel' | 'to' | 'wishes' | 'state'>

function rowOf(row: Row, now: number, expiresAt: number | null): Subscription {
  const times = { createdAt: now, changedAt: now, confirmedAt: expiresAt === null ? now : null, expiresAt }
  return { ...row, ...{ label: null, origin: 'person', secrets: [], generation: 1 }, ...times }
}

/** What one person does, or is done to him. Whoever left does nothing more. */
function personal(world: World, action: Personal): void {
  const { people, clock, answers } = world
  const person = action.who === null ? world.hearing : people[action.who % people.length]
  if (person == null || person.state === 'left') return
  const at = { store: world.store(), now: () => clock.now }
  const subscription = at.store.subscription(person.id)
  if (action.do === 'answer') answers.set(person.to, action.outcome)
  if (person.state === 'pending') {
    if (action.do === 'confirm' && subscription !== null && confirm(at, subscription)) person.state = 'active'
    return
  }
  if (action.do === 'pause') {
    pause(at, rowOf({ ...person, state: 'active' }, 0, null), 'person', 'on leave')
    person.paused = true
  }
  if (action.do === 'resume') comeBack(world, person)
  if (action.do === 'replay' && at.store.standing(person.id).halt === null)
    again(world, person, clock.now - action.since)
  if (subscription === null) return
  if (action.do === 'change') {
    person.wishes = action.wishes
    change(at, subscription, action.wishes)
  }
  if (action.do === 'leave') {
    if (at.store.nextDue() !== null) world.count('left when something was due')
    person.state = 'left'
    leave(at, subscription, 'left')
  }
  if (action.do === 'move') {
    // An address that fails is not used again: his new one is another.
    answers.delete(person.to)
    person.to = person.to.replace('@', '+@')
    person.paused = false
    at.store.subscribe([rowOf({ ...person, state: 'active' }, clock.now, null)], [], clock.now)
  }
}

/** Everything since a time, told before or not. What he was owed a part of keeps that part. */
function again(world: World, person: Person, since: number): void {
  const at = { store: world.store(), config: world.config, now: () => world.clock.now }
  const { id, channel, to, wishes } = person
  person.again += replay(at, { name: id, channel, to, wishes, halt: null }, since, false).again
  for (const { commit, facts, at: time } of world.published)
    if (time >= since && !person.commits.has(commit)) owe(person, commit, facts)
}

function comeBack({ store, clock }: World, person: Person): void {
  resume({ store: store(), now: () => clock.now }, rowOf({ ...person, state: 'active' }, 0, null))
  person.paused = false
}

/** Everything is well again, and time goes on until nothing can be owed any more. */
export async function endWell(world: World): Promise<void> {
  const { life, people, answers, pages, clock } = world
  life.spare()
  world.meanwhile = null
  answers.clear()
  pages.away.clear()
  for (const person of people.filter(({ state }) => state === 'active')) comeBack(world, person)
  // What a receiver refused for good is given up, until the operator has it tried again.
  for (const { id } of world.store().deliveries({ state: 'refused', limit: 9_999 })) world.store().retry(id, clock.now)
  await world.check(null)
  for (const source of pages.lists.keys()) accept(world, source)
  await world.check(null)
  world.wrong.push(...world.forgotten())
  await world.until(Math.max(clock.now, clock.highest) + 9 * day)
}
