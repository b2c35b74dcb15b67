/** Something that came to a person or a program, as the demo's receivers saw it. */
export type Mail = {
  readonly via: 'mail'
  readonly to: string
  readonly id: string
  readonly subject: string
  readonly text: string
}
export type Hook = {
  readonly via: 'webhook'
  readonly to: string
  readonly id: string
  readonly source: string
  readonly counts: Readonly<Record<string, number>>
  readonly added: readonly string[]
  readonly removed: readonly string[]
}
export type Arrival = Mail | Hook

export type ExpectedMail = {
  readonly via: 'mail'
  readonly to: string
  /** What the subject begins with. */
  readonly subject: string
  /** What stands in the text part. */
  readonly holds: readonly string[]
}
export type ExpectedHook = {
  readonly via: 'webhook'
  readonly source: string
  readonly added: readonly string[]
  readonly removed: readonly string[]
  /** Addresses on which people differ: they may be in either list, or in none. */
  readonly debatable: readonly string[]
}
export type Expected = ExpectedMail | ExpectedHook

/**
 * What is wrong with what arrived: something missing, something that nobody expected, something twice. Empty when everything
 * expected arrived exactly once.
 *
 * @param before what arrived in earlier steps: an id of these must not come again
 */
export function problems(
  expected: readonly Expected[],
  arrived: readonly Arrival[],
  before: readonly Arrival[],
): readonly string[] {
  const left = [...arrived]
  const found: string[] = []
  for (const one of expected) {
    const at = left.findIndex((arrival) => fits(one, arrival))
    if (at < 0) found.push(`missing: ${expectedText(one)}`)
    else left.splice(at, 1)
  }
  found.push(...left.map((arrival) => `not expected: ${arrivalText(arrival)}`))
  const ids = new Set(before.map(({ id }) => id))
  for (const arrival of arrived) {
    if (ids.has(arrival.id)) found.push(`came twice: ${arrivalText(arrival)}`)
    ids.add(arrival.id)
  }
  return found
}

function fits(expected: Expected, arrival: Arrival): boolean {
  if (expected.via === 'mail')
    return (
      arrival.via === 'mail' &&
      arrival.to === expected.to &&
      arrival.subject.startsWith(expected.subject) &&
      expected.holds.every((text) => arrival.text.includes(text))
    )
  return (
    arrival.via === 'webhook' &&
    arrival.source === expected.source &&
    same(arrival.added, expected.added, expected.debatable) &&
    same(arrival.removed, expected.removed, expected.debatable)
  )
}

function same(came: readonly string[], wanted: readonly string[], debatable: readonly string[]): boolean {
  return wanted.every((one) => came.includes(one)) && came.every((one) => [...wanted, ...debatable].includes(one))
}

function expectedText(one: Expected): string {
  if (one.via === 'webhook')
    return `a webhook on ${one.source} with ${one.added.length} added, ${one.removed.length} removed`
  const holding = one.holds.length > 0 ? ` that holds ${one.holds.slice(0, 3).join(' and ')}` : ''
  return `a mail to ${one.to}, "${one.subject}"${holding}`
}

function arrivalText(arrival: Arrival): string {
  if (arrival.via === 'mail') return `a mail to ${arrival.to}, "${arrival.subject}"`
  return `a webhook on ${arrival.source}, added ${arrival.added.join(' ')}, removed ${arrival.removed.join(' ')}`
}
