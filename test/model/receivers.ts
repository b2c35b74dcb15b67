import { z } from 'zod'
import type { Channel, Envelope } from '../../src/channels/channel.ts'
import { type Channels, openChannels } from '../../src/channels/open.ts'
import type { Message, Outcome } from '../../src/core/model.ts'
import { isQuiet, type Person, saidBy } from './model.ts'
import type { Outside } from './outside.ts'

/** How many messages at once, by channel. */
const concurrency: Readonly<Record<string, number>> = { hook: 3, mail: 1 }

/** Channels whose receivers answer as the world says, and that hold the program to its promises. */
export function channelsTo(outside: Outside): Channels {
  const kinds = Object.keys(concurrency).map((id) => kindOf(outside, id))
  const configured = kinds.map(({ id }) => ({ name: id, kind: id, settings: null }))
  return openChannels(kinds, configured, { now: () => outside.clock.now, userAgent: 'test' })
}

function kindOf(outside: Outside, id: string): Channel<unknown> {
  const { life } = outside
  return {
    ...{ id, schema: z.unknown(), checkAddress: () => null, concurrency: () => concurrency[id] ?? 1 },
    open: async () => ({
      render: (message) => JSON.stringify(message),
      send: async (envelope) => {
        life.moment(`before a ${id}`)
        const outcome = arrive(outside, envelope)
        outside.hearing = outside.people.find(({ to }) => to === envelope.to) ?? null
        const act = outside.meanwhile
        outside.meanwhile = null
        await act?.()
        await new Promise(setImmediate)
        life.moment(`after a ${id}`)
        return outcome
      },
      close: async () => {},
    }),
  }
}

function arrive(outside: Outside, { id, to, content }: Envelope): Outcome {
  const { answers, people, wrong, clock, count } = outside
  const outcome: Outcome = answers.get(to) ?? { kind: 'delivered', receipt: 'ok' }
  const message: Message = JSON.parse(content)
  count(`${message.kind} ${outcome.kind}`)
  if (message.kind === 'alert') return outcome
  const person = people.find((one) => one.to === to)
  if (person === undefined) wrong.push(`${to} is nobody's address and got ${id}`)
  else {
    wrong.push(...broken(person, id, content, clock.now))
    const before = { ...saidBy(message), content, taken: 0, reasons: 0 }
    person.told.set(id, person.told.get(id) ?? before)
    if (outcome.kind === 'delivered') take(outside, person, id)
  }
  return outcome
}

/** A second time only when the process died since, or he asked for it. */
function take({ life, wrong, count }: Outside, person: Person, id: string): void {
  const told = person.told.get(id)
  if (told === undefined) return
  const reasons = life.deaths.length + person.again
  if (told.taken > 0 && told.reasons === reasons) wrong.push(`${person.id} got ${id} again without a reason`)
  if (told.taken > 0) count('taken again')
  if (told.back.length > 0) count('told as taken back')
  told.taken += 1
  told.reasons = reasons
}

/** What is wrong with telling somebody something now. */
function broken({ id: name, state, paused, wishes, told }: Person, id: string, content: string, now: number): string[] {
  const { facts } = saidBy(JSON.parse(content))
  const elsewhere = [...told].find(([other, it]) => other !== id && it.facts.some((fact) => facts.includes(fact)))
  return [
    ...(state === 'active' ? [] : [`${name} is ${state} and got ${id}`]),
    ...(paused ? [`${name} is paused and got ${id}`] : []),
    ...(isQuiet(wishes, now) ? [`${name} has quiet hours and got ${id}`] : []),
    ...((told.get(id)?.content ?? content) === content ? [] : [`${name} got two contents under ${id}`]),
    ...(elsewhere === undefined ? [] : [`${name} got the same under ${id} and ${elsewhere[0]}`]),
  ]
}
