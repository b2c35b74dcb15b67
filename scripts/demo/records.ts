type Wire = { readonly id: number; readonly urls?: readonly string[]; readonly ips?: readonly string[] } & Readonly<
  Record<string, unknown>
>

const attributes = ['tcpPorts', 'udpPorts', 'serviceArea', 'category', 'required', 'expressRoute', 'notes']

/** What the service would answer to /changes: the difference of two of its lists, as records in its documented shape. */
export function recordsBetween(before: string, after: string, version: string): string {
  const [old, now] = [setsOf(before), setsOf(after)]
  const ids = [...new Set([...old.keys(), ...now.keys()])].sort((a, b) => a - b)
  const records = ids.flatMap((set, index) => {
    const record = recordOf(old.get(set), now.get(set))
    return record === null ? [] : [{ id: index + 1, endpointSetId: set, version, ...record }]
  })
  return JSON.stringify(records, null, 2)
}

function setsOf(text: string): Map<number, Wire> {
  const sets: readonly Wire[] = JSON.parse(text)
  return new Map(sets.map((set) => [set.id, set]))
}

function recordOf(old: Wire | undefined, now: Wire | undefined): object | null {
  const [add, remove] = [less(now, old), less(old, now)]
  const changed = attributes.filter(
    (name) => old !== undefined && now !== undefined && String(old[name]) !== String(now[name]),
  )
  if (add === null && remove === null && changed.length === 0) return null
  const values = (set: Wire | undefined) =>
    Object.fromEntries(changed.filter((name) => set?.[name] !== undefined).map((name) => [name, String(set?.[name])]))
  return {
    disposition: old === undefined ? 'Add' : now === undefined ? 'Remove' : 'Change',
    ...(changed.length > 0 && { previous: values(old), current: values(now) }),
    ...(add !== null && { add }),
    ...(remove !== null && { remove }),
  }
}

function less(set: Wire | undefined, other: Wire | undefined): object | null {
  const urls = set?.urls?.filter((url) => !other?.urls?.includes(url)) ?? []
  const ips = set?.ips?.filter((ip) => !other?.ips?.includes(ip)) ?? []
  return urls.length + ips.length === 0 ? null : { ...(urls.length > 0 && { urls }), ...(ips.length > 0 && { ips }) }
}
