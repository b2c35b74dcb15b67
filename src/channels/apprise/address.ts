/** Whom Apprise tells: what is configured there under a key (those with a tag, where one is given), or the services of URLs. */
export type Target =
  | { readonly kind: 'key'; readonly key: string; readonly tag: string | null }
  | { readonly kind: 'urls'; readonly urls: string }

const longest = 4096

/** `KEY`, `KEY/TAG`, or Apprise URLs with commas between; `null` for anything else. */
export function parseTarget(to: string): Target | null {
  const [, key, tag = null] = /^([\w-]{1,128})(?:\/([\w-]{1,128}))?$/.exec(to) ?? []
  if (key !== undefined) return { kind: 'key', key, tag }
  const urls = to.split(',').map((url) => url.trim())
  const isList = urls.every((url) => /^[a-z][a-z\d+.-]*:\/\/[^\s\p{Cc}]+$/iu.test(url))
  return isList && to.length <= longest && !/[\p{Cc}]/u.test(to) ? { kind: 'urls', urls: urls.join(',') } : null
}

/** What is wrong with an address, for people; `null` when nothing is. Never repeats it: Apprise URLs hold passwords. */
export function targetFault(to: string, allowUrls: boolean): string | null {
  const target = parseTarget(to)
  if (target === null) return 'this is no key of Apprise; write it like network-team, or network-team/tag'
  if (target.kind === 'key' || allowUrls) return null
  return 'Apprise URLs are only taken when the channel says `allowUrls: true`; name a key that is configured in Apprise'
}
