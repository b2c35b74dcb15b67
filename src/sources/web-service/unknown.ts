/** A JSON value as one line of text: a string as it is, everything else as JSON with its keys in order. */
export function asText(value: unknown): string {
  if (typeof value === 'string') return value
  const text = JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
  return text ?? ''
}

/** The attributes of an object that are not `known`, as text. `null` counts as absent. */
export function unknownKeys(
  row: Readonly<Record<string, unknown>>,
  known: ReadonlySet<string>,
): Readonly<Record<string, string>> {
  const more = Object.entries(row).filter(([key, value]) => !known.has(key) && value !== null && value !== undefined)
  return Object.fromEntries(more.map(([key, value]) => [key, asText(value)]))
}
