/**
 * Who asks: `endpoint-drift/0.1.0 (+mailto:ops@example.org)`, product and comment of RFC 9110, section 10.1.5. Characters that
 * would end the comment or the header are dropped from the contact.
 */
export function userAgent(version: string, contact?: string): string {
  const comment = contact?.replace(/[^\x21-\x7e]|[()\\]/g, '')
  return comment ? `endpoint-drift/${version} (+${comment})` : `endpoint-drift/${version}`
}
