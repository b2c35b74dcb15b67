/** Narrow `unknown` that came out of JSON, without a schema library: for files that we wrote ourselves. */

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function hasText<T extends object, K extends string>(
  value: T,
  key: K,
): value is T & { readonly [P in K]: string } {
  return typeof Reflect.get(value, key) === 'string'
}

export function isStringList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string')
}

/** The strings of a list; nothing of what is no list. */
export function stringsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : []
}

/** The keys of an object whose values are text. */
export function textsOf(value: unknown): Readonly<Record<string, string>> {
  if (!isObject(value)) return {}
  return Object.fromEntries(
    Object.entries(value).filter((pair): pair is [string, string] => typeof pair[1] === 'string'),
  )
}
