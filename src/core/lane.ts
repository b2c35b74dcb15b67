/**
 * Which deliveries wait in one line because one receiver takes them: the domain of a mail address and the host of an http(s) URL,
 * in lower case and the ASCII form of internationalised names (UTS 46); any other address is a lane of its own.
 */
export function laneOf(to: string): string {
  if (/^https?:\/\//i.test(to)) return URL.parse(to)?.hostname ?? to
  const [, domain] = /@([^@/\s]+)$/.exec(to) ?? []
  return domain === undefined || to.includes('://') ? to : inAscii(domain)
}

function inAscii(domain: string): string {
  // Only letters beyond ASCII need it, and a URL's host would read `1.2` as the address 1.0.0.2.
  const plain = domain.toLowerCase().replace(/\.$/, '')
  return /^[\x20-\x7e]*$/.test(plain) ? plain : (URL.parse(`https://${plain}`)?.hostname ?? plain)
}
