/** Where a run of characters may be long, it is bounded or begins only at its first: each rule takes time linear in the text. */
const rules: readonly (readonly [secret: RegExp, instead: string])[] = [
  [/\bwhsec_[\w+/=-]+/g, 'whsec_***'],
  // Links of subscribers: whoever has the token is taken for them.
  [/\b_[a-z0-9]{1,40}\.[a-z0-9]{1,11}\.[a-z0-9]{1,11}\.[0-9a-f]{32}\b/g, '***'],
  // User and password of a URL; before mail addresses, which they look like.
  [/(\b[a-z][a-z\d+.-]{0,20}:\/\/)[^/\s@]{0,300}@/gi, '$1'],
  [
    /([?&;](?:[\w.-]{0,40}(?:token|secret|passw|pwd|key|sig|auth|credential|session|jwt)[\w.-]{0,40}|code|sas)=)[^&\s#"'<>]+/gi,
    '$1***',
  ],
  [/\b(Bearer|Basic) +[\w+/=.~-]{6,}/g, '$1 ***'],
  // A part of a path with capitals, small letters and digits mixed is a token: incoming webhooks carry theirs there.
  [/(?<=\/)(?=[\w-]*[a-z])(?=[\w-]*[A-Z])(?=[\w-]*\d)[\w-]{20,}/g, '***'],
  [/(?<![^\s<>@"'(),:;/=[\]])[^\s<>@"'(),:;/=[\]]+@((?:[\p{L}\d-]+\.)+[\p{L}\d-]+)/gu, '***@$1'],
]

const urlShape = /\b(https?):\/\/([^\s/?#"'<>]*)([/?#][^\s"'<>]*)/gi

/** Of other schemes (`tgram://TOKEN/...`) the secret stands where http has its host. Those of git name no receiver. */
const otherScheme = /\b(?!(?:https?|ssh|git|file):)([a-z][a-z\d+.-]{0,20}):\/\/[^\s"'<>]+/gi

/**
 * Makes a function that takes secrets and mail addresses out of text that is logged or shown: the secrets that are known word
 * by word, what looks like one, and of every URL all that follows its host, for receivers carry their token there and may be too
 * many to know. `open`: beginnings of URLs that may be read by anybody, as those of the sources; the rest of such a URL stays. Of a
 * mail address the domain stays. Secrets of fewer than six characters are not looked for.
 */
export function redactor(secrets: readonly string[], open: readonly string[] = []): (text: string) => string {
  const known = [...new Set(secrets.filter((secret) => secret.length >= 6))].sort((a, b) => b.length - a.length)
  const isOpen = (url: string): boolean => open.some((beginning) => begins(url, beginning))
  function shown(url: string, scheme: string, host: string, rest: string): string {
    // The stop behind a URL in a sentence is none of it.
    const end = trailing(rest)
    const stop = rest.slice(rest.length - end)
    return rest === `/${stop}` || isOpen(url.slice(0, url.length - end)) ? url : `${scheme}://${host}/***${stop}`
  }
  return (text) => {
    const without = known.reduce((rest, secret) => rest.replaceAll(secret, '***'), text)
    const clean = rules.reduce((rest, [secret, instead]) => rest.replace(secret, instead), without)
    return clean.replace(urlShape, shown).replace(otherScheme, '$1://***')
  }
}

function trailing(text: string): number {
  let count = 0
  while (count < text.length && '.,;:!?)]}'.includes(text.charAt(text.length - 1 - count))) count += 1
  return count
}

/** Whole steps of the path only: `https://example.org/list` begins `/list/a` and `/list?a`, not `/listing`. */
function begins(url: string, beginning: string): boolean {
  return url.startsWith(beginning) && (beginning.endsWith('/') || /^(?:[/?#]|$)/.test(url.slice(beginning.length)))
}
