/** How many elements the lists of each sort keep. */
type Lengths = { readonly details: number; readonly plain: number; readonly containers: number }

/** Plain lists of addresses, ready to paste. */
const plain: readonly string[] = ['added', 'removed', 'paste']

/** Their elements lose what is in their lists, and go themselves only when nothing else is left to cut. */
const containers: readonly string[] = ['deadlines', 'sources', 'changeSets']

/** Whole or not there: a set that lost some of its ports would be a wrong one. */
const whole: readonly string[] = ['terms']

/**
 * Data whose JSON has at most so many bytes: where it has more, lists lose whole elements at their end, the details first, the
 * plain lists of addresses only when all of those are gone, and lists of a digest only when those are gone too; `truncated` says
 * so. Nothing else is touched: counts stay those of the whole, and what stands is right.
 */
export function fitting(data: object, most: number): object {
  if (fits(data, most)) return data
  const longest = longestList(data)
  const steps: readonly ((length: number) => Lengths)[] = [
    (details) => ({ details, plain: longest, containers: longest }),
    (plain) => ({ details: 0, plain, containers: longest }),
    (containers) => ({ details: 0, plain: 0, containers }),
  ]
  const step = steps.find((lengths) => fits(truncated(data, lengths(0)), most)) ?? steps.at(-1)
  let [least, greatest] = [0, longest]
  while (step !== undefined && least < greatest) {
    const middle = Math.ceil((least + greatest) / 2)
    if (fits(truncated(data, step(middle)), most)) least = middle
    else greatest = middle - 1
  }
  return step === undefined ? data : truncated(data, step(least))
}

function truncated(data: object, lengths: Lengths): object {
  return { ...cut(data, lengths), truncated: true }
}

function fits(data: object, most: number): boolean {
  return Buffer.byteLength(JSON.stringify(data)) <= most
}

function cut(data: object, lengths: Lengths): object {
  return Object.fromEntries(
    Object.entries(data).map(([key, value]: [string, unknown]) => [key, cutField(key, value, lengths)]),
  )
}

function cutField(key: string, value: unknown, lengths: Lengths): unknown {
  if (typeof value !== 'object' || value === null || whole.includes(key)) return value
  const within = plain.includes(key) ? { ...lengths, details: lengths.plain } : lengths
  if (!Array.isArray(value)) return cut(value, within)
  if (!containers.includes(key)) return value.slice(0, within.details)
  return value.slice(0, lengths.containers).map((one: object) => cut(one, lengths))
}

function longestList(value: object): number {
  const own = Array.isArray(value) ? value.length : 0
  return Math.max(
    own,
    ...Object.values(value).map((one: unknown) => (typeof one === 'object' && one ? longestList(one) : 0)),
  )
}
