const secretName = /token|secret|passw|pwd|key|sig|auth|credential|session|jwt|^code$|^sas$|^se$|^sv$/i

/**
 * A URL as it may be shown, logged and stored: without user name, password and fragment, and with the values of query parameters
 * that carry secrets replaced by `***`. What is no URL comes out as `(not a URL)`, for it may hold anything.
 */
export function printableUrl(url: string): string {
  const parsed = URL.parse(url)
  if (parsed === null) return '(not a URL)'
  parsed.username = ''
  parsed.password = ''
  parsed.hash = ''
  for (const name of new Set(parsed.searchParams.keys())) {
    if (secretName.test(name)) parsed.searchParams.set(name, '***')
  }
  return parsed.href
}
