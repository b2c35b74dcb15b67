/** Where a run of characters may be long, it is bounded or begins only at its first: each rule takes time linear in the text. */
const rules: readonly (readonly [secret: RegExp, instead: string])[] = [
  [/\bwhsec_[\w+/=-]+/g, 'whsec_***'],
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

/**
 * Makes a function that takes secrets and mail addresses out of text that is logged or shown: the secrets that are known word
 * by word, and what looks like one. Of a mail address the domain stays. Secrets of fewer than six characters are not looked for.
 */
export function redactor(secrets: readonly string[]): (text: string) => string {
  const known = [...new Set(secrets.filter((secret) => secret.length >= 6))].sort((a, b) => b.length - a.length)
  return (text) => {
    const without = known.reduce((rest, secret) => rest.replaceAll(secret, '***'), text)
    return rules.reduce((rest, [secret, instead]) => rest.replace(secret, instead), without)
  }
}
